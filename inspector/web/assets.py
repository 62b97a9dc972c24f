"""Static files under an address that changes with their content, compressed once, three builds kept.

At start the present files are copied into the data folder under the build id, so that a page loaded before an upgrade still finds its own.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import mimetypes
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flask import Blueprint, Flask, Response, current_app, request, send_file, url_for

from inspector.errors import Problem
from inspector.web import merging, squeezing
from inspector.web.squeezing import ENCODINGS, compressed, smaller

BUILDS_KEPT = 3
SHARED_COMPONENTS = ("button", "field", "sync")  # of server pages that the runner uses too
LEFT_OUT = (".py", ".lock.json", ".txt")  # endings of what only developers read

mimetypes.add_type("text/javascript", ".js")

blueprint = Blueprint("static_files", __name__)


@dataclass(frozen=True, slots=True)
class Assets:
    """The asset copies of one data folder. build: id of the present one, 12 hex digits."""

    root: Path
    build: str

    def names(self) -> list[str]:
        """The files of the present build, without their compressed forms."""
        folder = self.root / self.build
        endings = tuple(ENCODINGS.values())
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and not p.name.endswith(endings))

    def text(self, name: str) -> str:
        """One file of the present build."""
        return (self.root / self.build / name).read_text(encoding="utf-8")


def publish(source: Path, root: Path, extra: Mapping[str, str]) -> Assets:
    """Copy the static files below `source`, and `extra` {relative path: text}, into `root/<build>`; drop all but the newest builds."""
    files = {
        str(p.relative_to(source)): p.read_bytes()
        for p in sorted(source.rglob("*"))
        if p.is_file() and not p.name.endswith(LEFT_OUT) and "__pycache__" not in p.parts
    }
    files |= {name: text.encode() for name, text in extra.items()}
    files["css/page.css"] = _styles(files, lambda component: not component.startswith(("runner", "visit")))
    files["css/visit.css"] = _styles(files, lambda component: component == "visit")
    files["css/app.css"] = _styles(files, lambda component: component in SHARED_COMPONENTS or component.startswith("runner"))
    build = _build_id(files)
    target = root / build
    if not target.is_dir():
        partial, earlier = root / f".{build}.partial", _builds(root)
        shutil.rmtree(partial, ignore_errors=True)
        for name, content in _with_merged_scripts(files).items():
            path = partial / name
            path.parent.mkdir(parents=True, exist_ok=True)
            small = smaller(name, content)
            for ending, body in {"": small, **(_compressed_before(name, small, earlier) or compressed(name, small))}.items():
                path.with_name(path.name + ending).write_bytes(body)
        partial.rename(target)
    _keep_newest(root, build)
    return Assets(root, build)


def asset(name: str) -> str:
    """The address of a static file in the present build."""
    assets: Assets = current_app.extensions["assets"]
    return url_for("static_files.asset", build=assets.build, name=name)


_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")  # no part begins with a point


@blueprint.get("/assets/<build>/<path:name>", endpoint="asset")
def serve(build: str, name: str) -> Response:
    """Serve one file of one kept build, compressed where the browser takes it."""
    if not (build.isascii() and build.isalnum() and _NAME.fullmatch(name)):
        raise Problem("not_found")  # before any disk is asked
    assets: Assets = current_app.extensions["assets"]
    folder = (assets.root / build).resolve()
    path = (folder / name).resolve()
    if folder.parent != assets.root.resolve() or not path.is_relative_to(folder) or not path.is_file():
        raise Problem("not_found")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    encoding = next((e for e in ENCODINGS if request.accept_encodings[e] and _form(path, e).is_file()), None)
    # The address names the content, so that neither a date nor a tag is worth its bytes.
    response = send_file(_form(path, encoding) if encoding else path, mimetype=kind, etag=False, last_modified=None, conditional=False)
    for needless in ("Content-Disposition", "Last-Modified", "Date"):
        response.headers.pop(needless, None)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.vary.add("Accept-Encoding")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def install(app: Flask, assets: Assets) -> None:
    """Make the assets known to the application and its templates."""
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = asset


def _styles(files: Mapping[str, bytes], components: Callable[[str], bool]) -> bytes:
    """Styles in one file and so one request: tokens, base, then the components that are asked for by name."""
    parts = sorted(n for n in files if n.startswith("css/components/") and components(PurePosixPath(n).stem))
    names = [name for name in ("css/tokens.css", "css/base.css") if name in files] + parts
    return b"\n".join(files[name] for name in names)


def _with_merged_scripts(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with their scripts as browsers load them: a script that lies in js/ itself is an entry, the rest belongs to one."""
    entries = tuple(name for name in files if PurePosixPath(name).match("js/*.js") and name.count("/") == 1)
    others = {name: content for name, content in files.items() if PurePosixPath(name).suffix != ".js" or not name.startswith("js/")}
    return others | merging.merged(files, entries)


def _form(path: Path, encoding: str) -> Path:
    return path.with_name(path.name + ENCODINGS[encoding])


def _build_id(files: dict[str, bytes]) -> str:
    recipe = {module.__name__: inspect.getsource(module).encode() for module in (merging, squeezing)}  # made otherwise is another build
    summary = {name: hashlib.sha256(content).hexdigest() for name, content in sorted((files | recipe).items())}
    return hashlib.sha256(json.dumps(summary).encode()).hexdigest()[:12]


def _compressed_before(name: str, content: bytes, builds: list[Path]) -> dict[str, bytes]:
    """{ending: bytes} of the same content in a build that is kept: compressing everything anew takes most of the time of a start."""
    same = next((build / name for build in builds if (build / name).is_file() and (build / name).read_bytes() == content), None)
    forms = {ending: same.with_name(same.name + ending) for ending in ENCODINGS.values()} if same else {}
    return {ending: path.read_bytes() for ending, path in forms.items() if path.is_file()}


def _builds(root: Path) -> list[Path]:
    """The builds that are kept, oldest first."""
    if not root.is_dir():
        return []
    return sorted((p for p in root.iterdir() if p.is_dir() and not p.name.startswith(".")), key=lambda p: p.stat().st_mtime)


def _keep_newest(root: Path, present: str) -> None:
    (root / present).touch()
    for old in _builds(root)[:-BUILDS_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
