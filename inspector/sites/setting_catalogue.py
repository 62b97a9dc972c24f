"""Every figure an organisation may change: what it is, what it starts as, what it changes. No database here.

SETTINGS are read by rules. HOUSE_FIGURES are what the house promises or asks: lists judge by them, and the pages that show a list set
them beside the standards it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector.sites.refusals import N_


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, a whole number. unit, title and effect are gettext message ids; least and most bound it.

    standards: ids of the register whose figure it states for this house. is_off_at_zero: 0 says that the house has no such figure.
    is_switch: 1 is on, 0 is off.
    """

    key: str
    group: str
    title: str
    effect: str
    default: int
    unit: str
    least: int = 0
    most: int = 1000
    standards: tuple[str, ...] = ()
    is_off_at_zero: bool = False
    is_switch: bool = False

    def read(self, text: str) -> int:
        """The value of a text as a person writes it. Raises ValueError when it is none or out of bounds."""
        if not text.isascii() or not text.isdigit() or not self.least <= int(text) <= self.most:
            raise ValueError(text)
        return int(text)


DAYS, SHIFTS, MINUTES, PERCENT, ANSWERS, HOURS = (
    N_("days"),
    N_("shifts"),
    N_("minutes"),
    "%",
    N_("answers"),
    N_("hours"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the settings page, and where it needs one a sentence on what its figures are for. Gettext message ids."""

    title: str
    about: str = ""


GROUPS = {
    "people": Group(N_("Newcomers and attribution")),
    "coaching": Group(N_("Coaching")),
    "tasks": Group(N_("Deadlines of tasks")),
    "evidence": Group(N_("Evidence for a person's month")),
    "visits": Group(N_("Visits proposed by risk")),
    "fairness": Group(N_("Fair measurement")),
    "mystery": Group(N_("Deadlines of mystery visits")),
    "tablets": Group(N_("Shared tablets")),
    "enquiries": Group(N_("Phone and enquiries"),
        N_("What the house asks of itself. Lists on calls and enquiries show it beside the standard; nothing is timed by the app itself.")),
    "complaints": Group(N_("Complaints"),
        N_("What a guest who complains may expect. The complaint lists show it beside the standard; it opens no task by itself.")),
    "keeping": Group(N_("Keeping of records"), N_("What the lists on records judge by. Nothing is deleted by it.")),
    "promises": Group(N_("Promises and product figures"),
        N_("What the house promises outright. Your own lists that rest on the standard show it.")),
}  # fmt: skip

SETTINGS = (
    Setting("newcomer_days", "people", N_("Newcomer for"),
            N_("In this time after joining, what is seen is shown but counts for nobody."), 14, unit=DAYS, most=90),
    Setting("newcomer_shifts_hourly", "people", N_("Newcomer, hourly staff, for"),
            N_("The same for people paid by the hour, counted in shifts on the duty map."), 5, unit=SHIFTS, most=60),
    Setting("tables_per_server", "people", N_("Tables that one person can look after"),
            N_("With more of them on the duty map the shift is short of people: what is found at a table counts for the team."), 6,
            unit=N_("tables"), least=1, most=60),
    Setting("coach_failures", "coaching", N_("A task for coaching opens after"),
            N_("So many failures of one person at one item within the last observations. Until then it is only a reminder."), 3,
            unit=N_("failures"), least=1, most=20),
    Setting("coach_window", "coaching", N_("counted over the last"),
            N_("The observations of that person and item that are looked at."), 10, unit=N_("observations"), least=1, most=100),
    Setting("coach_days", "coaching", N_("on at least"),
            N_("Failures of one bad day are no habit."), 2, unit=DAYS, least=2, most=30),
    Setting("at_once_minutes", "tasks", N_("At once: contained within"),
            N_("The deadline of findings about food, gas or a guest who was hurt."), 30, unit=MINUTES, least=5, most=240),
    Setting("at_once_start_minutes", "tasks", N_("At once: begun within"),
            N_("Stopped, and whoever is in charge called."), 5, unit=MINUTES, least=1, most=60),
    Setting("cause_hours", "tasks", N_("At once: its cause known within"),
            N_("With five whys, because it must not come again."), 24, unit=HOURS, least=1, most=240),
    Setting("plan_hours", "tasks", N_("At once: what will be done about the cause, within"),
            N_("Corrected, trained, another procedure or other equipment."), 72, unit=HOURS, least=1, most=720),
    Setting("ticket_hours", "tasks", N_("Works: the vendor is asked within"),
            N_("From the finding to the number of the ticket."), 24, unit=HOURS, least=1, most=240),
    Setting("verify_hours", "tasks", N_("What was handed in is looked at within"),
            N_("The clock of who fixed it stops with handing in; a late look counts against whoever should have looked."),
            24, unit=HOURS, least=1, most=240),
    Setting("watch_days", "tasks", N_("A fix is watched for"),
            N_("What failed again in this time is open again."), 7, unit=DAYS, least=1, most=60),
    Setting("watch_days_long", "tasks", N_("Training, supplies and repairs are watched for"),
            N_("What takes longer to come back is watched longer."), 30, unit=DAYS, least=1, most=180),
    Setting("sample_percent", "tasks", N_("Of tasks for this shift so many are looked at again"),
            N_("The others are proven by the photo that somebody else accepted."), 20, unit=PERCENT, most=100),
    Setting("proof_observations", "tasks", N_("Training is proven by so many good observations in a row"),
            N_("Of the same item, of the same person or place."), 3, unit=N_("observations"), least=1, most=20),
    Setting("repeat_days", "tasks", N_("It is a repeat within"),
            N_("What fails again so soon after its task was closed is due one step sooner, and its history stands with it."), 30,
            unit=DAYS, least=1, most=180),
    Setting("works_days", "tasks", N_("Works: closed within at most"),
            N_("The vendor's date may not lie later than this."), 30, unit=DAYS, least=1, most=180),
    Setting("evidence_answers", "evidence", N_("A band needs at least"),
            N_("With fewer scored answers a month shows no band and says so."), 64, unit=ANSWERS, least=1, most=1000),
    Setting("evidence_rounds", "evidence", N_("from at least this many rounds"),
            N_("Answers of few rounds say more about the evening than about the person."), 8, unit=N_("rounds"), least=1, most=100),
    Setting("evidence_days", "evidence", N_("on at least this many days"),
            N_("A band rests on several days."), 3, unit=DAYS, least=1, most=31),
    Setting("evidence_inspectors", "evidence", N_("by at least this many inspectors"),
            N_("One of them from outside the site."), 2, unit=N_("inspectors"), least=1, most=20),
    Setting("evidence_outside", "evidence", N_("Evidence from outside the store, at least"),
            N_("With less, the month is not rated."), 40, unit=PERCENT, most=100),
    Setting("visits_per_day", "visits", N_("One inspector visits on a day at most"),
            N_("More is not proposed and not accepted: the last round of a long day is the least careful one."), 2, unit=N_("sites"),
            least=1, most=10),
    Setting("adjusted_shown", "fairness", N_("Adjusted scores beside the raw ones"),
            N_("What a person's score would be with inspectors who are neither strict nor lenient. It changes no score and no pay."), 1,
            unit="", most=1, is_switch=True),
    Setting("team_ranking", "fairness", N_("A team in order of score"),
            N_("Managers may then list their people by score, each with the places that the range leaves open. Nobody else sees it."), 0,
            unit="", most=1, is_switch=True),
    Setting("mystery_remind_hours", "mystery", N_("A shopper is reminded before the last day by"),
            N_("Of a visit that was not begun. With 0 nobody is reminded."), 48, unit=HOURS, most=240),
    Setting("mystery_expire_hours", "mystery", N_("A visit runs out after its last day by"),
            N_("Until then what was seen may still be written and sent."), 72, unit=HOURS, least=24, most=240),
    Setting("mystery_review_hours", "mystery", N_("A report is decided within"),
            N_("The queue shows when; a late decision is told to the quality lead and never counts against the shopper."), 48, unit=HOURS,
            least=1, most=240),
    Setting("mystery_revision_hours", "mystery", N_("A question to a shopper is answered within"),
            N_("Counted from the question."), 24, unit=HOURS, least=1, most=240),
    Setting("mystery_reject_hours", "mystery", N_("Without an answer a report is turned down after further"),
            N_("Counted from the end of that time. With 0 only a person turns it down."), 24, unit=HOURS, most=720),
    Setting("lock_idle_minutes", "tablets", N_("A tablet asks for the PIN after"),
            N_("Nobody touched it for so long. It also asks once in each shift."), 15, unit=MINUTES, least=5, most=120),
    Setting("guest_minutes", "tablets", N_("After a guest one tap is enough within"),
            N_("Later a paused round opens with the PIN. 0: always with the PIN."), 15, unit=MINUTES, most=120),
)  # fmt: skip

HOUSE_FIGURES = (
    Setting("phone_rings", "enquiries", N_("A call is picked up within"),
            N_("Later than that, the caller hears an apology first."), 3, unit=N_("rings"), least=1, most=20,
            standards=("S0-STD-004", "S0-4S01-001", "S1-DESK-016", "S1-HELP-001")),
    Setting("reply_live_minutes", "enquiries", N_("An enquiry by phone or chat is answered within"),
            N_("From the question to an answer, or to who answers by when."), 10, unit=MINUTES, least=1, most=240,
            standards=("S2-4.3-002",)),
    Setting("reply_written_hours", "enquiries", N_("A written enquiry is answered within"),
            N_("By mail, form or message."), 24, unit=HOURS, least=1, most=240, standards=("S2-3.2-006",)),
    Setting("parts_reply_minutes", "enquiries", N_("A garage that asks for a part is answered within"),
            N_("For parts counters. With 0 it is not used."), 5, unit=MINUTES, most=240,
            standards=("S0-STD-006",), is_off_at_zero=True),
    Setting("solved_percent", "enquiries", N_("Enquiries that were settled, at least"),
            N_("The share of a month."), 95, unit=PERCENT, most=100, standards=("S2-3.2-007",)),
    Setting("complaint_first_hours", "complaints", N_("A complaint is taken up within"),
            N_("Someone has spoken with the guest and has it in hand. Urgent ones are settled in this time."), 2,
            unit=HOURS, least=1, most=72, standards=("S2-4.3-003",)),
    Setting("complaint_close_hours", "complaints", N_("A complaint is closed within"),
            N_("The guest has heard the outcome."), 48, unit=HOURS, least=1, most=720, standards=("S2-3.3-004",)),
    Setting("complaint_satisfied_percent", "complaints", N_("Guests content with how their complaint was handled, at least"),
            N_("The share of a month, among those who were asked."), 85, unit=PERCENT, most=100, standards=("S2-3.3-005",)),
    Setting("records_years", "keeping", N_("Service records are kept for"),
            N_("At least 1 year."), 3, unit=N_("years"), least=1, most=30, standards=("S2-2.5-004",)),
    Setting("delivery_minutes", "promises", N_("A delivery nearby arrives within"),
            N_("Counted from the order. With 0 it is not promised."), 30, unit=MINUTES, most=600,
            standards=("S0-STD-005",), is_off_at_zero=True),
    Setting("delivery_kilometres", "promises", N_("Nearby means up to"),
            N_("From the shop to the door. With 0 it is not promised."), 5, unit=N_("km"), most=100,
            standards=("S0-STD-005",), is_off_at_zero=True),
    Setting("counter_centimetres", "promises", N_("Height of the counter"),
            N_("One chain builds 92 cm; with 0 it is not used."), 0, unit=N_("cm"), most=200,
            standards=("S0-STD-007",), is_off_at_zero=True),
    Setting("portion_grams", "promises", N_("Weight of the main product"),
            N_("One chain weighs 45 g; with 0 it is not used."), 0, unit=N_("g"), most=5000,
            standards=("S0-STD-008",), is_off_at_zero=True),
    Setting("frying_minutes", "promises", N_("Frying time"),
            N_("One chain fries 7 minutes; with 0 it is not used."), 0, unit=MINUTES, most=120,
            standards=("S0-STD-009",), is_off_at_zero=True),
    Setting("drink_celsius", "promises", N_("Temperature of cold drinks"),
            N_("One chain serves 4 °C; with 0 it is not used."), 0, unit="°C", most=60,
            standards=("S0-STD-010",), is_off_at_zero=True),
)  # fmt: skip

BY_KEY = {setting.key: setting for setting in (*SETTINGS, *HOUSE_FIGURES)}
