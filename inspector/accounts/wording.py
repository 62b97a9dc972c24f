"""Roles and devices in words."""

from __future__ import annotations

import re

from flask_babel import gettext

ROLE_WORDS = {
    "administrator": "Administrator",
    "quality_lead": "Quality lead",
    "hr": "HR",
    "area_manager": "Area manager",
    "store_manager": "Store manager",
    "supervisor": "Supervisor",
    "staff": "Staff",
    "auditor": "Auditor",
    "agency": "Mystery agency",
}
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return gettext(ROLE_WORDS.get(role, role))


def browser_name(user_agent: str) -> str:
    """A browser and its system in two words, such as `Chrome, Android`; the reader must recognise it, nothing depends on it."""
    parts = [
        next((name for sign, name in table if re.search(re.escape(sign), user_agent)), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(part for part in parts if part) or gettext("Unknown browser")
