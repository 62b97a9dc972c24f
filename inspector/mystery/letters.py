"""Letters to shoppers: the link of a visit, that its days are nearly over, a question about its report. What became of each is told.

A contact is free text; it is written to only where it is one e-mail address. Shoppers have no account and so no language: each letter says
everything in both. The secret lies sealed while it waits and is forgotten once it is sent; a link that ends takes its letter with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale, format_date, gettext

from inspector.i18n import LANGUAGES, in_zone
from inspector.jobs import queue
from inspector.jobs.models import Job
from inspector.mystery.models import Shopper, Visit
from inspector.mystery.report_models import Report
from inspector.notices import mail, rules

SUBJECT = "Your visit"  # tells a passer-by nothing
LINK = (
    "Your visit: %(site)s, %(from)s to %(until)s. Open this in your phone's browser, not inside a chat, before you go: %(url)s Keep the "
    "page open until you see a receipt code."
)
NEARLY_OVER = "Your visit to %(site)s can be made until %(until)s. Open the link you were sent before you go. If you cannot go, say so."
ASKED = "Thank you for your visit to %(site)s. One thing is still needed by %(by)s: open the link you were sent and complete your report."
CALLED_OFF = "Your visit to %(site)s is called off. Please do not go; the link you were sent opens nothing any more."
WAITING, SENT, ADDRESS, SERVER = (
    "waiting",
    "sent",
    "address",
    "server",
)  # how a letter stands; the last two: not delivered


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it stands. state: waiting, sent, or why it was not delivered (its address, the mail server); at: since when."""

    state: str
    at: datetime
    is_delayed: bool  # a try failed, and another one comes

    @property
    def is_lost(self) -> bool:
        """Whether somebody must do something about it."""
        return self.state in (ADDRESS, SERVER)


def address_of(shopper: Shopper | None) -> str | None:
    """The e-mail address of a shopper; None where the contact is another."""
    contact = shopper.contact.strip() if shopper is not None else ""
    return contact if mail.is_address(contact) else None


def may_reach(visit: Visit) -> bool:
    """Whether a letter about a visit can be sent: there is a mail server, and its shopper has an address."""
    return mail.is_set_up() and address_of(visit.shopper) is not None


def words_of_link(visit: Visit, url: str) -> str:
    """The message that brings a link, in the reader's language."""
    days = {"from": format_date(visit.first_on, "medium"), "until": format_date(visit.last_on, "medium")}
    return gettext(LINK, site=visit.site.name, url=url, **days)


def send_link(visit: Visit, url: str, at: datetime) -> bool:
    """Put the letter with a visit's new link down; False where its shopper cannot be written to."""
    return _put(visit, _key(visit), lambda: words_of_link(visit, url), at, None)


def remind(visit: Visit, at: datetime) -> bool:
    """Tell the shopper that the days of the visit are nearly over; by day."""
    due_at = rules.after_quiet(at, visit.site.timezone)

    def words() -> str:
        return gettext(NEARLY_OVER, site=visit.site.name, until=format_date(visit.last_on, "medium"))

    return _put(visit, f"visit:{visit.id}:remind", words, at, due_at)


def ask(report: Report, at: datetime) -> bool:
    """Tell the shopper that something is asked about a report; what it is stands behind the link."""
    visit, by = report.visit, report.due_at
    assert by is not None  # it was asked about

    def words() -> str:
        return gettext(ASKED, site=visit.site.name, by=in_zone(by, visit.site.timezone))

    return _put(visit, _asked_key(report), words, at, None)


def tell_off(visit: Visit, at: datetime) -> bool:
    """Tell the shopper that a visit is called off."""
    return _put(visit, f"visit:{visit.id}:called_off", lambda: gettext(CALLED_OFF, site=visit.site.name), at, None)


def call_off(visit: Visit, at: datetime) -> None:
    """The link of a visit ends: a letter that still waits with it goes to nobody."""
    if visit.link_hash is not None:
        queue.call_off(mail.job_key(_key(visit)), at)


def of_links(visits: Iterable[Visit]) -> dict[int, Letter]:
    """{visit id: how the letter with its present link stands}, of those that were sent by e-mail."""
    return _standing({one.id: _key(one) for one in visits if one.link_hash is not None})


def of_question(report: Report) -> Letter | None:
    """How the letter about a question stands."""
    return _standing({report.id: _asked_key(report)}).get(report.id)


def _put(visit: Visit, key: str, words: Any, at: datetime, due_at: datetime | None) -> bool:
    to = address_of(visit.shopper)
    if to is None or not mail.is_set_up():
        return False
    subjects, texts = [], []
    for language in LANGUAGES:
        with force_locale(language):
            subjects.append(gettext(SUBJECT))
            texts.append(words())
    return mail.put(key, to, " · ".join(subjects), "\n\n".join(texts) + "\n", at, due_at)


def _key(visit: Visit) -> str:
    return f"visit:{visit.id}:link:{visit.link_hash}"


def _asked_key(report: Report) -> str:
    return f"report:{report.id}:asked"


def _standing(keys: dict[int, str]) -> dict[int, Letter]:
    jobs = queue.of_keys(mail.job_key(key) for key in keys.values()) if keys else {}
    found = ((number, jobs.get(mail.job_key(key))) for number, key in keys.items())
    return {number: _read(job) for number, job in found if job is not None}


def _read(job: Job) -> Letter:
    if job.state == "dead":
        state = ADDRESS if (job.error or "").startswith(mail.REFUSED) else SERVER
    else:
        state = SENT if job.state == "done" else WAITING
    return Letter(state, job.finished_at or job.created_at, job.state == "waiting" and job.attempts > 0)
