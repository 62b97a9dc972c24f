"""`inspector measure …`: severity, agreement, control charts and intervals of files, without the web or the database."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inspector.checklists.wording import say
from inspector.measurement import door
from inspector.measurement.agreement import LEVELS, agreement
from inspector.measurement.charts import p_chart
from inspector.measurement.intervals import DEFAULT_LEVEL, wilson
from inspector.measurement.tables import BadRow, read_counts, read_ratings, read_rounds

FAULTY = 2  # exit code
ROUND_COLUMNS = "staff, inspector, checklist, items, percent[, site, peak, staffing]"


def add_to(groups: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    """Add the group `measure` to the command line."""
    group = groups.add_parser("measure", help="measure fairly: severity, agreement, charts, intervals", parents=[common])
    commands = group.add_subparsers(dest="command", required=True, metavar="COMMAND")
    severity = commands.add_parser("severity", help="severity of inspectors, adjusted figures of staff", parents=[common])
    severity.add_argument("file", type=Path, metavar="RATINGS.csv", help=ROUND_COLUMNS)
    severity.set_defaults(run=_of_file(lambda options: door.severity_json(read_rounds(options.file))))
    agreeing = commands.add_parser("agreement", help="agreement of raters beyond chance", parents=[common])
    agreeing.add_argument("file", type=Path, metavar="RATINGS.csv", help="case, rater, value")
    agreeing.add_argument("--level", choices=LEVELS, default="nominal")
    agreeing.set_defaults(
        run=_of_file(lambda options: door.agreement_json(agreement(read_ratings(options.file, options.level), options.level)))
    )
    chart = commands.add_parser("pchart", help="control chart of what failed", parents=[common])
    chart.add_argument("file", type=Path, metavar="COUNTS.csv", help="sample, failed, n")
    chart.add_argument("--laney", action="store_true", help="limits as wide as neighbouring points differ")
    chart.set_defaults(run=_of_file(_chart))
    interval = commands.add_parser("wilson", help="Wilson's interval of K of N", parents=[common])
    interval.add_argument("hits", type=_number, metavar="K")
    interval.add_argument("n", type=_number, metavar="N")
    interval.add_argument("--level", type=_number, default=DEFAULT_LEVEL)
    interval.set_defaults(run=_interval)


def _of_file(result: Callable[[argparse.Namespace], dict[str, Any]]) -> Callable[[argparse.Namespace], int]:
    """A command that prints a result, or exits with 2 and FILE:LINE: a sentence for the first row that cannot be right."""

    def run(options: argparse.Namespace) -> int:
        try:
            found = result(options)
        except BadRow as bad:
            print(f"{options.file}:{bad.line}: {bad.sentence(options.language)}", file=sys.stderr)
            return FAULTY
        except OSError as error:
            print(f"{options.file}: {error.strerror}", file=sys.stderr)
            return FAULTY
        return _print(found)

    return run


def _chart(options: argparse.Namespace) -> dict[str, Any]:
    counts = read_counts(options.file)
    return door.chart_json(p_chart(counts, options.laney) if counts else None)


def _interval(options: argparse.Namespace) -> int:
    hits, n, level = options.hits, options.n, options.level
    if not 0 <= hits <= n or not 0 < level < 1:
        print(say("K must lie between 0 and N, the level between 0 and 1.", options.language, {}), file=sys.stderr)
        return FAULTY
    return _print(door.interval_json(hits, n, level, wilson(hits, n, level)))


def _print(result: dict[str, Any]) -> int:
    print(json.dumps(result, ensure_ascii=False, allow_nan=False))
    return 0


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
