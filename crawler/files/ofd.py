"""Extraction of text from OFD files. OFD is the fixed-layout document format that Chinese authorities use.

An OFD file is a ZIP that contains the pages as XML. The format is defined in GB/T 33190-2016.
"""

import posixpath
from collections.abc import Iterator

from lxml import etree

from crawler.files.paragraphs import text_of_pages
from crawler.files.values import PAGES_LIMIT, PageLine
from crawler.files.zips import Zip, open_zip
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, NoTextError, ScanError


def read_ofd(body: bytes) -> tuple[str, str | None]:
    """Return the text of an OFD file, and `cut` if pages beyond PAGES_LIMIT were not parsed, otherwise None.

    Raise FileError if the file is damaged or has no text.
    """
    with open_zip(body) as archive:
        pages: list[list[PageLine]] = []
        whole = True
        pictured = False
        for path in _pages(archive):
            if len(pages) == PAGES_LIMIT:
                whole = False
                break
            root = archive.xml(path)
            pictured = pictured or root.find(".//{*}ImageObject") is not None
            pages.append(_grouped(_texts(root)))
    text = text_of_pages(pages)
    if not text and pictured:
        raise ScanError()
    if not text:
        raise NoTextError()
    return text, None if whole else "cut"


def _pages(archive: Zip) -> Iterator[str]:
    """Yield the paths of the pages within the zip, in reading order."""
    for root in archive.xml("OFD.xml").iterfind(".//{*}DocRoot"):
        document = (root.text or "").strip().lstrip("/")
        for page in archive.xml(document).iterfind("{*}Pages/{*}Page"):
            location = page.get("BaseLoc") or ""
            path = (
                location.lstrip("/")
                if location.startswith("/")
                else posixpath.join(posixpath.dirname(document), location)
            )
            yield posixpath.normpath(path)


def _texts(page: etree._Element) -> Iterator[PageLine]:
    """Yield each text object on a page as a PageLine.

    In OFD, the y axis points downwards; in a PageLine, it points upwards.
    """
    for element in page.iter("{*}TextObject"):
        x, y, width, height = _numbers(element.get("Boundary"), 4)
        size = _numbers(element.get("Size"), 1)[0] or height or 1.0
        for code in element.iterfind("{*}TextCode"):
            text = " ".join((code.text or "").split())
            if text:
                dx = _numbers(code.get("X"), 1)[0]
                dy = _numbers(code.get("Y"), 1)[0]
                yield PageLine(text, x + dx, x + (width or dx + size * len(text)), -(y + dy), size)


def _grouped(pieces: Iterator[PageLine]) -> list[PageLine]:
    """Return the lines of a page. Text objects at the same height are joined to one line.

    Some OFD writers store each word as a text object of its own, others each character.
    """
    lines: list[PageLine] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last and abs(last.base - piece.base) < 0.4 * last.size and piece.left >= last.left:
            gap = " " if piece.left - last.right > 0.6 * last.size else ""
            lines[-1] = PageLine(
                last.text + gap + piece.text, last.left, max(last.right, piece.right), last.base, last.size
            )
        else:
            lines.append(piece)
    return lines


def _numbers(written: str | None, count: int) -> list[float]:
    try:
        found = [float(part) for part in (written or "").split()[:count]]
    except ValueError as error:
        raise DamagedFileError(FileDetail.NO_NUMBERS.of(text=repr((written or "")[:50]))) from error
    return found + [0.0] * (count - len(found))
