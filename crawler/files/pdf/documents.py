"""Extraction of text from PDF files with PDFium. No scripts are run, and no external content is loaded."""

import unicodedata
from itertools import islice
from typing import Any

import pypdfium2
from pypdfium2 import raw

from crawler.files.paragraphs import text_of_pages
from crawler.files.pdf.form_fields import form_of
from crawler.files.pdf.page_rulings import lines_of_pages
from crawler.files.pdf.page_tables import lines_and_tables
from crawler.files.pdf.ruled_tables import RuledTable
from crawler.files.pdf.upright_page import UprightPage
from crawler.files.values import PAGES_LIMIT, TEXT_LIMIT, PageLine, RecognizedPages
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, EncryptedFileError, GarbledError, NoTextError, ScanError

LETTERS = 12
"""A page with an image is a scan if it has fewer letters and digits than this number.

A scan may contain a stamp or a page number as text.
"""
_PATHS = 30
"""A page without text that has at least this number of paths is a scan: its characters are drawn as curves."""
_GARBLED = 0.3
"""A text is garbled if more than this share of its characters are unassigned, private-use or control characters."""


def open_pdf(body: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF with an empty password. Raise FileError if the file needs a password or is damaged."""
    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise EncryptedFileError() from error
        raise DamagedFileError(FileDetail.PDF.of(reason=error)) from error


def read_pdf(body: bytes, recognized: RecognizedPages | None = None) -> tuple[str, str | None]:
    """Return the text of a PDF, and `cut` or `partly_scan` if the text is incomplete, otherwise None.

    `recognized` is the text of pages that are scans. Raise FileError if the file needs a password, is damaged, is a
    scan, or has fonts that do not identify their characters.
    """
    known = recognized.pages if recognized else {}
    with open_pdf(body) as document, form_of(document) as form:
        pages: list[list[PageLine | RuledTable]] = []
        letters = 0
        pictures = 0
        for number in range(min(len(document), PAGES_LIMIT)):
            parts, is_scan = page_lines(document, number, form)
            if is_scan and known.get(number):
                parts = list(known[number])
                is_scan = False
            pages.append(parts)
            letters += sum(map(str.isalnum, "".join(map(_text_of, parts))))
            pictures += is_scan
            if letters > TEXT_LIMIT:
                break
        cut = len(pages) < len(document)
    lines = lines_of_pages(pages)
    _require_text(lines, letters, pictures)
    return text_of_pages(lines), "cut" if cut else "partly_scan" if pictures else None


def _text_of(part: PageLine | RuledTable) -> str:
    return part.text if isinstance(part, PageLine) else "".join(cell for row in part.rows for cell in row)


def _require_text(pages: list[list[PageLine]], letters: int, pictures: int) -> None:
    """Raise FileError if a PDF has no usable text.

    `pages` are the lines of its pages, `letters` is the number of letters and digits in them, and `pictures` is the
    number of pages that are scans.
    """
    if not pages:
        raise DamagedFileError(FileDetail.NO_PAGE.of())
    if pictures and letters < LETTERS * len(pages):
        raise ScanError(FileDetail.SCANNED_PAGES.of(count=pictures, of=len(pages)))
    chars = [char for page in pages for line in page for char in line.text if not char.isspace()]
    if not chars:
        raise NoTextError()
    strange = sum(char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs") for char in chars)
    if strange > _GARBLED * len(chars):
        raise GarbledError()


def page_lines(
    document: pypdfium2.PdfDocument, number: int, form: Any = None
) -> tuple[list[PageLine | RuledTable], bool]:
    """Return the lines and tables of a page, and whether the page is a scan (an image with hardly any text).

    `form` is the form of the document: its filled-in values are text. The lines are an empty list if the page cannot be
    parsed.
    """
    try:
        with UprightPage(document, number, form) as page:
            lines, has_table = lines_and_tables(page)
            letters = sum(map(str.isalnum, "".join(line.text for line in lines if isinstance(line, PageLine))))
            return lines, letters < LETTERS and not has_table and _is_drawn(page.page)
    except pypdfium2.PdfiumError:
        return [], False


def _is_drawn(page: pypdfium2.PdfPage) -> bool:
    """Return whether a page has an image, or so many vector paths that its characters may be drawn as curves."""
    wanted = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH]
    elements = islice(page.get_objects(filter=wanted, max_depth=4), _PATHS)
    kinds = [element.type for element in elements]
    return raw.FPDF_PAGEOBJ_IMAGE in kinds or len(kinds) == _PATHS
