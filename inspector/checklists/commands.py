"""`inspector checklist …`: check, score and export from the command line, without the web or the database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from inspector.checklists import library
from inspector.checklists.faults import Fault
from inspector.checklists.wording import say


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
    exporting = commands.add_parser("export", help="print a built-in checklist", parents=[common])
    exporting.add_argument("id", metavar="ID")
    exporting.add_argument("--to", choices=("yaml", "json"), default="yaml")
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


def export(options: argparse.Namespace) -> int:
    """Print a built-in checklist as it was written, or as its canonical JSON."""
    wanted, _, version = options.id.partition("@")
    path = library.find_in_packs(wanted)
    found = library.read(path) if path else None
    if path is None or found is None or found.checklist is None or version not in ("", found.checklist.version):
        print(say("There is no checklist %(id)s in the packs.", options.language, {"id": options.id}), file=sys.stderr)
        return 1
    if options.to == "json":
        from inspector.checklists.canonical import canonical_text

        print(canonical_text(found.checklist.document))
    else:
        print(path.read_text(encoding="utf-8"), end="")
    return 0


def _located(path: Path, fault: Fault, language: str) -> str:
    sentence = fault.sentence(language)
    if fault.is_warning:
        sentence = say("warning: %(sentence)s", language, {"sentence": sentence})
    return f"{path}:{fault.line}: {sentence}"
