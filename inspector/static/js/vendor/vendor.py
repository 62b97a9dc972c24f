"""Copies the browser files of other projects from node_modules to this folder, and checks what lies here.

    npm ci --ignore-scripts && python inspector/static/js/vendor/vendor.py    copy anew after a change of package.json
    python inspector/static/js/vendor/vendor.py --check                       compare with vendor.lock.json

The files are committed, so nothing but the copying needs Node. Each is a native module that imports only its
neighbours here; lines that point to source maps are left out, because the maps are not served.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[1]
ROOT = STATIC.parents[1]
MODULES = ROOT / "node_modules"
LOCK = HERE / "vendor.lock.json"
SPRITE = STATIC / "icons.svg"

FILES = {  # name here: where it lies in its package
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "idb.js": "idb/build/index.js",
    "signature_pad.js": "signature_pad/dist/signature_pad.min.js",
    "lit-html.js": "lit-html/lit-html.js",
    "qr/decode.js": "qr/decode.js",
    "qr/index.js": "qr/index.js",
    "directive.js": "lit-html/directive.js",
    "directive-helpers.js": "lit-html/directive-helpers.js",
    "directives/class-map.js": "lit-html/directives/class-map.js",
    "directives/keyed.js": "lit-html/directives/keyed.js",
    "directives/live.js": "lit-html/directives/live.js",
    "directives/repeat.js": "lit-html/directives/repeat.js",
    "licences/htmx.org.txt": "htmx.org/LICENSE",
    "licences/idb.txt": "idb/LICENSE",
    "licences/lit-html.txt": "lit-html/LICENSE",
    "licences/lucide-static.txt": "lucide-static/LICENSE",
    "licences/qr.txt": "qr/LICENSE",
    "licences/signature_pad.txt": "signature_pad/LICENSE",
}
APPENDED = {"htmx.js": "\nexport default htmx;\n"}  # its package has no minified module
ICONS = """
    arrow-left arrow-right bell calendar camera check chevron-down chevron-left chevron-right chevron-up alert-circle
    alert-triangle circle-check circle-help circle-x clipboard-check clipboard-list clock cloud cloud-off cloud-upload
    download ellipsis external-link eye eye-off file-text flag grid hand history home image info languages list
    list-checks lock log-out map-pin menu message-square minus moon pause pen pencil play plus printer qr-code redo
    refresh-cw rotate-ccw search send settings shield sparkles star sun table thumbs-down thumbs-up timer trash
    trending-up triangle-alert undo unlock upload user user-plus users wifi wifi-off wrench x
""".split()


def versions() -> dict[str, str]:
    """{package: exact version} as package.json pins them, for the packages copied here."""
    pins = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    used = {path.split("/")[0] for path in FILES.values()}
    return {name: pins[name] for name in sorted(used)}


def copy() -> None:
    """Write every file of FILES and the sprite."""
    for name, source in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        target = HERE / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(without_source_map(text) + APPENDED.get(name, ""), encoding="utf-8")
    SPRITE.write_text(sprite(), encoding="utf-8")


def without_source_map(text: str) -> str:
    return re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text)


def sprite() -> str:
    """All icons as one SVG, each a symbol with the icon's name: <use href="…/icons.svg#check">."""
    symbols = "\n".join(symbol(name) for name in sorted(ICONS))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def symbol(name: str) -> str:
    drawing = (MODULES / "lucide-static/icons" / f"{name}.svg").read_text(encoding="utf-8")
    shapes = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    assert shapes, name
    inner = re.sub(r"\s*\n\s*", "", shapes[1]).replace(" />", "/>")
    drawn = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {drawn}>{inner}</symbol>'


def sums() -> dict[str, str]:
    """{path relative to static: sha384 as browsers write it} of all that lies here, whether we put it or not."""
    here = [SPRITE, *(path for path in HERE.rglob("*") if path.suffix in {".js", ".txt"})]
    return {path.relative_to(STATIC).as_posix(): sha384(path) for path in sorted(here) if path.is_file()}


def sha384(path: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def faults() -> list[str]:
    """One sentence for each file or version that differs from the lock; empty when all is well."""
    lock = json.loads(LOCK.read_text())
    found = sums()
    said = [
        f"{name}: {'missing' if name not in found else 'not in the lock' if name not in lock['files'] else 'changed'}"
        for name in sorted(lock["files"].keys() | found.keys())
        if lock["files"].get(name) != found.get(name)
    ]
    if lock["packages"] != versions():
        said.append("package.json pins other versions than were copied")
    return said


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        for fault in (said := faults()):
            print(fault)
        return 1 if said else 0
    copy()
    LOCK.write_text(json.dumps({"packages": versions(), "files": sums()}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
