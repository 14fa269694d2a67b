"""Determination of file types by the bytes, because sites often state wrong file names and MIME types."""

import re
from urllib.parse import unquote, unquote_plus, urlsplit

from crawler.files.zips import Zip, open_zip

EXTENSIONS = frozenset(
    "pdf doc docx dot docm xls xlsx xlsm xlsb et wps ofd ppt pptx dps zip rar 7z rtf txt csv ods odt".split()
)
"""File extensions by which a link is recognized as a link to a file."""
UNREAD = frozenset("ppt pptx dps zip rar 7z xlsb".split())
"""Extensions of files that are listed as attachments but not fetched.

Files named .doc, .wps or .rtf are fetched, because their content may have a supported type.
"""
OFFICE = frozenset("doc docx dot docm wps rtf odt xls xlsx xlsm et csv ods".split())
"""Extensions of office documents. Files with these extensions may be documents saved as markup."""

_ENDING = re.compile(r"(?i)\.([a-z0-9]{2,4})$")
_HEAD = 1024
"""Maximum number of bytes that may precede the signature in a PDF (PDF 1.7, Annex H, note 13)."""
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
_HTML = re.compile(
    r"(?i)\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?"
    r"<(?:!doctype\s+html|html|head|body|script|meta|style|title|table|div|p|center|h[1-6])\b",
    re.DOTALL,
)
_OFFICE_XML = re.compile(
    r"<\?mso-application|schemas\.microsoft\.com/office/(?:word/2003|2006/xmlPackage)|office:spreadsheet"
)
_MHT = re.compile(r"(?i)(?:^|\n)content-type\s{0,5}:\s{0,5}(?:multipart/related|text/html)\b")


def kind_of(body: bytes) -> str | None:
    """Return the type of a file according to its bytes, or None if it is unknown.

    The type is one of EXTENSIONS, `html`, `mht`, `xml` (Office 2003 XML), `image`, `gz` or `encrypted` (an Office file
    with a password). Raise FileError for a zip that is damaged or exceeds the limits.
    """
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
    if marked_up := _kind_of_markup(head):
        return marked_up
    return None if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else "txt"


def _kind_of_markup(head: bytes) -> str | None:
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = head.decode("utf-16" if is_wide else "latin-1", "replace")
    if _OFFICE_XML.search(start) and start.lstrip().startswith(("<?xml", "<?mso")):
        return "xml"
    if _HTML.match(start):
        return "html"
    return "mht" if "mime-version" in start[:1000].lower() and _MHT.search(start) else None


def _kind_of_zip(archive: Zip) -> str:
    return next((kind for part, kind in _PARTS if any(name.startswith(part) for name in archive.names)), "zip")


def ending_of(name: str) -> str | None:
    """Return the extension of a file name in lower case if it is one of EXTENSIONS, or None."""
    found = _ENDING.search(name.strip())
    return found[1].lower() if found and found[1].lower() in EXTENSIONS else None


def ending_of_url(url: str) -> str | None:
    """Return the extension of the file to which a URL leads, or None.

    The extension is searched for in the URL's path and in the values of its query.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    values = [unquote_plus(pair.partition("=")[2]) for pair in parts.query[:2000].split("&")]
    # Servlet containers append a session id to the path: `/a.docx;jsessionid=…`.
    path = unquote(parts.path.partition(";")[0])
    return next((ending for part in (path, *values) if (ending := ending_of(part))), None)
