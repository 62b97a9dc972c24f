"""Every figure an organisation may change and a rule reads: what it is, what it starts as, what it changes. No database here."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.sites.refusals import N_


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, a whole number. unit, title and effect are gettext message ids; least and most bound it."""

    key: str
    group: str
    title: str
    effect: str
    default: int
    unit: str
    least: int = 0
    most: int = 1000

    def read(self, text: str) -> int:
        """The value of a text as a person writes it. Raises ValueError when it is none or out of bounds."""
        if not text.isascii() or not text.isdigit() or not self.least <= int(text) <= self.most:
            raise ValueError(text)
        return int(text)


DAYS, SHIFTS, MINUTES, PERCENT, ANSWERS = N_("days"), N_("shifts"), N_("minutes"), "%", N_("answers")

GROUPS = {
    "people": N_("Newcomers and attribution"),
    "coaching": N_("Coaching"),
    "tasks": N_("Deadlines of tasks"),
    "evidence": N_("Evidence for a person's month"),
    "visits": N_("Visits proposed by risk"),
    "tablets": N_("Shared tablets"),
}

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
    Setting("lock_idle_minutes", "tablets", N_("A tablet asks for the PIN after"),
            N_("Nobody touched it for so long. It also asks once in each shift."), 15, unit=MINUTES, least=5, most=120),
    Setting("guest_minutes", "tablets", N_("After a guest one tap is enough within"),
            N_("Later a paused round opens with the PIN. 0: always with the PIN."), 15, unit=MINUTES, most=120),
)  # fmt: skip

BY_KEY = {setting.key: setting for setting in SETTINGS}
