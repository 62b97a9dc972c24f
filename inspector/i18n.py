"""Language choice, and one catalogue for server, device and PDF.

Message ids are the English texts. The Chinese lies in `translations/zh/<package>.po`, a file for each folder of templates; they are merged
when the application starts. The device gets those of `runner.po` and `common.po` as a JavaScript module, and
those of LATER_CATALOGUES as modules of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, format_datetime, get_locale

LANGUAGES = ("zh", "en")
COOKIE = "inspector_language"
DEVICE_CATALOGUES = ("common", "runner")
# For the device too, fetched with the screens that say them.
LATER_CATALOGUES = ("answers", "pairing", "people", "sync", "tasks", "trial", "visit")
FOLDER = Path(__file__).parent / "translations"


class MergedDomain(Domain):
    """Flask-Babel's catalogue, read from the merged PO files instead of compiled ones that could go stale."""

    def get_translations(self) -> Translations:
        """The translations of the present locale."""
        locale = get_locale()
        return translations(locale.language if locale else "en")


def install(app: Flask) -> Babel:
    """Wire language choice into the application and its templates."""
    babel = Babel()
    babel.init_app(app, default_locale="zh", locale_selector=choose, timezone_selector=choose_zone)
    babel.domain_instance = MergedDomain()  # the setting takes only a name
    app.jinja_env.globals["language"] = language
    app.jinja_env.filters["said"] = said
    app.jinja_env.filters["in_zone"] = in_zone
    return babel


def choose() -> str:
    """The language of this request: account, then cookie, then browser, then Chinese."""
    if not has_request_context():
        return str(g.get("language", "zh"))
    actor = g.get("actor")
    for wish in (g.get("language"), getattr(actor, "language", None), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    return request.accept_languages.best_match(LANGUAGES) or "zh"


def choose_zone() -> str | None:
    """The clock of the person's own sites; a page about one site passes that site's zone itself."""
    return getattr(g.get("actor"), "zone", None) if has_request_context() else None


def in_zone(moment: datetime, zone: str | None, form: str = "short") -> str:
    """A moment by the clock of the place it belongs to, in the reader's language; of no known place, by the reader's own clock.

    zone: IANA name. form: short, medium, long or a pattern of CLDR.
    """
    if zone is None:
        return str(format_datetime(moment, form))
    return str(format_datetime(moment.astimezone(ZoneInfo(zone)), form, rebase=False))


def language() -> str:
    """`zh` or `en`, as chosen for this request."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else "zh"


def said(texts: Mapping[str, str] | str | None, lang: str | None = None) -> str:
    """A bilingual text in the reader's language; where it is missing, in the other."""
    if not texts:
        return ""
    if isinstance(texts, str):
        return texts
    lang = lang or language()
    return texts.get(lang) or texts.get("und") or next(iter(texts.values()), "")


@cache
def translations(lang: str) -> Translations:
    """The merged catalogue of a language; English is the message ids themselves."""
    merged = Catalog(locale=lang)
    for path in sorted((FOLDER / lang).glob("*.po")):
        for message in _messages(path, lang):
            if message.id not in merged:
                merged[message.id] = message
    buffer = BytesIO()
    write_mo(buffer, merged)
    buffer.seek(0)
    return Translations(buffer, domain="messages")


@cache
def device_modules() -> Mapping[str, str]:
    """The catalogues for the device as JavaScript modules: {path below the assets: source}."""
    modules = {}
    for lang in LANGUAGES:
        texts: dict[str, object] = {}
        for name in DEVICE_CATALOGUES:
            for key, said_as in _device_texts(name, lang).items():
                texts.setdefault(key, said_as)
        modules[f"i18n/{lang}.js"] = _module(texts)
        modules |= {f"i18n/{name}-{lang}.js": _module(_device_texts(name, lang)) for name in LATER_CATALOGUES}
    return modules


def _module(texts: Mapping[str, object]) -> str:
    return f"export default {json.dumps(texts, ensure_ascii=False, sort_keys=True)};\n"


def _device_texts(name: str, lang: str) -> dict[str, object]:
    path = FOLDER / lang / f"{name}.po"
    texts: dict[str, object] = {}
    for message in _messages(path, lang) if path.exists() else ():
        key = message.id if isinstance(message.id, str) else message.id[0]
        texts[key] = message.string if isinstance(message.string, str) else list(message.string or "")[-1]
    return texts


def _messages(path: Path, lang: str) -> Iterator[Message]:
    with path.open("rb") as file:
        for message in read_po(file, locale=lang):
            if message.id and message.string and not message.fuzzy:
                yield message
