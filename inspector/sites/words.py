"""Words for the closed lists of places and people, translated when they are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext

OWNERSHIP_NAMES = {
    "own": lazy_gettext("Own"),
    "franchise": lazy_gettext("Franchise"),
    "joint": lazy_gettext("Joint venture"),
}
CONTRACT_NAMES = {
    "full_time": lazy_gettext("Full time"),
    "hourly": lazy_gettext("By the hour"),
    "intern": lazy_gettext("Intern"),
    "apprentice": lazy_gettext("Apprentice"),
    "dispatched": lazy_gettext("Dispatched"),
    "outsourced": lazy_gettext("Outsourced"),
}
EXEMPTION_NAMES = {"posture": lazy_gettext("Posture items"), "dress": lazy_gettext("Dress and grooming items")}
AREA_KINDS = {
    "hall": lazy_gettext("Hall"),
    "room": lazy_gettext("Private rooms"),
    "bar": lazy_gettext("Bar"),
    "kitchen": lazy_gettext("Kitchen"),
    "entrance": lazy_gettext("Entrance"),
    "restroom": lazy_gettext("Restroom"),
    "service": lazy_gettext("Service station"),
    "outdoor": lazy_gettext("Outdoors"),
    "workshop": lazy_gettext("Workshop"),
    "reception": lazy_gettext("Reception"),
    "waiting": lazy_gettext("Waiting area"),
    "other": lazy_gettext("Other"),
}
IMPORT_COLUMNS = {
    "number": lazy_gettext("Staff number"),
    "name": lazy_gettext("Name"),
    "site": lazy_gettext("Site"),
    "position": lazy_gettext("Position"),
    "contract": lazy_gettext("Contract"),
    "joined_on": lazy_gettext("Joined on"),
    "from_on": lazy_gettext("Valid from"),
    "shift": lazy_gettext("Shift"),
    "employer": lazy_gettext("Employer"),
    "is_minor": lazy_gettext("Under 18"),
}
ROSTER_COLUMNS = {
    "number": IMPORT_COLUMNS["number"],
    "day": lazy_gettext("Business day"),
    "shift": IMPORT_COLUMNS["shift"],
    "name": IMPORT_COLUMNS["name"],
    "site": IMPORT_COLUMNS["site"],
    "areas": lazy_gettext("Areas"),
    "tables": lazy_gettext("Table numbers"),
    "is_present": lazy_gettext("Present"),
    "covers_for": lazy_gettext("Covers for"),
}
