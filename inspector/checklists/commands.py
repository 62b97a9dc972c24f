"""`inspector checklist …`: check, score, take in and give out from the command line; only giving out asks the database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.checklists import library
from inspector.checklists.faults import Fault
from inspector.checklists.wording import say

if TYPE_CHECKING:
    from inspector.checklists.exchange.fates import Fate, Reason


def add_to(groups: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    """Add the group `checklist` to the command line."""
    group = groups.add_parser("checklist", help="check, score and export checklists", parents=[common])
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    checking = commands.add_parser("check", help="name every fault of a checklist file", parents=[common])
    checking.add_argument("files", nargs="+", type=Path, metavar="FILE")
    checking.set_defaults(run=check)
    scoring = commands.add_parser("score", help="score answers (.json, or .jsonl with one a line)", parents=[common])
    scoring.add_argument("file", type=Path, metavar="FILE")
    scoring.add_argument("answers", type=Path, metavar="ANSWERS")
    scoring.set_defaults(run=score)
    importing = commands.add_parser("import", help="print a workbook or XLSForm as YAML; notes to standard error", parents=[common])
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.set_defaults(run=take_in)
    exporting = commands.add_parser("export", help="print a checklist of the database or the packs", parents=[common])
    exporting.add_argument("id", metavar="ID", help="its id, or ID@sha256:… for one version")
    exporting.add_argument("--to", choices=("yaml", "json", "xlsx", "xlsform"), default="yaml")
    exporting.set_defaults(run=export)


def check(options: argparse.Namespace) -> int:
    """Exit 1 and FILE:LINE: sentence for each fault; warnings are printed too and change nothing."""
    worst = 0
    for path in options.files:
        found = library.read(path)
        for fault in sorted((*found.faults, *found.warnings), key=lambda one: one.line):
            print(_located(path, fault, options.language))
        if found.checklist is None:
            worst = 1
        else:
            figures = {
                "file": path,
                "sections": len(found.checklist.sections),
                "items": sum(len(section.items) for section in found.checklist.sections),
                "version": found.checklist.version,
            }
            print(say("%(file)s: good; sections %(sections)s, items %(items)s, %(version)s", options.language, figures))
    return worst


def score(options: argparse.Namespace) -> int:
    """Exit 0 and the Score; 1 when the checklist is at fault; 2 when the answers are."""
    from inspector.scoring import door

    found = library.read(options.file)
    if found.checklist is None:
        for fault in found.faults:
            print(_located(options.file, fault, options.language), file=sys.stderr)
        return 1
    return door.score_file(found.checklist, options.answers, options.language)


def take_in(options: argparse.Namespace) -> int:
    """Exit 0 and the checklist as YAML, with a note for every row that is not there as it was; 1 when there is none."""
    from inspector.checklists.exchange import importing
    from inspector.checklists.exchange.yaml_export import as_yaml

    try:
        found = importing.read(options.file.read_bytes(), options.file.name)
    except OSError as error:
        fault = Fault(1, "unreadable_file", {"problem": error.strerror or ""})
        print(fault.sentence(options.language), file=sys.stderr)
        return 1
    except importing.Unreadable as unreadable:
        _tell(options, unreadable.fates, (unreadable.reason,))
        return 1
    _tell(options, found.fates, found.notes)
    sys.stdout.write(as_yaml(found.checklist.document))
    return 0


def export(options: argparse.Namespace) -> int:
    """Print a checklist: the version in force of the database, or the one of the packs; as it was written where it is built in."""
    from inspector.checklists.exchange import stored
    from inspector.checklists.exchange.fates import Unreadable
    from inspector.checklists.exchange.giving import given

    wanted, _, version = options.id.partition("@")
    try:
        document = stored.document_of(wanted, version)
        content = given(document, options.to) if document else b""
    except stored.NoDatabase as error:
        print(say("The database does not answer: %(problem)s", options.language, {"problem": error}), file=sys.stderr)
        return 1
    except Unreadable as unreadable:
        print(unreadable.reason.sentence(options.language), file=sys.stderr)
        return 1
    if not document:
        sentence = "There is no checklist %(id)s, neither in the database nor in the packs."
        print(say(sentence, options.language, {"id": options.id}), file=sys.stderr)
        return 1
    sys.stdout.buffer.write(content + (b"\n" if options.to == "json" else b""))
    return 0


def _tell(options: argparse.Namespace, fates: Sequence[Fate], notes: Sequence[Reason]) -> None:
    """On standard error: what is to be said about the file, then about each row."""
    for note in notes:
        print(f"{options.file}: {note.sentence(options.language)}", file=sys.stderr)
    words = {"changed": "changed: %(sentence)s", "left": "left out: %(sentence)s"}
    for fate in fates:
        for reason in fate.reasons:
            told = say(words[fate.kind], options.language, {"sentence": reason.sentence(options.language)})
            sheet = f"{fate.place.sheet}:" if fate.place.sheet else ""
            print(f"{options.file}:{sheet}{fate.place.row}: {told}", file=sys.stderr)


def _located(path: Path, fault: Fault, language: str) -> str:
    sentence = fault.sentence(language)
    if fault.is_warning:
        sentence = say("warning: %(sentence)s", language, {"sentence": sentence})
    return f"{path}:{fault.line}: {sentence}"
