"""The result of reading a file, and the limits of reading."""

from dataclasses import dataclass

PAGES_LIMIT = 300
"""Pages of a file that are read."""
TEXT_LIMIT = 1_000_000
"""Characters of a file that are kept."""


@dataclass(frozen=True)
class FileText:
    """A file as read. `type` is what the bytes are (pdf, docx, xlsx, xls, ofd, txt, …), None when that is not known.

    `fault` is a code of `crawler.model.errors` when the text is not there; `cut` when there is more than was read, and
    `partly_scan` when some pages are images without text.
    `passing`: the file may well be read at another time.
    """

    type: str | None = None
    text: str | None = None
    fault: str | None = None
    detail: str = ""
    passing: bool = False
