"""Static files under an address that changes with their content, compressed once, three builds kept.

At start the present files are copied into the data folder under the build id, so that a page loaded before an upgrade still finds its own.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, send_file, url_for

from inspector.errors import Problem

BUILDS_KEPT = 3
COMPRESSIBLE = {".js", ".css", ".svg", ".json", ".html", ".webmanifest"}
LEFT_OUT = (".py", ".lock.json", ".txt")  # endings of what only developers read

mimetypes.add_type("text/javascript", ".js")

blueprint = Blueprint("static_files", __name__)


@dataclass(frozen=True, slots=True)
class Assets:
    """The asset copies of one data folder. build: id of the present one, 12 hex digits."""

    root: Path
    build: str


def publish(source: Path, root: Path, extra: Mapping[str, str]) -> Assets:
    """Copy the static files below `source`, and `extra` {relative path: text}, into `root/<build>`; drop all but the newest builds."""
    files = {
        str(p.relative_to(source)): p.read_bytes()
        for p in sorted(source.rglob("*"))
        if p.is_file() and not p.name.endswith(LEFT_OUT) and "__pycache__" not in p.parts
    }
    files |= {name: text.encode() for name, text in extra.items()}
    files["css/page.css"] = _page_styles(files)
    build = _build_id(files)
    target = root / build
    if not target.is_dir():
        partial = root / f".{build}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        for name, content in files.items():
            path = partial / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            if path.suffix in COMPRESSIBLE:
                path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
        partial.rename(target)
    _keep_newest(root, build)
    return Assets(root, build)


def asset(name: str) -> str:
    """The address of a static file in the present build."""
    assets: Assets = current_app.extensions["assets"]
    return url_for("static_files.asset", build=assets.build, name=name)


@blueprint.get("/assets/<build>/<path:name>", endpoint="asset")
def serve(build: str, name: str) -> Response:
    """Serve one file of one kept build, compressed where the browser takes it."""
    assets: Assets = current_app.extensions["assets"]
    folder = (assets.root / build).resolve()
    path = (folder / name).resolve()
    if folder.parent != assets.root.resolve() or not path.is_relative_to(folder) or not path.is_file():
        raise Problem("not_found")
    squeezed = path.with_name(path.name + ".gz")
    use_gzip = squeezed.is_file() and "gzip" in request.headers.get("Accept-Encoding", "")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = send_file(squeezed if use_gzip else path, mimetype=kind, conditional=True)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.vary.add("Accept-Encoding")
    if use_gzip:
        response.headers["Content-Encoding"] = "gzip"
    return response


def install(app: Flask, assets: Assets) -> None:
    """Make the assets known to the application and its templates."""
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = asset


def _page_styles(files: Mapping[str, bytes]) -> bytes:
    """All that server pages need in one file and so one request: tokens, base, then the components but the runner's."""
    parts = [
        name for name in files if name.startswith("css/components/") and not name.startswith("css/components/runner")
    ]
    names = [name for name in ("css/tokens.css", "css/base.css") if name in files] + sorted(parts)
    return b"\n".join(files[name] for name in names)


def _build_id(files: Mapping[str, bytes]) -> str:
    summary = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return hashlib.sha256(json.dumps(summary).encode()).hexdigest()[:12]


def _keep_newest(root: Path, present: str) -> None:
    (root / present).touch()
    builds = sorted(
        (p for p in root.iterdir() if p.is_dir() and not p.name.startswith(".")), key=lambda p: p.stat().st_mtime
    )
    for old in builds[:-BUILDS_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
