"""Which kind of file it is, by its bytes: names and labels of strangers are wrong too often."""

import re
from urllib.parse import unquote, unquote_plus, urlsplit

from crawler.files.zips import Zip, open_zip

EXTENSIONS = frozenset(
    "pdf doc docx dot docm xls xlsx xlsm xlsb et wps ofd ppt pptx dps zip rar 7z rtf txt csv ods odt".split()
)
"""Endings that make a link one to a file."""
UNREAD = frozenset("doc dot wps ppt pptx dps zip rar 7z rtf ods odt xlsb".split())
"""Kinds that are named but not read, so that they need not be fetched."""

_ENDING = re.compile(r"(?i)\.([a-z0-9]{2,4})$")
_HEAD = 1024
"""Bytes at the beginning of a PDF within which its mark may stand (PDF 1.7, Annex H, note 13)."""
_MARKS = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "gz"),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_PARTS = (
    ("word/document", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/", "pptx"),
    ("OFD.xml", "ofd"),
)
_HTML = re.compile(rb"(?i)\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body|script|meta)\b", re.DOTALL)


def kind_of(body: bytes) -> str | None:
    """The kind that the bytes show: one of EXTENSIONS, `html`, `image`, `gz`, `encrypted` (an Office file under a
    password), or None. Raises FileError for a zip that cannot be opened or is a trap."""
    if b"%PDF-" in body[:_HEAD]:
        return "pdf"
    for mark, kind in _MARKS:
        if body.startswith(mark):
            return kind
    if body.startswith(_COMPOUND):
        return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in body), None)
    if body.startswith(b"PK"):
        with open_zip(body) as archive:
            return _kind_of_zip(archive)
    head = body[: 4 * _HEAD].removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(head):
        return "html"
    return None if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else "txt"


def _kind_of_zip(archive: Zip) -> str:
    return next((kind for part, kind in _PARTS if any(name.startswith(part) for name in archive.names)), "zip")


def ending_of(name: str) -> str | None:
    """The ending of a file's name, one of EXTENSIONS, or None."""
    found = _ENDING.search(name.strip())
    return found[1].lower() if found and found[1].lower() in EXTENSIONS else None


def ending_of_url(url: str) -> str | None:
    """The ending of the file an address leads to, in its path or in a value of its query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    values = [unquote_plus(pair.partition("=")[2]) for pair in parts.query[:2000].split("&")]
    # Servers of servlets put a session's id behind the path: `/a.docx;jsessionid=…`.
    path = unquote(parts.path.partition(";")[0])
    return next((ending for part in (path, *values) if (ending := ending_of(part))), None)
