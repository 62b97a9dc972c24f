"""Where a person can go: one table of places, shown by what the person may do and in the order of a day's work."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext

from inspector.accounts.access import DEVICE, PUBLIC, ROUTES, SIGNED_IN, Actor

IN_BOTTOM_BAR = 4


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the table. label, short: gettext message ids, short for the bottom bar; group: 0 daily work, 1 looking, 2 keeping.

    permission: what one must have somewhere; "" = as the address asks; "staff" = a staff member's own pages. unless: a permission whose
    holder has another place that shows the same.
    """

    endpoint: str
    label: str
    sign: str
    group: int = 0
    permission: str = ""
    short: str = ""
    unless: str = ""


PLACES = (
    Place("pwa.app", "Do a round", "clipboard-check", permission="inspections.conduct"),
    Place("insights.today", "Site today", "home"),
    Place("rectification.index", "Tasks", "wrench"),
    Place("inspections.index", "Inspections", "file-text"),
    Place("appraisals.index", "Records", "trending-up"),
    Place("conduct.team", "Praise and reminders", "sparkles"),
    Place("conduct.index", "Red lines and cards", "flag"),
    Place("appeals.index", "Objections of people", "message-square"),
    Place("cycles.index", "Appraisals", "list-checks"),
    Place("held.index", "Held records", "alert-circle"),
    Place("appraisals.own", "My record", "star", permission="staff"),
    Place("rectification.mine", "My tasks", "wrench", permission="staff", unless="tasks.read"),
    Place("plans.index", "Plans", "calendar", group=1),
    Place("mystery_results.index", "What guests saw", "eye", group=1),
    Place("mystery.index", "Mystery visits", "eye-off", group=1),
    Place("agency_own.index", "Our visits", "eye-off"),
    Place("severity.index", "Strict or lenient", "users", group=1),
    Place("severity.mine", "How I judge", "eye", group=1, unless="fairness.read"),
    Place("control_charts.index", "Control charts", "trending-up", group=1),
    Place("calibration.index", "Practice on one scale", "image", group=1, short="Practice"),
    Place("duty.index", "Duty map", "grid", group=1),
    Place("people.index", "People", "users", group=1),
    Place("sites.index", "Sites", "map-pin", group=1),
    Place("regions.index", "Regions", "flag", group=1),
    Place("checklists.index", "Checklists", "list-checks", group=1),
    Place("standards.index", "Service standards", "sparkles", group=1),
    Place("schemes.index", "Appraisal schemes", "file-text", group=1),
    Place("settings.index", "Settings", "settings", group=2),
    Place("channels.index", "Messages to groups", "send", group=2),
    Place("keeping.index", "Accounts", "lock", group=2),
    Place("devices.index", "Devices", "shield", group=2),
    Place("audit.index", "Audit trail", "history", group=2),
)
# Where the day starts for whoever holds a role; others start at the first place that is open to them.
STARTS = (
    ("supervisor", "pwa.app"),
    ("store_manager", "insights.today"),
    ("area_manager", "insights.today"),
    ("quality_lead", "insights.today"),
)
GROUPS = ("", "Places and people", "Keeping")


@dataclass(frozen=True, slots=True)
class Entry:
    """One place as it is shown to one person."""

    url: str
    label: str
    short: str
    sign: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Places under one heading."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Navigation:
    """All groups for the rail; `bottom` and `more` share the same places between bar and sheet."""

    groups: tuple[Group, ...]
    bottom: tuple[Entry, ...]
    more: tuple[Entry, ...]


def of(actor: Actor) -> Navigation:
    """The places of one person, on the page of this request."""
    groups = []
    for number, title in enumerate(GROUPS):
        entries = tuple(_entry(place) for place in PLACES if place.group == number and is_open(place, actor))
        if entries:
            groups.append(Group(gettext(title) if title else "", entries))
    every = tuple(entry for group in groups for entry in group.entries)
    cut = len(every) if len(every) <= IN_BOTTOM_BAR + 1 else IN_BOTTOM_BAR
    return Navigation(tuple(groups), every[:cut], every[cut:])


def first(actor: Actor) -> str | None:
    """The address a person starts at; None when there is no place for them."""
    start = next((endpoint for role, endpoint in STARTS if role in actor.role_names), "")
    open_ones = [place.endpoint for place in PLACES if is_open(place, actor)]
    if start in open_ones:
        return url_for(start)
    return url_for(open_ones[0]) if open_ones else None


def is_open(place: Place, actor: Actor) -> bool:
    """Whether a place exists in this build and is the actor's to enter."""
    if place.endpoint not in current_app.view_functions:
        return False
    if place.unless and actor.may(place.unless):
        return False
    rule = place.permission or ROUTES.get(place.endpoint, "")
    if rule == "staff":
        return actor.staff_id is not None
    return rule in (PUBLIC, SIGNED_IN, DEVICE) or bool(rule and actor.may(rule))


def _entry(place: Place) -> Entry:
    blueprint = (request.endpoint or "").partition(".")[0]
    is_here = request.endpoint == place.endpoint or (
        blueprint == place.endpoint.partition(".")[0]
        and request.endpoint not in {p.endpoint for p in PLACES}
        and place.endpoint.endswith(".index")
    )
    return Entry(
        url_for(place.endpoint), gettext(place.label), gettext(place.short or place.label), place.sign, is_here
    )
