"""Detection of file types by content, because sites often state wrong file names and MIME types."""

import re
from urllib.parse import unquote, unquote_plus, urlsplit

from crawler.files.compound import MARK, open_compound
from crawler.files.zips import Zip, open_zip
from crawler.model.encoding import decode, wide_encoding
from crawler.model.errors import DamagedFileError

EXTENSIONS = frozenset(
    "pdf doc docx dot docm xls xlsx xlsm xlsb et wps ofd ppt pptx pps ppsx dps zip rar 7z tar gz tgz rtf txt csv"
    " ods odt odp".split()
)
"""File extensions by which a link is recognized as a link to a file."""
IMAGES = frozenset("png jpg jpeg tif tiff webp bmp gif".split())
"""Extensions of images. A link to an image is a link to a file only if the page names it as an attachment."""
OFFICE = frozenset("doc docx dot docm wps rtf odt xls xlsx xlsm xlsb et csv ods ppt pptx pps ppsx dps odp".split())
"""Extensions of office documents. Files with these extensions may be documents saved as markup."""

_MAY_END = re.compile(rf"[.%](?:2e)?(?:{'|'.join(sorted(EXTENSIONS))}|[a-z0-9]{{0,3}}%)")
"""Matches URLs in lower case that may contain a file name with one of the extensions.

The name may be percent-encoded.
"""
_ENDING = re.compile(r"(?i)\.([a-z0-9]{2,4})$")
_PDF = re.compile(rb"(?s).{0,1016}%PDF-\d")
"""Matches the signature of a PDF, which up to 1016 other bytes may precede (PDF 1.7, Annex H, note 13)."""
_HEAD = 4096
"""The number of bytes at the beginning of a text from which its type is determined."""
_MARKS = tuple(
    (re.compile(pattern, re.DOTALL), kind)
    for pattern, kind in (
        (rb"PK(?:\x03\x04|\x05\x06|\x07\x08|00PK)", "zip"),
        (re.escape(MARK), "compound"),
        (rb"Rar!\x1a\x07", "rar"),
        (rb"7z\xbc\xaf\x27\x1c", "7z"),
        (rb"\{\\rtf", "rtf"),
        (rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II\*\x00|MM\x00\*|RIFF.{4}WEBP|GIF8[79]a|BM.{4}\x00{4}", "image"),
        (rb"\x1f\x8b", "gz"),
        (rb"BZh[1-9]1AY", "bz2"),
        (rb"\xfd7zXZ\x00", "xz"),
        (rb".{257}ustar", "tar"),
    )
)
_BEFORE_MARK = b"\xef\xbb\xbf \t\r\n"
"""Bytes that some sites send before a file: a byte order mark, or the line breaks of the script that sends it."""
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("MatOST", "works"),
)
_PARTS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"word/document\w*\.xml", "docx"),
        (r"xl/workbook\.xml", "xlsx"),
        (r"xl/workbook\.bin", "xlsb"),
        (r"ppt/presentation\.xml", "pptx"),
        (r"OFD\.xml", "ofd"),
    )
)
_OPEN_DOCUMENTS = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_CONTROL_SHARE = 0.02
"""Bytes are no text if more than this share of the characters at their beginning are control characters."""
_HTML = re.compile(
    r"(?i)\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?"
    r"<(?:!doctype\s+html|html|head|body|script|meta|style|title|table|div|p|center|h[1-6])\b",
    re.DOTALL,
)
_OFFICE_XML = re.compile(
    r"<\?mso-application|schemas\.microsoft\.com/office/(?:word/2003|2006/xmlPackage)|office:spreadsheet"
)
_MHT = re.compile(r"(?i)(?:^|\n)content-type\s{0,5}:\s{0,5}(?:multipart/related|text/html)\b")


def without_lead(body: bytes) -> bytes:
    """Return a file without the blanks and the byte order mark that a site sent before the file's signature.

    A file without a signature, such as a text, is returned unchanged.
    """
    bare = body.lstrip(_BEFORE_MARK)
    return bare if _marked(bare) else body


def kind_of(body: bytes) -> str | None:
    """Return the type of a file according to its bytes, or None if it is unknown.

    The type is one of EXTENSIONS, `html`, `mht`, `xml` (Office 2003 XML), `image`, `bz2`, `xz`, `works` (Microsoft
    Works), or `encrypted` (an Office file with a password). Raise FileError if the file is a ZIP that is damaged or
    exceeds the limits.
    """
    marked = _marked(body)
    if marked == "compound":
        return _kind_of_compound(body)
    if marked == "zip":
        with open_zip(body) as archive:
            return _kind_of_zip(archive)
    # A PDF in an archive may be uncompressed, so that its signature is near the beginning of the archive.
    if not marked and _PDF.match(body):
        return "pdf"
    head = body[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    return marked or _kind_of_markup(head) or ("txt" if _is_text(head) else None)


def _marked(body: bytes) -> str | None:
    return next((kind for mark, kind in _MARKS if mark.match(body)), None)


def _is_text(head: bytes) -> bool:
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    text = decode(head)
    return len(_CONTROLS.findall(text)) <= max(1, _CONTROL_SHARE * len(text))


def _kind_of_compound(body: bytes) -> str | None:
    try:
        compound = open_compound(body)
    except DamagedFileError:
        # The names in a damaged directory may be legible, so that the type can be reported.
        return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in body), None)
    return next((kind for name, kind in _STREAMS if compound.has(name)), None)


def _kind_of_markup(head: bytes) -> str | None:
    is_marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = head.decode("utf-16" if is_marked else wide_encoding(head) or "latin-1", "replace")
    if _OFFICE_XML.search(start) and start.lstrip().startswith(("<?xml", "<?mso")):
        return "xml"
    if _HTML.match(start):
        return "html"
    return "mht" if "mime-version" in start[:1000].lower() and _MHT.search(start) else None


def _kind_of_zip(archive: Zip) -> str | None:
    found = next((kind for part, kind in _PARTS if any(map(part.fullmatch, archive.names))), None)
    if found:
        return found
    if archive.names[:1] == ["mimetype"]:
        stated = archive.read("mimetype", 200).decode("latin-1").rpartition(".opendocument.")[2].strip()
        return _OPEN_DOCUMENTS.get(stated.partition("-")[0])
    return None if "[Content_Types].xml" in archive.names else "zip"


def ending_of(name: str) -> str | None:
    """Return the extension of a file name in lower case, or None if it is not one of EXTENSIONS."""
    found = _ENDING.search(name.strip())
    return found[1].lower() if found and found[1].lower() in EXTENSIONS else None


def is_image_name(name: str) -> bool:
    """Return whether a file name has an image extension (one of IMAGES)."""
    found = _ENDING.search(name.strip())
    return found is not None and found[1].lower() in IMAGES


def ending_of_url(url: str) -> str | None:
    """Return the extension of the file that a URL leads to, or None if it cannot be determined.

    The extension is searched for in the URL's path, and then in its query values (`/download?name=a.pdf`).
    """
    if not _MAY_END.search(url.lower()):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    values = [unquote_plus(pair.partition("=")[2]) for pair in parts.query[:2000].split("&")]
    # Servlet containers append a session id to the path: `/a.docx;jsessionid=…`.
    path = unquote(parts.path.partition(";")[0])
    return next((ending for part in (path, *values) if (ending := ending_of(part))), None)
