"""The result of parsing a file, the tasks for other processes, and the limits on pages and characters."""

from dataclasses import dataclass
from typing import Literal

from crawler.model.reason import Reason

PAGES_LIMIT = 300
"""The maximum number of pages of a file that are parsed."""
DEEPEST = 3
"""The maximum depth of archives within archives."""
TEXT_LIMIT = 1_000_000
"""The maximum number of characters that are kept of a file's text."""


@dataclass(frozen=True)
class PageLine:
    """A line of a page: its text, left and right edges, baseline (y axis upwards) and character size, in page units.

    `is_row` means that the line is a row of a table, or a part of such a row. It is never joined with other lines.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    is_row: bool = False


@dataclass(frozen=True)
class MemberText:
    """The result of parsing a file in an archive.

    `name` is its path in the archive, with the names of the archives around it. `start` and `end` are the span of its
    text in the text of the archive. The other fields are those of `FileText`.
    """

    name: str
    type: str | None = None
    start: int = 0
    end: int = 0
    fault: str | None = None
    detail: Reason | None = None
    sha256: str | None = None
    recognized: float | None = None


@dataclass(frozen=True)
class Wanted:
    """A task for another process: unpack an archive, or recognize the text in a file's images.

    `sha256` is the hash of the file and `type` its type. `body` is None for the file that is being read, as opposed to
    a file in it.
    """

    task: Literal["unpack", "recognize"]
    sha256: str
    type: str
    body: bytes | None


@dataclass(frozen=True)
class Unpacked:
    """The result of unpacking an archive: a tar with its files, or with those before the damage (`is_cut`)."""

    tar: bytes
    is_cut: bool = False


@dataclass(frozen=True)
class RecognizedPages:
    """The text recognized in a file's images: the lines by page, from 0.

    `confidence` is the mean over the characters, from 0 to 1. `unread` is the number of pages beyond the limits.
    """

    pages: dict[int, tuple[PageLine, ...]]
    confidence: float = 0.0
    unread: int = 0


@dataclass(frozen=True)
class NotHelped:
    """The reason why a task was not carried out: an error code, its detail, and whether the error is temporary."""

    code: str
    detail: Reason
    passing: bool = False


Help = Unpacked | RecognizedPages | NotHelped


@dataclass(frozen=True)
class FileText:
    """The result of parsing a file: its type and text, or an error.

    `type` is the file type according to the bytes (pdf, docx, xlsx, xls, ofd, txt, …), or None if the type is unknown.
    `fault` is an error code of `crawler.model.errors` if the file has no text, `cut` if the text is incomplete because
    of the limits, `partly_scan` if some pages are images without text, and `partly_read` if some files of an archive
    were not read. `passing` means that the error is temporary, so that parsing the file again later may succeed.
    `recognized` is the mean confidence, from 0 to 1, if text was recognized in images. `members` are the files of an
    archive. If `wanted` is not empty, parsing the file again with the results of these tasks gives more text.
    """

    type: str | None = None
    text: str | None = None
    fault: str | None = None
    detail: Reason | None = None
    passing: bool = False
    recognized: float | None = None
    members: tuple[MemberText, ...] = ()
    wanted: tuple[Wanted, ...] = ()
