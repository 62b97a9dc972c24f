"""The catalogue of problems a person or a device may meet: code, HTTP status, sentence. No HTML here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue; `sentence` is a gettext message id whose placeholders are keys of the details."""

    code: str
    status: int
    sentence: str


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("malformed", 400, "This request could not be read: %(why)s"),
        Kind("bad_form", 422, "Please check what is marked and send again."),
        Kind("not_signed_in", 401, "Please sign in."),
        Kind("forbidden", 403, "You are not allowed to do this."),
        Kind("cross_site", 403, "This request did not come from Inspector itself."),
        Kind("device_revoked", 403, "This tablet was taken out of use. What waits on it is still taken and looked at by a person."),
        Kind("foreign_author", 403, "This record belongs to someone else's grant."),
        Kind("not_found", 404, "There is nothing here, or it is not yours to see."),
        Kind("wrong_method", 405, "This address does not do that."),
        Kind("conflict", 409, "Somebody was faster. Look at the present state and decide again."),
        Kind("other_content", 409, "A record with this number is already here with other content. Both are kept."),
        Kind("link_over", 410, "This link was used already or is too old. Ask for a new one."),
        Kind("too_large", 413, "This is larger than what can be taken."),
        Kind("wrong_type", 415, "This kind of content is not taken here."),
        Kind("wrong_password", 422, "Name and password do not fit together."),
        Kind("hash_mismatch", 422, "The bytes that arrived are not the bytes that were announced."),
        Kind("old_app", 426, "This app is too old for the server. Reload it; nothing is lost."),
        Kind("too_many", 429, "Too many tries. Wait %(minutes)s minutes."),
        Kind("too_many_photos", 429, "This visit has as many photos as it may have. Keep the best and leave the others."),
        Kind("failed", 500, "Something went wrong on the server. Nothing you entered was changed."),
        Kind("busy", 503, "The server is busy. It will be tried again by itself."),
        Kind("closed", 503, "The server takes nothing in at present. What you have stays with you; tell your administrator."),
        Kind("storage_full", 507, "The server is full. Tell your administrator."),
    )
}


class Problem(Exception):
    """Something that ends a request; the transaction rolls back.

    code: a key of KINDS. details: what fills the sentence and helps a program; shape by code:
    malformed {"why": str}; bad_form {"fields": {name: sentence}}; too_many {"minutes": int}; conflict {"state": str}.
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.kind = KINDS[code]
        self.details = details
