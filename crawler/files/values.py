"""The result of reading a file, and the limits on pages and characters."""

from dataclasses import dataclass

PAGES_LIMIT = 300
"""The maximum number of pages that are read from a file."""
TEXT_LIMIT = 1_000_000
"""The maximum number of characters that are kept of a file's text."""


@dataclass(frozen=True)
class FileText:
    """The result of reading a file: its type and text, or an error.

    `type` is the file type according to the bytes (pdf, docx, xlsx, xls, ofd, txt, …), None if it is unknown. `fault`
    is an error code of `crawler.model.errors` if there is no text, `cut` if the text is incomplete because of the
    limits, and `partly_scan` if some pages are images without text. `passing`: the error is temporary, and reading the
    file again later may succeed.
    """

    type: str | None = None
    text: str | None = None
    fault: str | None = None
    detail: str = ""
    passing: bool = False
