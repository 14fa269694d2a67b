"""Data classes for the results of parsing files and for tasks for other processes, and limits on the text."""

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

    `is_row` means that the line is a table row, or a part of one. Such a line is never joined with other lines.
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

    `name` is the file's path in the archive; for nested archives, it begins with their names. The file's text begins at
    character `start` of the archive's text and ends before character `end`. The other fields are described in
    `FileText`.
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
class FileTask:
    """A task for another process: unpack an archive, or recognize the text in a file's images.

    `sha256` is the hash of the file, `type` is its type, and `body` is its content. If the task is for the file passed
    to `read_file`, and not for a file inside it, `body` is None, because the caller has the content.
    """

    task: Literal["unpack", "recognize"]
    sha256: str
    type: str
    body: bytes | None


@dataclass(frozen=True)
class Unpacked:
    """The result of unpacking an archive: a tar with its files.

    `is_cut` means that the archive is damaged, and that the tar contains only the files before the damage.
    """

    tar: bytes
    is_cut: bool = False


@dataclass(frozen=True)
class RecognizedPages:
    """The text recognized in a file's images.

    `pages` maps page numbers, counted from 0, to lines. `confidence` is the mean confidence per character, from 0 to 1.
    `unread` is the number of pages (or parts of long pages) that were skipped because of the limits.
    """

    pages: dict[int, tuple[PageLine, ...]]
    confidence: float = 0.0
    unread: int = 0


@dataclass(frozen=True)
class TaskFailure:
    """The reason why a task failed: the error code `code` and its detail.

    `passing` is true if the error is temporary, so that the task may succeed later.
    """

    code: str
    detail: Reason
    passing: bool = False


Help = Unpacked | RecognizedPages | TaskFailure


@dataclass(frozen=True)
class FileText:
    """The result of parsing a file: its type and text, or an error.

    `type` is the file type according to the bytes (pdf, docx, xlsx, xls, ofd, txt, …), or None if it is unknown.
    `fault` is an error code of `crawler.model.errors` if the file has no text. If the text is incomplete, `fault` is
    `cut` (limits exceeded), `partly_scan` (some pages are images without text) or `partly_read` (some files of an
    archive were not read). `passing` means that the error is temporary, so parsing the file again later may succeed.
    `recognized` is the mean confidence, from 0 to 1, if text was recognized in images. `members` are the files of an
    archive. `wanted` are tasks for other processes; parsing the file again with their results gives more text.
    """

    type: str | None = None
    text: str | None = None
    fault: str | None = None
    detail: Reason | None = None
    passing: bool = False
    recognized: float | None = None
    members: tuple[MemberText, ...] = ()
    wanted: tuple[FileTask, ...] = ()
