"""The result of parsing a file, and the limits on pages and characters."""

from dataclasses import dataclass

PAGES_LIMIT = 300
"""The maximum number of pages of a file that are parsed."""
TEXT_LIMIT = 1_000_000
"""The maximum number of characters that are kept of a file's text."""


@dataclass(frozen=True)
class FileText:
    """The result of parsing a file: its type and text, or an error.

    `type` is the file type according to the bytes (pdf, docx, xlsx, xls, ofd, txt, …), or None if the type is unknown.
    `fault` is an error code of `crawler.model.errors` if the file has no text, `cut` if the text is incomplete because
    of the limits, and `partly_scan` if some pages are images without text. `passing` means that the error is temporary,
    so that parsing the file again later may succeed.
    """

    type: str | None = None
    text: str | None = None
    fault: str | None = None
    detail: str = ""
    passing: bool = False
