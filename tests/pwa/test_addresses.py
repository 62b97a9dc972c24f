"""The app can be installed: its worker, shell and manifest are open to everyone, the same for everyone, and name files that are there."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageChops

from inspector.pwa import release

STATIC = Path(release.__file__).parents[1] / "static"


def released(visitor) -> dict[str, object]:
    """What the worker is told to keep."""
    line = visitor.get("/sw.js").get_data(as_text=True).split("\n", 1)[0]
    return dict(json.loads(line.removeprefix("self.release=").removesuffix(";")))


@pytest.mark.parametrize("who", [None, "gao", "hua"])
def test_the_worker_is_a_script_for_everyone_that_browsers_ask_about_each_time(cast, visit, who):
    answer = visit(who).get("/sw.js")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "text/javascript", "no-cache")
    assert "Location" not in answer.headers and "Set-Cookie" not in answer.headers


def test_the_worker_the_shell_and_the_files_are_the_same_whoever_asks(cast, visit):
    assert visit("gao").get("/sw.js").data == visit().get("/sw.js").data
    assert visit("gao").get("/app").data == visit("hua").get("/app").data == visit().get("/app").data


def test_the_worker_is_offered_before_anybody_has_set_up_the_organisation(visit):
    assert visit().get("/sw.js").status_code == 200
    assert visit().get("/app").status_code == 200


def test_what_the_worker_keeps_is_there_and_is_what_it_expects(app, visit):
    visitor = visit()
    kept = released(visitor)
    assert kept["build"] == app.extensions["assets"].build
    assert visitor.get(kept["shell"]).headers["X-Inspector-Shell"] == "1"
    for address in [*kept["first"], *kept["later"]]:
        answer = visitor.get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"], address


def test_what_a_start_needs_comes_first_and_what_is_needed_later_comes_too(visit):
    kept = released(visit())
    first = {address.split("/", 3)[3] for address in kept["first"]}
    later = {address.split("/", 3)[3] for address in kept["later"]}
    assert first == {"css/app.css", "i18n/en.js", "i18n/zh.js", "js/runner.js", "mark.svg"}
    assert {"js/runner/screens/review.js", "js/vendor/signature_pad.js", "js/install/updating.js"} <= later
    assert not {name for name in later if name.startswith(("pictures/", "css/components/"))}
    assert "js/worker.js" not in first | later, "a worker that keeps itself could not be replaced"


@pytest.mark.parametrize(
    ("accepted", "lang", "name"),
    [("zh-CN,zh", "zh-CN", "Inspector 现场品质"), ("en-GB,en", "en", "Inspector, quality on the floor")],
)
def test_the_manifest_speaks_the_language_of_the_device(visit, accepted, lang, name):
    answer = visit().get("/manifest.webmanifest", Accept_Language=accepted)
    written = json.loads(answer.data)
    assert (answer.mimetype, written["lang"], written["name"]) == ("application/manifest+json", lang, name)
    assert "Accept-Language" in answer.headers["Vary"]


def test_every_picture_of_the_manifest_has_the_size_it_claims(visit):
    visitor = visit()
    written = json.loads(visitor.get("/manifest.webmanifest").data)
    pictures = [*written["icons"], *written["screenshots"], *(icon for one in written["shortcuts"] for icon in one["icons"])]
    for picture in (one for one in pictures if one["type"] == "image/png"):
        with Image.open(BytesIO(visitor.get(picture["src"]).data)) as opened:
            assert picture["sizes"] == f"{opened.width}x{opened.height}", picture["src"]
    assert {icon["purpose"] for icon in written["icons"]} == {"any", "maskable"}
    assert {one["form_factor"] for one in written["screenshots"]} == {"wide", "narrow"}
    assert [one["url"] for one in written["shortcuts"]] == ["/app#/", "/app#/scan", "/app#/sync"]
    assert all(urlsplit(one["url"]).path == written["start_url"] for one in written["shortcuts"])


def test_the_icons_are_what_their_program_draws(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(STATIC / "pictures" / "make.py"), str(tmp_path)], check=True)
    drawn = sorted(path.name for path in tmp_path.iterdir())
    assert len(drawn) == 7
    for name in drawn:
        with Image.open(tmp_path / name) as one, Image.open(STATIC / "pictures" / name) as other:
            difference = ImageChops.difference(one.convert("RGBA"), other.convert("RGBA")).getextrema()
            assert max(most for _, most in difference) <= 2, name  # another version of the library may smooth otherwise
