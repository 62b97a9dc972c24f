"""A link as a QR code, drawn as SVG without any inline style (the pages' policy allows none)."""

from __future__ import annotations

from io import BytesIO

import segno
from markupsafe import Markup

QUIET_ZONE = 4  # modules of light border a scanner needs


def drawing(text: str, label: str = "QR") -> Markup:
    """The SVG of a text; dark on light in both themes, because scanners want it so."""
    buffer = BytesIO()
    segno.make(text, error="m", micro=False).save(
        buffer, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, svgns=False, svgclass="qr", lineclass=None,
        omitsize=True, title=label,
    )  # fmt: skip
    return Markup(buffer.getvalue().decode())
