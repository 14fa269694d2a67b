"""A file of lines that is taken in bit by bit, and goes on where it was left."""

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from monitor.errors import UnknownError
from monitor.model import INTAKE

CHUNK = 1 << 20


@dataclass(frozen=True)
class LineFile:
    """A file, or `-` for standard input. `lines`: how many it has, None for standard input; `position`: the name under
    which the store notes how far it was taken in, None where that cannot be known again."""

    name: str
    lines: int | None = None
    position: str | None = None

    def batches(self, size: int, after: int = 0) -> Iterator[list[tuple[int, str]]]:
        """The lines behind the line `after` with their numbers, at most `size` at a time; blank ones are passed over.
        Raises UnknownError when the file cannot be read."""
        batch: list[tuple[int, str]] = []
        try:
            with self._open() as stream:
                for number, line in enumerate(stream, 1):
                    if number > after and line.strip():
                        batch.append((number, line))
                    if len(batch) == size:
                        yield batch
                        batch = []
        except OSError as error:
            raise UnknownError(f"{self.name}: {error.strerror}") from error
        if batch:
            yield batch

    def _open(self) -> TextIO:
        if self.name == "-":
            return sys.stdin
        return Path(self.name).open(encoding="utf-8-sig", errors="replace")


def line_file(name: str) -> LineFile:
    """What can be said of a file before it is taken in: it is known again by its bytes, wherever it lies. Raises
    UnknownError when it cannot be read; of one that cannot be read twice (a pipe) nothing is said."""
    if name == "-":
        return LineFile(name)
    try:
        if not Path(name).is_file() and not Path(name).is_dir() and Path(name).exists():
            return LineFile(name)
        with Path(name).open("rb") as stream:
            digest, lines = _measured(stream)
    except OSError as error:
        raise UnknownError(f"{name}: {error.strerror}") from error
    return LineFile(name, lines, f"{INTAKE}{digest}")


def _measured(stream: BinaryIO) -> tuple[str, int]:
    digest = hashlib.sha256()
    lines = 0
    last = b"\n"
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        lines += chunk.count(b"\n")
        last = chunk[-1:]
    return digest.hexdigest(), lines + (last != b"\n")
