"""Plans in words: when a duty recurs, how long it is open, what became of a round."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext, ngettext

from inspector.plans.recurrence import DAYS, ONCE, simple

DAY_NAMES = {
    "MO": lazy_gettext("Monday"), "TU": lazy_gettext("Tuesday"), "WE": lazy_gettext("Wednesday"), "TH": lazy_gettext("Thursday"),
    "FR": lazy_gettext("Friday"), "SA": lazy_gettext("Saturday"), "SU": lazy_gettext("Sunday"),
}  # fmt: skip
LINE_NAMES = {"self": lazy_gettext("Self-check"), "area": lazy_gettext("Round"), "audit": lazy_gettext("Audit")}
STATE_NAMES = {
    "due": lazy_gettext("planned"), "done": lazy_gettext("done"), "missed": lazy_gettext("missed"), "excused": lazy_gettext("excused"),
}  # fmt: skip
FAULTS = {
    "unreadable": lazy_gettext("This rule cannot be read. Write it like FREQ=WEEKLY;BYDAY=MO,TH."),
    "too_long": lazy_gettext("This rule is too long."),
    "too_often": lazy_gettext("This asks for more than 24 rounds a day."),
    "never": lazy_gettext("By this rule the round is never due."),
}


def when(rule: str) -> str:
    """A rule as a sentence; one that says more than days and weeks stands as it is written."""
    if rule == ONCE:
        return gettext("once")
    plain = simple(rule)
    if plain is None:
        return rule
    if set(plain.days) == set(DAYS) and plain.every_weeks == 1:
        return gettext("every day")
    names = gettext(", ").join(str(DAY_NAMES[day]) for day in DAYS if day in plain.days)
    if plain.every_weeks == 1:
        return gettext("every %(days)s", days=names)
    return ngettext("every week on %(days)s", "every %(num)s weeks on %(days)s", plain.every_weeks, days=names)


def span(minutes: int) -> str:
    """30 minutes, 2 hours."""
    if minutes % 60 == 0 and minutes:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return ngettext("%(num)s minute", "%(num)s minutes", minutes)
