"""Why a site needs a visit, in words; and why a proposal could not be accepted."""

from __future__ import annotations

from flask_babel import format_decimal, gettext, lazy_gettext, ngettext

from inspector.measurement.site_risk import FEWEST_ROUNDS, LONGEST_DAYS, Reason

REFUSALS = {
    "day": lazy_gettext("On this day the site is not visited any more. Please look again."),
    "inspector": lazy_gettext("This person may not inspect this site any more. Please look again."),
    "full": lazy_gettext("This inspector has enough visits on this day. Please look again."),
    "planned": lazy_gettext("Somebody from outside comes to this site soon anyhow."),
}


def reason(one: Reason) -> str:
    """One reason as a sentence with its figure."""
    count, points = int(one.amount), format_decimal(float(one.amount), "0.0")
    if one.code == "red_lines":
        return ngettext("%(num)s task at once is not fixed", "%(num)s tasks at once are not fixed", count)
    if one.code == "repeats":
        return ngettext("%(num)s open task failed again", "%(num)s open tasks failed again", count)
    if one.code == "days":
        return ngettext("last visit from outside %(num)s day ago", "last visit from outside %(num)s days ago", count)
    if one.code == "too_long":
        return gettext("last visit from outside %(days)s days ago: one in %(most)s days is due anyhow", days=count, most=LONGEST_DAYS)
    if one.code == "never":
        return gettext("nobody from outside has come in the last year")
    if one.code == "fall":
        return gettext("store visits fell by %(points)s points against the four weeks before", points=points)
    return gettext("self-checks lie %(points)s points above store visits (at least %(few)s of each)", points=points, few=FEWEST_ROUNDS)
