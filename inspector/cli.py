"""The command line: parses and calls. Each group of commands lives in the package it belongs to."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

# Group: module whose add_to(groups, common) adds it. Only the group that is called is imported,
# so that checking and scoring a checklist never load the web or the database.
GROUPS = {
    "audit": "inspector.audit.commands",
    "backup": "inspector.upkeep.commands",
    "checklist": "inspector.checklists.commands",
    "demo": "inspector.demo.commands",
    "device": "inspector.api.commands",
    "doctor": "inspector.upkeep.commands",
    "measure": "inspector.measurement.commands",
    "restore": "inspector.upkeep.commands",
    "serve": "inspector.serving",
    "upgrade": "inspector.upkeep.commands",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    from inspector.checklists.wording import pick_language

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(words).parse_args(words)
    options.language = pick_language(getattr(options, "lang", None), os.environ)
    try:
        return int(options.run(options))
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away, such as `head`
        return 0


def _parser(words: list[str]) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", metavar="LANG", default=argparse.SUPPRESS, help="zh or en; default: $LANG, then en")
    parser = argparse.ArgumentParser(prog="inspector", parents=[common])
    groups = parser.add_subparsers(dest="group", required=True, metavar="GROUP")
    called = [word for word in words if word in GROUPS][:1] or list(GROUPS)
    for module in dict.fromkeys(GROUPS[group] for group in called):
        import_module(module).add_to(groups, common)
    return parser


if __name__ == "__main__":
    sys.exit(main())
