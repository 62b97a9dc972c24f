"""The manifest of the installed app."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from inspector.i18n import language
from inspector.pwa.release import SHELL
from inspector.web.assets import asset

GROUND = "#f5f4f0"  # --ground of css/tokens.css
SCREENSHOTS = {"wide": (1024, 768), "narrow": (390, 844)}  # made by tests/journeys/pictures.py


def written() -> dict[str, Any]:
    """The manifest in the reader's language, as https://www.w3.org/TR/appmanifest/ has it."""
    spoken = language()
    return {
        "id": SHELL,
        "name": _("Inspector, quality on the floor"),
        "short_name": "Inspector",
        "description": _("Quality inspections on the floor."),
        "lang": "zh-CN" if spoken == "zh" else "en",
        "start_url": SHELL,
        "scope": "/",
        "display": "standalone",
        "orientation": "any",
        "background_color": GROUND,
        "theme_color": GROUND,
        "categories": ["business", "productivity"],
        "icons": [
            {"src": asset("mark.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"},
            _icon("icon-192.png", 192, "any"),
            _icon("icon-512.png", 512, "any"),
            _icon("maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            _shortcut(_("Today"), f"{SHELL}#/", "today"),
            _shortcut(_("Scan"), f"{SHELL}#/scan", "scan"),
            _shortcut(_("Sync"), f"{SHELL}#/sync", "sync"),
        ],
        "screenshots": [
            {
                "src": asset(f"pictures/{form}-{spoken}.png"), "type": "image/png", "sizes": f"{width}x{height}", "form_factor": form,
                "label": _("A round with its questions"),
            }
            for form, (width, height) in SCREENSHOTS.items()
        ],
    }  # fmt: skip


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {"src": asset(f"pictures/{name}"), "type": "image/png", "sizes": f"{size}x{size}", "purpose": purpose}


def _shortcut(name: str, url: str, sign: str) -> dict[str, Any]:
    return {"name": name, "url": url, "icons": [_icon(f"shortcut-{sign}.png", 96, "any")]}
