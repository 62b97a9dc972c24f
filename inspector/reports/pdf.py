"""A document of HTML and images becomes a PDF, in a process of its own with little memory, little time and no way out.

The process reads one document from its standard input and writes the PDF to its standard output. It opens nothing: only the images that
came with the document and our two fonts have an address, under a scheme of our own; file, http and data addresses are refused.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from inspector.errors import Problem

SCHEME = "report:"  # report:font/regular, report:image/<name>
FONTS = {"regular": "NotoSansSC-Regular.ttf", "bold": "NotoSansSC-Bold.ttf"}
FONT_FOLDER = Path(__file__).parent.parent / "fonts"
PAPER = Path(__file__).parent / "paper.css"
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


def render(document: Document, limits: Limits = LIMITS) -> bytes:
    """The document as a PDF. Raises Problem failed when it cannot be made within its limits, busy when too many are being made."""
    if not _turns.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Problem("busy")
    try:
        command = [sys.executable, "-m", "inspector.reports.pdf"]
        done = subprocess.run(
            command, input=pack(document, limits), capture_output=True, timeout=limits.wall_seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise Problem("failed", why="the report took too long") from None
    finally:
        _turns.release()
    if done.returncode != 0:
        raise Problem("failed", why=_why(done.returncode, done.stderr.decode("utf-8", "replace")[-2000:]))
    return done.stdout


def pack(document: Document, limits: Limits) -> bytes:
    """One line of JSON that says what follows, then the HTML, then the images, byte after byte."""
    html = document.html.encode("utf-8", "replace")
    images = {name: path.read_bytes() for name, path in document.images.items()}
    head = {"html": len(html), "images": {name: len(data) for name, data in images.items()}, "limits": asdict(limits)}
    return b"".join((json.dumps(head).encode("ascii"), b"\n", html, *images.values()))


def _why(code: int, said: str) -> str:
    # Native code that is refused memory ends the process itself, without a word.
    return f"the report needs too much memory (signal {-code})\n{said}" if -code in OUT_OF_MEMORY else said


def main() -> int:
    """Entry of the process."""
    head = json.loads(sys.stdin.buffer.readline())
    confine(Limits(**head["limits"]))
    try:
        sys.stdout.buffer.write(_print(head, sys.stdin.buffer))
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


def _print(head: Mapping[str, Any], source: BinaryIO) -> bytes:
    # Imported here alone: the web process stays small, and a test says that it never loads this.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    html = source.read(head["html"]).decode("utf-8")
    images = {f"{SCHEME}image/{name}": source.read(size) for name, size in head["images"].items()}
    fetcher, fonts, target = _fetcher(images), FontConfiguration(), BytesIO()
    style = CSS(string=PAPER.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=fetcher)
    HTML(string=html, base_url=SCHEME, url_fetcher=fetcher).write_pdf(
        target, stylesheets=[style], font_config=fonts, optimize_images=False, pdf_tags=True
    )
    return target.getvalue()


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
    sys.exit(main())
