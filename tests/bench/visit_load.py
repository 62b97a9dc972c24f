"""What a shopper's phone loads from the link to the first question of the restaurant form, in Chinese, as the network carries it.

    python -m tests.bench.visit_load

Prints bytes by file, compressed as the server sends them, and their sum with its aim. A test holds the same figure
(tests/web/test_first_load.py).
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from flask import Flask

from inspector import clock
from inspector.app import create_app
from inspector.checklists import publishing
from inspector.extensions import db
from inspector.settings import Settings
from inspector.upgrading import upgrade
from tests import cast as people
from tests.cast import Cast
from tests.mystery import shop

AIM = 120_000  # bytes
FORM = "ms-restaurant"
ASSET = re.compile(r'(?:src|href)="(/assets/[^/]+/([^"]+))"')
WORDS = "i18n/visit-zh.js"  # the page asks for it by the language it speaks
ACCEPTS = "gzip, deflate, br, zstd"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as folder:
        app = create_app(Settings(data=Path(folder)))
        upgrade(app)
        with app.app_context():
            cast = people.gather()
            db.session.commit()
        carried = load(app, cast)
    for name, size in carried.most_common():
        print(f"{size / 1000:6.1f} kB  {name}")
    total = sum(carried.values())
    print(f"{total / 1000:6.1f} kB  together, aim {AIM / 1000:.0f} kB: {'met' if total <= AIM else f'missed by {total / AIM - 1:.0%}'}")
    return 0


def load(app: Flask, cast: Cast) -> Counter[str]:
    """Bytes of each answer on the way to the first question, bodies as they are sent."""
    with app.app_context():
        publishing.install_pack("mystery", clock.now())
        version, at = publishing.newest(FORM), clock.now()
        assert version is not None
        made = shop.campaign(cast, at, site_ids=(cast.sites["garden"],), checklist_version_id=version.id)
        secret = shop.link(made.visits[0], cast, at)
    phone, carried = shop.Phone(app), Counter[str]()
    page = phone.visitor.get("/v", Accept_Encoding=ACCEPTS, Accept_Language="zh-CN")
    carried["the page"] = len(page.data)
    plain = phone.visitor.get("/v").get_data(as_text=True)
    found = dict(reversed(one) for one in ASSET.findall(plain))
    found[WORDS] = found["js/visit.js"].replace("js/visit.js", WORDS)
    for name, url in found.items():
        carried[name] = len(phone.visitor.get(url, Accept_Encoding=ACCEPTS).data)
    for name, path, body in (("the visit", "/sessions", {"secret": secret}), ("brief read", "/steps", {"step": "brief"}),
                             ("declared", "/steps", {"step": "attestation"})):  # fmt: skip
        answer = phone.ask("POST", path, body, Accept_Encoding=ACCEPTS)
        assert answer.status_code == 200, (path, answer.status_code)
        carried[name] = len(answer.data)
    return carried


if __name__ == "__main__":
    sys.exit(main())
