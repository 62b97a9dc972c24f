"""A disk that fails when told to, for one server process (faultio.c)."""

from __future__ import annotations

import errno
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("faultio.c")


@dataclass(frozen=True, slots=True)
class Disk:
    """library: what is preloaded; orders: the file that says what fails."""

    library: Path
    orders: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the server is started with."""
        return {"LD_PRELOAD": str(self.library), "FAULTIO_CTL": str(self.orders)}

    def fail(self, operation: str, part: str, error: str, every: int = 1) -> None:
        """From now on let calls fail. operation: sync | write | trunc. part: of the file's path. error: a name of errno."""
        line = f"{operation} {part} {getattr(errno, error)} {every}\n"
        self.orders.write_text((self.orders.read_text() if self.orders.exists() else "") + line)

    def heal(self) -> None:
        """Nothing fails any more."""
        self.orders.unlink(missing_ok=True)


def build(folder: Path) -> Disk:
    """Compile the library into a folder."""
    library = folder / "faultio.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return Disk(library, folder / "orders")
