"""A file of lines, which is read in batches. A stored position allows reading to continue where it ended."""

import hashlib
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from monitor.errors import UnknownError
from monitor.model import INTAKE
from monitor.text.i18n import gettext
from monitor.text.phrases import file_error

CHUNK = 1 << 20
LINE_LIMIT = 32 * 1024 * 1024
"""Maximum number of characters of a line."""
_COMPRESSED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
"""The first bytes of compressed files, which are not text."""


@dataclass(frozen=True)
class LineFile:
    """A file with the path `name`, or standard input if `name` is `-`.

    `lines` is the number of lines, or None if it is unknown. `position` is the name under which the store records the
    number of ingested lines, or None if the file cannot be recognized when it is read again.
    """

    name: str
    lines: int | None = None
    position: str | None = None

    def batches(self, size: int, after: int = 0) -> Iterator[list[tuple[int, str]]]:
        """Yield the lines after line number `after`, each with its number, in batches of at most `size`.

        Blank lines are skipped. A line longer than LINE_LIMIT is cut to LINE_LIMIT + 1 characters, so that its
        excessive length can be detected. Raises UnknownError if the file cannot be read.
        """
        batch: list[tuple[int, str]] = []
        try:
            with self._open() as stream:
                for number, line in enumerate(_lines(stream), 1):
                    if number > after and line.strip():
                        batch.append((number, line))
                    if len(batch) == size:
                        yield batch
                        batch = []
        except OSError as error:
            raise UnknownError(file_error(self.name, error)) from error
        except ValueError as error:
            # The stream was closed.
            raise UnknownError(f"{self.name}: {error}") from error
        if batch:
            yield batch

    def _open(self) -> TextIO:
        if self.name == "-":
            return _standard_input()
        return Path(self.name).open(encoding="utf-8-sig", errors="replace", newline="\n")


def _lines(stream: TextIO) -> Iterator[str]:
    """Yield the lines of a stream, each cut to at most LINE_LIMIT + 1 characters."""
    while line := stream.readline(LINE_LIMIT + 1):
        yield line
        while len(line) > LINE_LIMIT and not line.endswith("\n"):
            line = stream.readline(LINE_LIMIT + 1)


def _standard_input() -> TextIO:
    """Return standard input, decoded as UTF-8 regardless of the locale. Raises UnknownError if it is closed."""
    if sys.stdin is None:
        raise UnknownError(gettext("standard input is closed"))
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace", newline="\n")
    return sys.stdin


def line_file(name: str) -> LineFile:
    """Return the file `name`, whose lines are to be ingested, with its number of lines and the name of its position.

    The progress of ingesting is stored under the name of the position. This name is derived from the content of the
    file, so that the file is recognized even after it was moved. A pipe or standard input can be read only once, so its
    number of lines and the name of its position are None. Raises UnknownError if the file cannot be read or is
    compressed.
    """
    if name == "-":
        return LineFile(name)
    try:
        if not Path(name).is_file() and not Path(name).is_dir() and Path(name).exists():
            return LineFile(name)
        with Path(name).open("rb") as stream:
            _require_text(name, stream.read(8))
            stream.seek(0)
            digest, lines = _measured(stream)
    except OSError as error:
        raise UnknownError(file_error(name, error)) from error
    return LineFile(name, lines, f"{INTAKE}{digest}")


def _require_text(name: str, head: bytes) -> None:
    """Raise UnknownError if the first bytes of a file indicate a compressed file or UTF-16."""
    kind = next((kind for magic, kind in _COMPRESSED.items() if head.startswith(magic)), None)
    if kind:
        raise UnknownError(gettext("{file} is compressed ({kind}); decompress it first", file=name, kind=kind))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnknownError(gettext("{file} is not UTF-8 text", file=name))


def _measured(stream: BinaryIO) -> tuple[str, int]:
    digest = hashlib.sha256()
    lines = 0
    last = b"\n"
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        lines += chunk.count(b"\n")
        last = chunk[-1:]
    return digest.hexdigest(), lines + (last != b"\n")
