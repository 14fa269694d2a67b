"""Conversion of a file's bytes to text, or to an error code if no text can be extracted."""

import unicodedata
from collections.abc import Callable

from crawler.files.docx import read_docx
from crawler.files.kinds import kind_of
from crawler.files.markup import read_html, read_mht, read_office_xml
from crawler.files.ofd import read_ofd
from crawler.files.pdf import read_pdf
from crawler.files.sheets import read_sheets
from crawler.files.values import TEXT_LIMIT, FileText
from crawler.model.encoding import decode
from crawler.model.errors import (
    EncryptedFileError,
    FileError,
    FileTooLargeError,
    NoTextError,
    UnsupportedFileError,
)

_MISSING = {
    None: "",
    "cut": "the file is longer than what is read of it",
    "partly_scan": "some of its pages are images without text",
}


def read_file(body: bytes) -> FileText:
    """Return the type and the text of a file.

    Errors are reported in the returned value: the function raises no exception for damaged or malicious files.
    """
    kind = None
    try:
        kind = kind_of(body)
        text, missing = _text(kind, body)
        text = _clean(text)
        if not text:
            raise NoTextError()
    except FileError as error:
        known = kind if kind not in ("html", "encrypted") else None
        return FileText(known, None, error.code, str(error)[:300])
    except MemoryError:
        return FileText(kind, None, FileTooLargeError.code, "the file takes more memory to read than it may")
    if len(text) > TEXT_LIMIT:
        text = text[:TEXT_LIMIT]
        missing = "cut"
    return FileText(kind, text, missing, _MISSING[missing])


def _text(kind: str | None, body: bytes) -> tuple[str, str | None]:
    if kind == "encrypted":
        raise EncryptedFileError()
    readers: dict[str, Callable[[bytes], tuple[str, str | None]]] = {
        "pdf": read_pdf,
        "ofd": read_ofd,
        "docx": lambda given: (read_docx(given), None),
        "xlsx": lambda given: (read_sheets(given), None),
        "xls": lambda given: (read_sheets(given), None),
        "html": lambda given: (read_html(given), None),
        "mht": lambda given: (read_mht(given), None),
        "xml": lambda given: (read_office_xml(given), None),
        "txt": lambda given: (decode(given), None),
    }
    if kind not in readers:
        raise UnsupportedFileError(f"files of type {kind or 'unknown'} are not supported")
    return readers[kind](body)


def _clean(text: str) -> str:
    """Return the text without control characters (C0, C1) and unpaired surrogates.

    JSON parsers and terminals do not handle these characters well.
    """
    lines = (
        "".join(char for char in line if char == "\t" or unicodedata.category(char) not in ("Cc", "Cs"))
        for line in text.splitlines()
    )
    return "\n".join(line.strip() for line in lines if line.strip())
