"""What every answer says about itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inspector.app import create_app
from inspector.settings import Settings
from tests.conftest import _close
from tests.visiting import Visitor

PACKAGE = Path(__file__).parents[2] / "inspector"
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' blob: data:",
    "font-src": "'self'", "connect-src": "'self'", "worker-src": "'self'", "manifest-src": "'self'", "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
ADDRESSES = ["/login", "/account", "/nowhere", "/api/v1/ping", "/api/v1/nowhere", "/health"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_forbids_what_it_does_not_need(cast, visit, address):
    headers = visit("lin").get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(self), geolocation=(), microphone=()"


@pytest.mark.parametrize("address", ["/login", "/account", "/nowhere"])
def test_no_page_is_kept_by_anything_between(cast, visit, address):
    headers = visit("lin").get(address).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert {"Cookie", "HX-Request"} <= set(re.split(r",\s*", headers["Vary"]))


@pytest.mark.parametrize("address", ["/api/v1/ping", "/api/v1/nowhere", "/api/v1/device/bundle"])
def test_no_door_of_devices_redirects_or_is_kept(cast, visit, address):
    answer = visit().get(address)
    assert answer.status_code not in range(300, 400)
    assert answer.headers["Cache-Control"] == "no-store"


def test_assets_are_kept_for_ever_because_their_address_changes(app, visit):
    answer = visit().get(f"/assets/{app.extensions['assets'].build}/css/page.css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_https_is_demanded_for_a_year_where_there_is_https(data):
    made = create_app(Settings(data=data, base_url="https://inspector.shop.example"))
    assert Visitor(made).get("/login").headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    _close(made)


def test_a_host_that_is_not_ours_is_turned_away(data):
    made = create_app(Settings(data=data, trusted_hosts=("inspector.shop.example",)))
    client = made.test_client()
    assert client.get("/login", base_url="https://inspector.shop.example").status_code == 200
    assert client.get("/login", base_url="https://evil.example").status_code == 400
    _close(made)


def test_storage_of_devices_is_never_cleared():
    """`Clear-Site-Data: "storage"` would delete what a device still has to send."""
    sources = [
        path for kind in ("py", "html", "js") for path in PACKAGE.rglob(f"*.{kind}") if "vendor" not in path.parts
    ]
    assert not [path for path in sources if "clear-site-data" in path.read_text(encoding="utf-8").lower()]


def test_no_template_carries_inline_script_style_or_handlers():
    forbidden = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|hx-on|hx-vals=.js:|javascript:|<script(?![^>]*\bsrc=)", re.IGNORECASE
    )
    paper = {"reports", "lan"}  # reports become PDFs by their own renderer; the lan page has its own policy
    pages = [path for path in (PACKAGE / "templates").rglob("*.html") if not paper & set(path.parts)]
    assert not [
        path.name
        for path in pages
        if forbidden.search(re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    ]
