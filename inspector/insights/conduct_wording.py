"""Signals of an inspector's conduct in words, and the one thing to look at."""

from __future__ import annotations

from flask_babel import format_decimal, format_percent, gettext, lazy_gettext, ngettext

from inspector.checklists import publishing
from inspector.extensions import db
from inspector.fairness.models import ConductSignal
from inspector.i18n import said
from inspector.sites.models import Site

ADVICE = {
    "na": lazy_gettext("Does the question really not fit there? Then it ought to be changed in the list."),
    "unseen": lazy_gettext("Is the round at a time when it can be seen? Then another hour helps."),
    "bulk": lazy_gettext("Answer one by one what differs from person to person."),
    "straight": lazy_gettext("Hold two or three answers against the standard before you submit."),
    "fast": lazy_gettext("Only you see this. A quick round takes four minutes or more, as a rule."),
    "quick_answers": lazy_gettext("Take a look at each thing before you tap."),
    "photo_again": lazy_gettext("A photo belongs to the moment it was taken. If it was a slip, say so below."),
    "tired": lazy_gettext(
        "The last round of a long day is the least careful one: spread them, or begin elsewhere next time."
    ),
    "raised": lazy_gettext("Read why they were upheld: was it the standard, who it was, or what could be seen from where you stood?"),
    "pairing": lazy_gettext("Somebody else ought to come by once: one gets used to each other."),
}


def sentence(signal: ConductSignal) -> str:
    """What was noticed, with its figures."""
    figures, kind = signal.figures, signal.kind
    if kind in ("na", "unseen", "bulk", "straight"):
        values = {
            "rate": format_percent(figures["rate"]),
            "peers": format_percent(figures["peers"]),
            "what": _question(signal.item),
        }
        return _RATES[kind] % values
    if kind == "fast":
        return ngettext(
            "%(num)s of %(of)s rounds took less than 90 seconds", "%(num)s of %(of)s rounds took less than 90 seconds", figures["rounds"],
            of=figures["of"],
        )  # fmt: skip
    if kind == "quick_answers":
        own, peers = format_decimal(figures["seconds"]), format_decimal(figures["peers"])
        return gettext(
            "%(list)s: %(own)s seconds for each answer, others take %(peers)s",
            list=_title(signal.item),
            own=own,
            peers=peers,
        )
    if kind == "photo_again":
        return ngettext(
            "%(num)s pair of photos from different rounds looks the same", "%(num)s pairs of photos from different rounds look the same",
            figures["count"],
        )  # fmt: skip
    if kind == "tired":
        points = format_decimal(figures["points"], "0.0")
        return gettext(
            "each further round of a day gives %(points)s points more (%(days)s days)",
            points=points,
            days=figures["days"],
        )
    if kind == "raised":
        return gettext(
            "%(raised)s of %(n)s answers about people were raised after an objection (%(rate)s), with others %(peers)s",
            raised=figures["raised"], n=figures["n"], rate=format_percent(figures["rate"], "0.0%"),
            peers=format_percent(figures["peers"], "0.0%"),
        )  # fmt: skip
    site = db.session.get(Site, figures["site"])
    name = site.name if site else ""
    return gettext(
        "%(site)s: the last %(rounds)s rounds were all by the same person", site=name, rounds=figures["rounds"]
    )


_RATES = {
    "na": lazy_gettext("“%(what)s”: not applicable in %(rate)s, with others in %(peers)s"),
    "unseen": lazy_gettext("“%(what)s”: not seen in %(rate)s, with others in %(peers)s"),
    "bulk": lazy_gettext("%(rate)s of the answers were given in bulk, with others %(peers)s"),
    "straight": lazy_gettext("in %(rate)s of the rounds all answers were alike, with others in %(peers)s"),
}


def _question(item: str) -> str:
    key, _, item_id = item.partition("/")
    newest = publishing.newest(key) if item_id else None
    known = {one.id: one for one in publishing.compiled(newest.sha256).items} if newest else {}
    return said(known[item_id].ask) if item_id in known else item_id


def _title(key: str) -> str:
    newest = publishing.newest(key)
    return said(publishing.compiled(newest.sha256).title) if newest else key
