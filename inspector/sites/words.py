"""Words for the closed lists of places and people, translated when they are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

OWNERSHIP_NAMES = {"own": _l("Own"), "franchise": _l("Franchise"), "joint": _l("Joint venture")}
CONTRACT_NAMES = {
    "full_time": _l("Full time"), "hourly": _l("By the hour"), "intern": _l("Intern"), "apprentice": _l("Apprentice"),
    "dispatched": _l("Dispatched"), "outsourced": _l("Outsourced"),
}  # fmt: skip
EXEMPTION_NAMES = {"posture": _l("Posture items"), "dress": _l("Dress and grooming items")}
AREA_KINDS = {
    "hall": _l("Hall"), "room": _l("Private rooms"), "bar": _l("Bar"), "kitchen": _l("Kitchen"), "entrance": _l("Entrance"),
    "restroom": _l("Restroom"), "service": _l("Service station"), "outdoor": _l("Outdoors"), "workshop": _l("Workshop"),
    "reception": _l("Reception"), "waiting": _l("Waiting area"), "other": _l("Other"),
}  # fmt: skip
IMPORT_COLUMNS = {
    "number": _l("Staff number"), "name": _l("Name"), "site": _l("Site"), "position": _l("Position"), "contract": _l("Contract"),
    "joined_on": _l("Joined on"), "from_on": _l("From"), "shift": _l("Shift"), "employer": _l("Employer"), "is_minor": _l("Under 18"),
}  # fmt: skip
