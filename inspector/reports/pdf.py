"""A document of HTML and images becomes a PDF, in a process of its own with little memory, little time and no way out.

The process is a fork of a press that stands ready (press.py). It opens nothing: only the images that came with the document and our two
fonts have an address, under a scheme of our own; file, http and data addresses are refused.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from inspector.errors import Problem
from inspector.reports import press
from inspector.reports.press import Press, Printed

SCHEME = "report:"  # report:font/regular, report:image/<name>
FONTS = {"regular": "NotoSansSC-Regular.ttf", "bold": "NotoSansSC-Bold.ttf"}
FONT_FOLDER = Path(__file__).parent.parent / "fonts"
PAPER = Path(__file__).parent / "paper.css"
SAMPLE = "<h1>考核 1</h1><p>水 <strong>A</strong></p><table><tr><td>1</td></tr></table>"
AT_ONCE = 2  # documents rendered at the same time; the next ones wait
LONGEST_WAIT_SECONDS = 60
POLITENESS = 10  # nice: whoever taps goes before whoever prints


@dataclass(frozen=True, slots=True)
class Document:
    """HTML and the images it shows. images: {name: path of a JPEG}; the HTML says `report:image/<name>`."""

    html: str
    images: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost."""

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 60
    wall_seconds: float = 60


LIMITS = Limits()
OUT_OF_MEMORY = frozenset((signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGTRAP))
_turns = threading.BoundedSemaphore(AT_ONCE)
_ready: list[Press] = []
os.register_at_fork(after_in_child=_ready.clear)  # they are the parent's


@atexit.register
def _close() -> None:
    while _ready:
        _ready.pop().close()


def render(document: Document, limits: Limits = LIMITS) -> bytes:
    """The document as a PDF. Raises Problem failed when it cannot be made within its limits, busy when too many are being made."""
    if not _turns.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Problem("busy")
    try:
        printed = _printed(pack(document, limits), limits.wall_seconds)
    finally:
        _turns.release()
    if printed.code != 0:
        raise Problem("failed", why=_why(printed.code, printed.said))
    return printed.pdf


def _printed(order: bytes, seconds: float) -> Printed:
    """By a press that stands ready, else by a new one; one that had ended for want of work is replaced."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        press = _ready.pop() if _ready else Press()
        if printed := press.work(order, seconds):
            _ready.append(press)
            return printed
        press.close()
    raise Problem("failed", why="the report took too long")


def pack(document: Document, limits: Limits) -> bytes:
    """One line of JSON that says what follows, then the HTML, then the images, byte after byte."""
    html = document.html.encode("utf-8", "replace")
    images = {name: path.read_bytes() for name, path in document.images.items()}
    head = {"html": len(html), "images": {name: len(data) for name, data in images.items()}, "limits": asdict(limits)}
    return b"".join((json.dumps(head).encode("ascii"), b"\n", html, *images.values()))


def _why(code: int, said: str) -> str:
    # Native code that is refused memory ends the process itself, without a word.
    return f"the report needs too much memory (signal {-code})\n{said}" if -code in OUT_OF_MEMORY else said


def main() -> None:
    """Entry of the process (press.py). What draws is loaded here alone: the web process stays small, and a test says so."""
    paper = Paper.ready()
    press.serve(sys.stdin.buffer, sys.stdout.buffer, lambda order: draw(order, paper))


@dataclass(frozen=True, slots=True)
class Paper:
    """What all documents have in common, read once before the first order comes: our two fonts and the style sheet."""

    fonts: Any  # weasyprint's FontConfiguration
    style: Any  # weasyprint's CSS

    @classmethod
    def ready(cls) -> Paper:
        """Load what draws, and draw a few words: what that looks up is then known to every fork."""
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        fonts = FontConfiguration()
        paper = cls(fonts, CSS(string=PAPER.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=_fetcher({})))
        paper.print(SAMPLE, {})
        return paper

    def print(self, html: str, images: Mapping[str, bytes]) -> bytes:
        """A document as a PDF. images: {address: JPEG}."""
        from weasyprint import HTML

        target = BytesIO()
        HTML(string=html, base_url=SCHEME, url_fetcher=_fetcher(images)).write_pdf(
            target, stylesheets=[self.style], font_config=self.fonts, optimize_images=False, pdf_tags=True
        )
        return target.getvalue()


def draw(order: bytes, paper: Paper) -> int:
    """Carry out one order, in a process that is there for nothing else: 0 with the PDF on the standard output, or 1."""
    source = BytesIO(order)
    head = json.loads(source.readline())
    confine(Limits(**head["limits"]))
    try:
        html = source.read(head["html"]).decode("utf-8")
        images = {f"{SCHEME}image/{name}": source.read(size) for name, size in head["images"].items()}
        sys.stdout.buffer.write(paper.print(html, images))
    except (MemoryError, SystemError):  # what C code without memory raises is not always a MemoryError
        print("the report needs too much memory", file=sys.stderr)
        return 1
    return 0


def confine(limits: Limits) -> None:
    """Take the rights of this process away, for good."""
    import resource

    os.nice(POLITENESS)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _fetcher(images: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurs(URLFetcher):
        """Knows the images of this document and our fonts; everything else has no address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """The bytes of one address. Raises ValueError for any that is not ours."""
            if url in images:
                return URLFetcherResponse(url, images[url], {"Content-Type": "image/jpeg"})
            name = url.removeprefix(f"{SCHEME}font/")
            if url != name and name in FONTS:
                return URLFetcherResponse(url, (FONT_FOLDER / FONTS[name]).read_bytes(), {"Content-Type": "font/ttf"})
            raise ValueError(f"not an address of this report: {url[:80]}")

    return OnlyOurs()


if __name__ == "__main__":
    main()
