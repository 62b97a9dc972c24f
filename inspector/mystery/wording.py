"""Words for states, windows and checks, as gettext message ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext

from inspector import money
from inspector.i18n import language
from inspector.mystery.rules import Wave

CAMPAIGN_STATES = {"open": lazy_gettext("Running"), "paused": lazy_gettext("Paused"), "closed": lazy_gettext("Closed")}
VISIT_STATES = {
    "planned": lazy_gettext("To be sent"), "sent": lazy_gettext("Link made"), "begun": lazy_gettext("Begun"),
    "delivered": lazy_gettext("To review"), "revising": lazy_gettext("Asked again"), "accepted": lazy_gettext("Accepted"),
    "rejected": lazy_gettext("Turned down"), "released": lazy_gettext("Released"), "called_off": lazy_gettext("Called off"),
    "expired": lazy_gettext("Ran out"),
}  # fmt: skip
MEALS = {"any": lazy_gettext("Lunch or dinner"), "lunch": lazy_gettext("Lunch"), "dinner": lazy_gettext("Dinner")}
DAY_KINDS = {"any": lazy_gettext("Any day"), "weekday": lazy_gettext("Weekday"), "weekend": lazy_gettext("Weekend")}
RATINGS = (
    lazy_gettext("Not rated"), lazy_gettext("1 · hardly usable"), lazy_gettext("2 · thin"), lazy_gettext("3 · good"),
    lazy_gettext("4 · very good"), lazy_gettext("5 · exemplary"),
)  # fmt: skip
RELIABILITY = {
    "high": lazy_gettext("Very reliable"), "good": lazy_gettext("Mostly reliable"), "mixed": lazy_gettext("Reliable at times"),
    "low": lazy_gettext("Hardly reliable"), None: lazy_gettext("Too few visits to say"),
}  # fmt: skip
LOOKS = {
    "register": lazy_gettext("the list of shoppers"), "person": lazy_gettext("the shopper's own page"),
    "visit": lazy_gettext("a visit"), "assigning": lazy_gettext("choosing who goes"), "links": lazy_gettext("links to copy"),
    "pdf": lazy_gettext("a PDF"), "workbook": lazy_gettext("an Excel file"),
}  # fmt: skip
OBSTACLES = {
    "inactive": lazy_gettext("is no longer active"), "conflict": lazy_gettext("has a conflict of interest with this site"),
    "rest": lazy_gettext("was at this site too short a time ago"),
}  # fmt: skip
CHECKS = {
    "outside_days": lazy_gettext("The visit was outside its days."),
    "other_day_kind": lazy_gettext("Weekday and weekend do not fit what was asked."),
    "other_hour": lazy_gettext("It began at %(time)s, outside the hours that were asked for."),
    "other_meal": lazy_gettext("It was another meal than asked."),
    "short": lazy_gettext("Answered within %(minutes)s minutes."),
    "late": lazy_gettext("Sent %(hours)s hours after the visit; memory fades after 24."),
    "late_list": lazy_gettext("It came %(days)s days after the visit."),
    "times": lazy_gettext("Some answers bear a time outside the visit."),
    "incomplete": lazy_gettext("A needed answer is missing or cannot be read."),
    "brief_story": lazy_gettext("A story is shorter than the %(least)s characters that were asked."),
    "no_photo": lazy_gettext("A photo is missing."),
    "straight": lazy_gettext("Nearly all of %(count)s answers are the same."),
    "feeling": lazy_gettext("A point is lost by a feeling; it counts for no person."),
    "photo_twice": lazy_gettext("The same photo came with another visit."),
    "text_twice": lazy_gettext("The same words came with another visit of this shopper."),
    "text_twice_agency": lazy_gettext("The same words came with another visit of this agency."),
    "rest_agency": lazy_gettext("The same shopper of the agency was at this site %(days)s days before or after."),
}
TOLD = {
    "to_come": lazy_gettext("Still to come"), "in_review": lazy_gettext("In review"), "asked_again": lazy_gettext("Asked again"),
    "accepted": lazy_gettext("Accepted"), "turned_down": lazy_gettext("Turned down"), "ran_out": lazy_gettext("Ran out"),
}  # fmt: skip
CALL_BACKS = {
    "confirmed": lazy_gettext("It agrees"), "contradicted": lazy_gettext("It differs"), "not_reached": lazy_gettext("Nobody was reached"),
}  # fmt: skip
TAKEN_OUT = {
    "time": lazy_gettext("times"), "day": lazy_gettext("days"), "table": lazy_gettext("tables"), "money": lazy_gettext("money"),
    "party": lazy_gettext("how many came"), "company": lazy_gettext("who came along"), "looks": lazy_gettext("how somebody looked"),
    "number": lazy_gettext("numbers"),
}  # fmt: skip
WAVE = {
    "few_sites": lazy_gettext(
        "At least five sites are told on one date, so that none can guess its guest. Ripe so far: %(count)s."
    ),
    "too_early": lazy_gettext(
        "Five days pass between the last visit and the telling, so that nobody can guess the guest."
    ),
}
ATTESTATION = lazy_gettext(
    "I am not connected with this site or the people who work there. I visited it myself on the day I give. What I write is what I saw "
    "and heard; I keep it to myself, disturbed nobody and recorded neither sound nor film."
)


def amount(minor: int, currency: str) -> str:
    """An amount of money in the reader's language."""
    return money.written(minor, currency, language())


def window(one: Any) -> str:
    """When a visit is wanted, in words. one: a Window or a Visit."""
    return " · ".join(part for part in (str(DAY_KINDS[one.day_kind]), str(MEALS[one.meal]), _hours(one)) if part)


def _hours(one: Any) -> str:
    return f"{one.begins_at or '…'}–{one.ends_at or '…'}" if one.begins_at or one.ends_at else ""


def check_sentence(check: Mapping[str, Any]) -> str:
    """What a check says, as it is stored."""
    return str(CHECKS[check["code"]]) % check["figures"]


def taken_out(kinds: Iterable[str]) -> str:
    """The kinds of what was taken out of a text."""
    return " · ".join(str(TAKEN_OUT[kind]) for kind in kinds)


def wave_sentence(wave: Wave) -> str:
    """Why nothing may be released today; empty when something may."""
    return str(WAVE[wave.why]) % {"count": wave.site_count} if wave.why else ""
