"""Two languages, equal: whatever the source says in English, a catalogue says in Chinese, once, with the same figures."""

from __future__ import annotations

import re
from collections import defaultdict

from inspector.i18n import DEVICE_CATALOGUES, LATER_CATALOGUES
from tests.i18n import messages

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)s|(%(?![%\s(])\w)|(\{\w*\})")
SAME_IN_BOTH = {"%(done)s of %(total)s", ", "}  # figures alone, and a sign
# Said on the console of whoever runs the server, in English; and by Python to a programmer.
CONSOLE = (
    "serving.py", "stopping.py", "upgrading.py", "upkeep/", "lan/serving.py", "commands.py",
    "demo/", "cli.py", "settings.py", "fonts/", "vendor/",
)

ENTRIES = messages.entries()
IDS = {entry.id for entry in ENTRIES}


def test_whatever_is_said_has_a_chinese_text() -> None:
    missing = {f"{file}: {text}" for file, text in messages.used() if text not in IDS}
    assert not missing, _list(missing)


def test_sentences_in_tables_of_codes_have_a_chinese_text() -> None:
    plurals = {entry.plural for entry in ENTRIES}
    missing = {
        f"{file}: {text}"
        for file, text in messages.constants()
        if messages.SENTENCE.match(text) and text not in IDS | plurals and not any(part in file for part in CONSOLE)
    }
    assert not missing, _list(missing)


def test_the_device_has_every_text_that_it_says() -> None:
    carried = {entry.id for entry in ENTRIES if entry.file.removesuffix(".po") in (*DEVICE_CATALOGUES, *LATER_CATALOGUES)}
    missing = {f"{file}: {text}" for file, text in messages.used_on_device() if text not in carried}
    assert not missing, _list(missing)


def test_the_device_says_only_texts_that_can_be_found_in_the_source() -> None:
    for path in messages.scripts():
        source = path.read_text(encoding="utf-8")
        assert len(messages.ASKED_OF_DEVICE.findall(source)) == len(messages.SAID_BY_DEVICE.findall(source)), path.name


def test_every_chinese_text_is_chinese() -> None:
    wrong = [
        f"{entry.file}: {entry.id} -> {text}"
        for entry in ENTRIES
        for text in entry.texts
        if entry.id not in SAME_IN_BOTH and (not CHINESE.search(text) or text == entry.id)
    ]
    assert not wrong, _list(wrong)


def test_every_chinese_text_has_the_figures_of_the_english() -> None:
    wrong = [
        f"{entry.file}: {entry.id} -> {text}"
        for entry in ENTRIES
        for text in entry.texts
        if _figures(text) not in (_figures(entry.id), _figures(entry.plural))
    ]
    assert not wrong, _list(wrong)


def test_one_english_text_has_one_chinese_text() -> None:
    texts: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for entry in ENTRIES:
        texts[entry.id].setdefault(entry.texts, entry.file)
    wrong = [f"{text}: {found}" for text, found in texts.items() if len(found) > 1]
    assert not wrong, _list(wrong)


def test_no_text_is_kept_that_nobody_says() -> None:
    said = {text for _file, text in messages.used()} | {text for _file, text in messages.constants()}
    unused = [f"{entry.file}: {entry.id}" for entry in ENTRIES if entry.id not in said]
    assert not unused, _list(unused)


def _figures(text: str) -> set[str]:
    return {"".join(found) for found in PLACEHOLDER.findall(text)}


def _list(found: object) -> str:
    return "\n".join(sorted(found))  # type: ignore[type-var,arg-type]
