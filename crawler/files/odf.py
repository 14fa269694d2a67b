"""Extraction of text from OpenDocument text and presentations (ODT, ODP; ISO/IEC 26300), in document order.

Taiwan's authorities publish their attachments in this format. Spreadsheets (ODS) are read like other spreadsheets.
"""

from collections.abc import Iterator

from lxml import etree

from crawler.files.docx import local_name
from crawler.files.rows import row_lines
from crawler.files.zips import open_zip
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, EncryptedFileError, NoTextError

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_NO_TEXT = frozenset(("tracked-changes", "annotation", "forms", "sequence-decls", "settings"))
_DESCRIPTIONS = "svg-compatible:1.0}"
"""The end of the namespace of elements that describe images."""
_DEEPEST = 60
_MOST_SPACES = 20


def read_odf(body: bytes) -> str:
    """Return the text of an ODT or ODP file, one paragraph or table row per line.

    Raise FileError if the file is damaged, needs a password or has no text.
    """
    with open_zip(body) as archive:
        if _CONTENT not in archive.names:
            raise DamagedFileError(FileDetail.NO_PART.of(name=_CONTENT))
        if _MANIFEST in archive.names and b"encryption-data" in archive.read(_MANIFEST):
            raise EncryptedFileError()
        root = archive.xml(_CONTENT)
    lines = (line.strip() for body in root.iterfind("{*}body") for line in _blocks(body, 0))
    text = "\n".join(filter(None, lines))
    if not text:
        raise NoTextError()
    return text


def _blocks(parent: etree._Element, depth: int) -> Iterator[str]:
    """Yield the lines of all paragraphs and tables below an element. Elements that are nested too deep are omitted."""
    if depth > _DEEPEST:
        return
    for element in parent:
        name = local_name(element)
        if name in ("p", "h"):
            yield from _paragraph(element, depth).split("\n")
        elif name == "table-row":
            yield from row_lines([list(_blocks(cell, depth + 1)) for cell in element.iterfind("{*}table-cell")])
        elif _has_text(element):
            yield from _blocks(element, depth + 1)


def _paragraph(parent: etree._Element, depth: int) -> str:
    """Return the text of a paragraph. Text frames within it follow on lines of their own."""
    parts = [parent.text or ""]
    for element in parent:
        name = local_name(element)
        if name == "s":
            parts.append(" " * min(_spaces(element), _MOST_SPACES))
        elif name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")
        elif name in ("p", "h"):
            parts.append("\n" + _paragraph(element, depth + 1))
        elif _has_text(element) and depth < _DEEPEST:
            parts.append(_paragraph(element, depth + 1))
        parts.append(element.tail or "")
    return "".join(parts)


def _spaces(element: etree._Element) -> int:
    written = next((str(value) for key, value in element.attrib.items() if str(key).endswith("}c")), "1")
    return int(written) if written.isdecimal() else 1


def _has_text(element: etree._Element) -> bool:
    return local_name(element) not in _NO_TEXT and _DESCRIPTIONS not in str(element.tag)
