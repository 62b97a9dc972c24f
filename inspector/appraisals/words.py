"""Words of schemes, components, cycles and reasons, translated when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from inspector.sites.refusals import N_

COMPONENTS = {
    "rounds": lazy_gettext("Rounds and store visits"), "area": lazy_gettext("Store visits"), "audit": lazy_gettext("Audits"),
    "mystery": lazy_gettext("Mystery visits that were yours"), "tasks": lazy_gettext("Own tasks on time"),
    "plans": lazy_gettext("Plans kept"), "attendance": lazy_gettext("Attendance and rules"),
    "training": lazy_gettext("Training and quiz"), "coaching": lazy_gettext("Coaching given"),
    "self_gap": lazy_gettext("Honest self-checks"), "staffing": lazy_gettext("Staffing"),
    "complaints": lazy_gettext("Complaints handled"), "behaviour": lazy_gettext("Behaviour, as the manager sees it"),
    "self": lazy_gettext("Own view"), "peer": lazy_gettext("Colleagues' view"), "survey": lazy_gettext("Guest survey of the store"),
}  # fmt: skip
SOURCES = {
    "ledger": lazy_gettext("what inspectors saw"), "tasks": lazy_gettext("the tasks of the period"),
    "plans": lazy_gettext("the planned rounds of the store"), "manager": lazy_gettext("the manager, with an example"),
}  # fmt: skip
MISSING = {"nothing": lazy_gettext("nothing measured"), "few_visits": lazy_gettext("fewer than 9 visits")}
CYCLE_STATES = {
    "open": lazy_gettext("Running"), "collect": lazy_gettext("Collecting"), "propose": lazy_gettext("Being proposed"),
    "discuss": lazy_gettext("Being talked over"), "acknowledge": lazy_gettext("To be signed"),
    "appeal": lazy_gettext("Time to object"), "locked": lazy_gettext("Locked"), "called_off": lazy_gettext("Called off"),
}  # fmt: skip
STEPS = {
    "collect": lazy_gettext("Collect the data"), "propose": lazy_gettext("Let managers propose"),
    "discuss": lazy_gettext("On to the talks"), "acknowledge": lazy_gettext("Ask for signatures"),
    "appeal": lazy_gettext("Open the time to object"), "locked": lazy_gettext("Lock"), "called_off": lazy_gettext("Call off"),
}  # fmt: skip
STATES = {
    "open": lazy_gettext("To be proposed"), "proposed": lazy_gettext("Waits for a second person"),
    "confirmed": lazy_gettext("Confirmed"),
}  # fmt: skip
SCHEME_STATES = {
    "draft": lazy_gettext("Draft"), "published": lazy_gettext("Published, being read"), "opened": lazy_gettext("In force"),
    "retired": lazy_gettext("Retired"),
}  # fmt: skip
DIFFERENCE_STATES = {
    "open": lazy_gettext("To be decided"), "next_period": lazy_gettext("Made good next time"), "noted": lazy_gettext("Noted"),
}  # fmt: skip
REASONS = {
    "under_18": N_("Under 18: no individual score is kept."),
    "no_agreement": N_("No agreement about individual appraisals is on file, so there is none."),
    "learning": N_("Still learning: feedback only, no coefficient."),
    "hourly": N_("Paid by the hour: settled with each pay, no monthly coefficient."),
    "no_scheme": N_("No scheme was in force for this position when the period began, so no coefficient."),
    "newcomer": N_("New in this period: shown, not rated, and it stays at 1.0."),
    "scheme_unread": N_("The scheme was not read before the period: not rated, and it stays at 1.0."),
    "only_opinion": N_("Only an opinion is left, and that rates nobody. It stays at 1.0."),
    "nothing_seen": N_("Nothing was measured. It stays at 1.0."),
    "not_enough": N_("Not checked often enough to be rated. It stays at 1.0."),
    "from_outside": N_("Too little was seen by people from outside the store to be rated. It stays at 1.0."),
    "adjusted": N_("Adjusted by hand by %(points)s points; a second person approved it."),
    "coached": N_("Coaching is on record on %(day)s."),
    "below_twice": N_("Two periods in a row, even the upper end of the range lies under the target."),
    "red_line": N_("A red line was upheld."),
    "not_coached": N_("No coaching is on record in between, so it stays at 1.0."),
    "below_once": N_("Even the upper end of the range lies under the target, for the first time. It stays at 1.0."),
    "above": N_("Even the lower end of the range is excellent."),
    "red_line_open": N_("A red line is still being looked into, so it stays at 1.0."),
    "met": N_("The range reaches the target. That is 1.0."),
    "mystery_counts": N_("Guests of %(n)s mystery visits: %(rate)s%%."),
    "survey_counts": N_("Guest survey, %(n)s answers: %(rate)s%%."),
    "no_team_result": N_("Too few mystery visits or survey answers to say anything about the store."),
}  # fmt: skip
LANES: Mapping[str, Mapping[str, Any]] = {
    "component": COMPONENTS, "source": SOURCES, "missing": MISSING, "cycle": CYCLE_STATES, "step": STEPS, "appraisal": STATES,
    "scheme": SCHEME_STATES, "difference": DIFFERENCE_STATES,
}  # fmt: skip


def word(kind: str, key: str) -> str:
    """The word of a key; a source that somebody wrote in a list is shown as it is written."""
    return str(LANES[kind].get(key, key))


def reason(code: str, values: Mapping[str, Any]) -> str:
    """One reason in words."""
    return gettext(REASONS[code], **values)


def coefficient(percent: int | None) -> str:
    """A coefficient as people say it: 0.9, 1.0, 1.1; a dash for none."""
    return "—" if percent is None else f"{percent // 100}.{percent % 100 // 10}"
