"""The envelope of a submission: bytes in, a typed Submission or the faults of its fields out. Shape: docs/payload.md."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from inspector.inspections import json_in
from inspector.inspections.submission import Announced, DutyLine, FollowUp, Remark, Submission, area_id_of, staff_id_of

T = TypeVar("T")

LINES = frozenset(("self", "area", "audit", "mystery"))
CAUSES = ("people", "method", "material", "machine", "environment", "other")
STATES = ("answered", "na", "unseen")
VERDICTS = frozenset(("improved", "not_improved", "cannot_see"))
MEDIA_TYPES = frozenset(("image/jpeg", "image/png", "image/webp"))
MOST_ANSWERS = 5_000
MOST_ATTACHMENTS = 300
MOST_PEOPLE = 300
MOST_PARTS = 200  # of one answer's value
LONGEST_TEXT = 4_000
LARGEST_BLOB_BYTES = 12 * 1024 * 1024
LONGEST_SECONDS = 7 * 24 * 3600
LEAST_SKEW_MS = 60_000
LARGEST_SKEW_MS = 100 * 366 * 24 * 3600 * 1000

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"sha256:[0-9a-f]{64}")
_SUBJECT = re.compile(r"(staff|table|area):[^\x00-\x1f\x7f]{1,50}")


class EnvelopeFaults(ValueError):
    """The envelope cannot be read; `faults` maps the path of a field to an English sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{k}: {v}" for k, v in faults.items()))
        self.faults = dict(faults)


class _Bad(ValueError):
    def __init__(self, path: str, why: str) -> None:
        super().__init__(why)
        self.path, self.why = path, why


def is_uuid(text: object) -> bool:
    """Whether a text is a UUID v4 in lower case."""
    return isinstance(text, str) and _UUID.fullmatch(text) is not None


def is_sha256(text: object) -> bool:
    """Whether a text is a SHA-256 in lower-case hex."""
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None


def _is_version(text: str) -> bool:
    return _VERSION.fullmatch(text) is not None


def read(body: bytes) -> Submission:
    """Read one submission.

    body: the exact bytes received. Raises json_in.Malformed when it is no JSON, EnvelopeFaults when a field of the envelope is wrong.
    Answers are only looked at for their frame (item, for, state, remark); whether a value fits its item is decided against the checklist.
    """
    raw = json_in.read(body)
    if not isinstance(raw, dict):
        raise EnvelopeFaults({"": "must be an object"})
    try:
        return _submission(raw, body)
    except _Bad as bad:
        raise EnvelopeFaults({bad.path: bad.why}) from None


def _submission(raw: dict[str, Any], body: bytes) -> Submission:
    if raw.get("wire") != 1:
        raise _Bad("wire", "must be 1")
    answers = _list(raw, "answers", MOST_ANSWERS)
    subjects = _object(raw, "subjects")
    client = _object(raw, "client")
    remarks = tuple([_remark(entry, n) for n, entry in enumerate(answers)])
    reinspects = _optional(raw, "reinspects", lambda r, k: _match(r, k, is_uuid, "must be a UUID v4"))
    submission = Submission(
        id=_match(raw, "id", is_uuid, "must be a UUID v4"),
        body=body,
        body_sha256=hashlib.sha256(body).hexdigest(),
        checklist_id=_text(raw, "checklist_id", 80),
        checklist_version=_match(raw, "checklist_version", _is_version, "must be sha256:…"),
        site_id=_whole(raw, "site_id"),
        area_id=_optional(raw, "area_id", _whole),
        shift_id=_optional(raw, "shift_id", _whole),
        line=_match(raw, "line", LINES.__contains__, "must be self, area, audit or mystery"),
        author_id=_whole(raw, "author_id"),
        grant_id=_optional(raw, "grant_id", lambda r, k: _text(r, k, 36)),
        device_id=client["device_id"] if is_uuid(client.get("device_id")) else None,
        started_at=_moment(raw, "started_at"),
        submitted_at=_moment(raw, "submitted_at"),
        active_seconds=_whole(raw, "active_seconds", LONGEST_SECONDS),
        paused_seconds=_whole(raw, "paused_seconds", LONGEST_SECONDS),
        sheet={
            "subjects": _subjects(subjects),
            "site": _site(_object(raw, "site")),
            "answers": answers,
            "asked": _asked(raw, reinspects),
        },
        remarks=remarks,
        duty=tuple(_duty(entry, n) for n, entry in enumerate(_list(raw, "duty", MOST_PEOPLE))),
        follow_ups=tuple(_follow_up(entry, n) for n, entry in enumerate(_list(raw, "follow_ups", 500))),
        praise=tuple(p for n, entry in enumerate(_list(raw, "praise", MOST_PEOPLE)) if (p := _praise(entry, n))),
        attachments=_attachments(_list(raw, "attachments", MOST_ATTACHMENTS)),
        comment=_free(raw, "comment", "comment"),
        reinspects=reinspects,
        round_id=_optional(raw, "round_id", lambda r, k: _match(r, k, is_uuid, "must be a UUID v4")),
    )
    return _by_our_clock(submission, client.get("skew_ms"))


def _asked(raw: dict[str, Any], reinspects: str | None) -> list[list[str | None]] | None:
    """What is asked again: [item, subject or null]. Only a re-inspection asks less than its list, and it asks something."""
    if reinspects is None:
        if raw.get("asked") is not None:
            raise _Bad("asked", "must be null unless reinspects names an inspection")
        return None
    asked = _list(raw, "asked", MOST_ANSWERS)
    if not asked:
        raise _Bad("asked", "must name what is asked again")
    for n, one in enumerate(asked):
        if not (
            isinstance(one, list)
            and len(one) == 2
            and isinstance(one[0], str)
            and (one[1] is None or _is_subject(one[1]))
        ):
            raise _Bad(f"asked[{n}]", "must be an item and KIND:KEY or null")
    return asked


def _is_subject(subject: Any) -> bool:
    return isinstance(subject, str) and _SUBJECT.fullmatch(subject) is not None


def _by_our_clock(submission: Submission, skew_ms: Any) -> Submission:
    """All moments put right by what the device knew of its clock: a tablet that is two days ahead did its round today.

    skew_ms: the server's clock minus the device's; the bytes keep what was sent. Small differences are the network's and stay.
    """
    skew = skew_of(skew_ms)
    if not skew:
        return submission
    return replace(
        submission, started_at=submission.started_at + skew, submitted_at=submission.submitted_at + skew,
        remarks=tuple([remark if remark.at is None else remark._replace(at=remark.at + skew) for remark in submission.remarks]),
        attachments=tuple(
            photo if photo.taken_at is None else replace(photo, taken_at=photo.taken_at + skew) for photo in submission.attachments
        ),
    )  # fmt: skip


def skew_of(skew_ms: Any) -> timedelta:
    """By how much the server's clock is ahead of a device's, as the device said; nothing where it said nothing that can be."""
    if (
        isinstance(skew_ms, bool)
        or not isinstance(skew_ms, int)
        or not LEAST_SKEW_MS <= abs(skew_ms) <= LARGEST_SKEW_MS
    ):
        return timedelta(0)
    return timedelta(milliseconds=skew_ms)


def _remark(entry: Any, n: int) -> Remark:
    # Runs for every answer: the usual one is read without a call for each field.
    if not isinstance(entry, dict):
        raise _Bad(f"answers[{n}]", "must be an object")
    get = entry.get
    if not isinstance(get("item"), str):
        raise _Bad(f"answers[{n}].item", "must be a text")
    subject = get("for")
    if subject is not None and not (isinstance(subject, str) and _SUBJECT.fullmatch(subject)):
        raise _Bad(f"answers[{n}].for", "must be KIND:KEY or null")
    if get("state") not in STATES:
        raise _Bad(f"answers[{n}].state", "must be answered, na or unseen")
    value = get("value")
    if type(value) is not str and isinstance(value, dict | list) and not _is_flat(value):
        raise _Bad(f"answers[{n}].value", "must not be nested")
    at = get("at")
    moment = None if at is None else _as_moment(at, f"answers[{n}].at")
    cause = get("cause")
    if cause is not None and cause not in CAUSES:
        raise _Bad(f"answers[{n}].cause", "must be one of " + ", ".join(sorted(CAUSES)))
    photos = get("photos") or ()
    if photos and not (isinstance(photos, list) and all(is_sha256(p) for p in photos)):
        raise _Bad(f"answers[{n}].photos", "must be SHA-256 in hex")
    note = None if get("note") is None else _free(entry, "note", f"answers[{n}].note")
    is_bulk = get("bulk") is not None and _flag(entry, "bulk", f"answers[{n}]")
    is_corrected = get("corrected") is not None and _flag(entry, "corrected", f"answers[{n}]")
    is_reminded = get("reminded") is not None and _flag(entry, "reminded", f"answers[{n}]")
    return Remark(moment, is_bulk, note, cause, is_corrected, is_reminded, tuple(photos))


def _is_flat(value: dict[str, Any] | list[Any]) -> bool:
    parts = value.values() if isinstance(value, dict) else value
    return len(value) <= MOST_PARTS and not any(isinstance(part, dict | list) for part in parts)


def _duty(entry: Any, n: int) -> DutyLine:
    path = f"duty[{n}]"
    if not isinstance(entry, dict):
        raise _Bad(path, "must be an object")
    staff = staff_id_of(entry.get("staff"))
    if staff is None:
        raise _Bad(f"{path}.staff", "must be staff:NUMBER")
    areas = [area_id_of(a) if isinstance(a, str) else None for a in _list(entry, "areas", 100)]
    tables = _list(entry, "tables", 500)
    if None in areas or not all(isinstance(t, str) and t.startswith("table:") for t in tables):
        raise _Bad(path, "areas must be area:NUMBER, tables table:LABEL")
    present = entry.get("present", True)
    if not isinstance(present, bool):
        raise _Bad(f"{path}.present", "must be true or false")
    return DutyLine(
        staff, tuple(a for a in areas if a is not None), tuple(t.removeprefix("table:")[:40] for t in tables), present
    )


def _follow_up(entry: Any, n: int) -> FollowUp:
    path = f"follow_ups[{n}]"
    if not isinstance(entry, dict):
        raise _Bad(path, "must be an object")
    photos = _list(entry, "photos", 20)
    if not all(is_sha256(p) for p in photos):
        raise _Bad(f"{path}.photos", "must be SHA-256 in hex")
    verdict = _match(entry, "verdict", VERDICTS.__contains__, "must be improved, not_improved or cannot_see")
    return FollowUp(_whole(entry, "task"), verdict, _free(entry, "note", f"{path}.note"), tuple(photos))


def _praise(entry: Any, n: int) -> tuple[int, str] | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("staff"), str):
        raise _Bad(f"praise[{n}]", "must name staff and note")
    staff = staff_id_of(entry["staff"])
    note = _free(entry, "note", f"praise[{n}].note") or ""
    return None if staff is None else (staff, note)


def _attachments(entries: list[Any]) -> tuple[Announced, ...]:
    found = tuple(_announced(entry, n) for n, entry in enumerate(entries))
    if len({a.slot for a in found}) != len(found):
        raise _Bad("attachments", "a slot stands twice")
    return found


def _announced(entry: Any, n: int) -> Announced:
    path = f"attachments[{n}]"
    if not isinstance(entry, dict):
        raise _Bad(path, "must be an object")
    original = entry.get("original_sha256")
    return Announced(
        slot=_match(entry, "slot", is_uuid, "must be a UUID v4", path),
        kind=_match(entry, "kind", ("photo", "signature").__contains__, "must be photo or signature", path),
        item=_optional(entry, "item", lambda r, k: _text(r, k, 80)),
        subject=_optional(entry, "for", lambda r, k: _text(r, k, 60)),
        signer=_optional(entry, "signer", lambda r, k: _text(r, k, 60)),
        sha256=_match(entry, "sha256", is_sha256, "must be SHA-256 in hex", path),
        size_bytes=_whole(entry, "bytes", LARGEST_BLOB_BYTES),
        media_type=_match(entry, "type", MEDIA_TYPES.__contains__, "must be image/jpeg, image/png or image/webp", path),
        taken_at=_optional(entry, "taken_at", _moment),
        original_sha256=original if is_sha256(original) else None,
        hidden_reason=_optional(entry, "hidden_reason", lambda r, k: _text(r, k, 200)),
    )


def _subjects(raw: dict[str, Any]) -> dict[str, list[str]]:
    for kind, keys in raw.items():
        if kind not in ("staff", "table", "area"):
            raise _Bad("subjects", "knows staff, table and area")
        ok = isinstance(keys, list) and len(keys) <= MOST_PEOPLE
        if not ok or not all(isinstance(k, str) and _SUBJECT.fullmatch(k) and k.startswith(kind + ":") for k in keys):
            raise _Bad(f"subjects.{kind}", "must be a list of KIND:KEY")
        if len(set(keys)) != len(keys):
            raise _Bad(f"subjects.{kind}", "names one twice")
    return raw


def _site(raw: dict[str, Any]) -> dict[str, list[str]]:
    has = raw.get("has", [])
    if not isinstance(has, list) or not all(isinstance(a, str) for a in has):
        raise _Bad("site.has", "must be a list of texts")
    return {"has": has}


def _object(raw: dict[str, Any], key: str) -> dict[str, Any]:
    value = raw.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Bad(key, "must be an object")
    return value


def _list(raw: dict[str, Any], key: str, most: int) -> list[Any]:
    value = raw.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > most:
        raise _Bad(key, f"must be a list of at most {most}")
    return value


def _text(raw: dict[str, Any], key: str, longest: int) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise _Bad(key, f"must be a text of 1 to {longest} characters")
    return value


def _free(raw: dict[str, Any], key: str, path: str) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise _Bad(path, f"must be a text of at most {LONGEST_TEXT} characters")
    return value.replace("\x00", "").strip() or None


def _whole(raw: dict[str, Any], key: str, highest: int = 2**31 - 1) -> int:
    value = raw.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= highest:
        raise _Bad(key, f"must be a whole number up to {highest}")
    return value


def _flag(raw: dict[str, Any], key: str, path: str) -> bool:
    value = raw.get(key)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise _Bad(f"{path}.{key}", "must be true or false")
    return value


def _moment(raw: dict[str, Any], key: str) -> datetime:
    return _as_moment(raw.get(key), key)


def _as_moment(value: Any, path: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Bad(path, "must be a moment with its offset") from None
    if moment.tzinfo is None or not 2000 <= moment.year <= 2100:
        raise _Bad(path, "must be a moment with its offset")
    return moment


def _optional(raw: dict[str, Any], key: str, read_it: Callable[[dict[str, Any], str], T]) -> T | None:
    return None if raw.get(key) is None else read_it(raw, key)


def _match(raw: dict[str, Any], key: str, fits: Callable[[Any], bool], why: str, path: str = "") -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not fits(value):
        raise _Bad(f"{path}.{key}" if path else key, why)
    return value
