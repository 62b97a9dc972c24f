"""What the worker of the app keeps on a device: the shell and the files of one build, the same for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

SHELL = "/app"
START = ("css/app.css", "js/runner.js", "i18n/zh.js", "i18n/en.js", "mark.svg")  # what the app needs before the first answer is possible
# The worker itself, parts of other files, and what only an installation shows.
LEFT_OUT = ("js/worker.js", "css/base.css", "css/tokens.css", "css/components/*", "pictures/*")


@dataclass(frozen=True, slots=True)
class Release:
    """One build as the worker reads it. first, later: addresses, in the order in which they are fetched."""

    build: str
    shell: str
    first: tuple[str, ...]
    later: tuple[str, ...]

    def before(self, script: str) -> str:
        """The worker's script with the release it serves; another build is another script, which is how a browser notices."""
        return f"self.release={json.dumps(asdict(self), separators=(',', ':'))};\n{script}"


def of(build: str, names: Iterable[str]) -> Release:
    """names: the files of the build, below its address."""
    kept = sorted(name for name in names if not _is_one_of(name, LEFT_OUT))
    addresses = {name: f"/assets/{build}/{name}" for name in kept}
    return Release(
        build=build,
        shell=SHELL,
        first=tuple(address for name, address in addresses.items() if _is_one_of(name, START)),
        later=tuple(address for name, address in addresses.items() if not _is_one_of(name, START)),
    )


def _is_one_of(name: str, patterns: tuple[str, ...]) -> bool:
    return any(PurePosixPath(name).match(pattern) for pattern in patterns)
