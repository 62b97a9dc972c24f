"""What is published for browsers: each build whole by itself, also when most of it was taken from the build before."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli

from inspector.web import assets

UNPACK = {".br": brotli.decompress, ".gz": gzip.decompress}


def test_the_compressed_forms_of_every_build_hold_what_the_file_holds(tmp_path: Path) -> None:
    source = tmp_path / "static"
    for name, text in (("css/tokens.css", "a { color: red }"), ("css/base.css", "b { color: blue }"), ("icons/one.svg", "<svg></svg>")):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text * 50)
    first = assets.publish(source, tmp_path / "assets", {})
    (source / "css/base.css").write_text("b { color: green }" * 50)
    second = assets.publish(source, tmp_path / "assets", {})
    assert first.build != second.build
    for build in (first, second):
        folder = build.root / build.build
        for name in build.names():
            forms = {ending: (folder / f"{name}{ending}").read_bytes() for ending in UNPACK}
            assert {UNPACK[ending](form) for ending, form in forms.items()} == {(folder / name).read_bytes()}, name
    assert "green" in second.text("css/page.css")
    assert "blue" in first.text("css/page.css")
