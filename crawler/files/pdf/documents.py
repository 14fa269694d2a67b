"""Extraction of text from PDF files with PDFium. No scripts are run, and no external content is loaded."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pypdfium2
from pypdfium2 import raw

from crawler.files.paragraphs import text_of_pages
from crawler.files.pdf.form_fields import form_of
from crawler.files.pdf.grids import Grid
from crawler.files.pdf.page_rulings import grids_of, lines_of_pages
from crawler.files.pdf.ruled_tables import Char, RuledTable, table_of
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
_OVERLAP = 0.5
"""Characters are on the same line if they overlap vertically by more than this share of the smaller one's height."""
_WORD_GAP = 0.15
"""Words in a line are at least this share of the character size apart. A space is about a quarter of it wide."""
_GARBLED = 0.3
"""A text is garbled if more than this share of its characters are unassigned, private-use or control characters."""
# Fonts often map a character to the radical that looks the same (⼀ for 一), and two letters to a ligature.
_SHOWN = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x2E80, 0x2FD6), *range(0xFB00, 0xFB07))}


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
            grids = grids_of(page)
            lines = list(_with_tables(page, grids) if grids else _lines(page, page.indexes()))
            letters = sum(map(str.isalnum, "".join(line.text for line in lines if isinstance(line, PageLine))))
            return lines, letters < LETTERS and not grids and _is_drawn(page.page)
    except pypdfium2.PdfiumError:
        return [], False


def _is_drawn(page: pypdfium2.PdfPage) -> bool:
    """Return whether a page has an image, or so many vector paths that its characters may be drawn as curves."""
    wanted = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH]
    elements = islice(page.get_objects(filter=wanted, max_depth=4), _PATHS)
    kinds = [element.type for element in elements]
    return raw.FPDF_PAGEOBJ_IMAGE in kinds or len(kinds) == _PATHS


def _with_tables(page: UprightPage, grids: Sequence[Grid]) -> Iterator[PageLine | RuledTable]:
    """Yield the lines and tables of a page in reading order.

    `grids` are the grids of the tables. A table is yielded where its first character would be. A character belongs to
    the smallest table around it.
    """
    grids = sorted(grids, key=lambda grid: (grid.columns[-1] - grid.columns[0]) * (grid.rows[0] - grid.rows[-1]))
    inside: dict[int, list[Char]] = {place: [] for place in range(len(grids))}
    owners: list[tuple[int, int | None]] = []
    is_spaced = False
    for index in page.indexes():
        char = _char(page, index, is_spaced)
        is_spaced = char.text.isspace()
        x = (char.left + char.right) / 2
        owner = next((place for place, grid in enumerate(grids) if grid.cell_at(x, char.middle)), None)
        owners.append((index, owner))
        if owner is not None and char.text and not _is_inserted(char):
            inside[owner].append(char)
    shown: set[int] = set()
    run: list[int] = []
    for index, owner in owners:
        if owner is None:
            run.append(index)
        elif owner not in shown and any(char.text.strip() for char in inside[owner]):
            yield from _lines(page, run)
            run = []
            shown.add(owner)
            yield table_of(grids[owner], inside[owner])
    yield from _lines(page, run)


def _is_inserted(char: Char) -> bool:
    """Return whether a character is a space that PDFium inserted: see `Char.is_spaced`."""
    return char.text.isspace() and char.left >= char.right


def _char(page: UprightPage, index: int, is_spaced: bool) -> Char:
    left, bottom, right, top = page.box(index)
    code = page.code(index)
    text = "" if code in (10, 13) or 0xD800 <= code < 0xE000 else chr(code).translate(_SHOWN)
    shown = unicodedata.normalize("NFC", text)
    middle, size = (bottom + top) / 2, max(top - bottom, 1.0)
    return Char(shown, left, right, middle, size, is_spaced, page.is_turned(index))


def _lines(page: UprightPage, indexes: Iterable[int]) -> Iterator[PageLine]:
    """Yield the text lines that the characters with the given indexes form."""
    line: list[int] = []
    is_ended = False
    for index in indexes:
        if page.code(index) in (10, 13):
            is_ended = True
            continue
        if is_ended and line:
            if not _is_raised(page, line[-1], index):
                yield from _line(page, line)
                line = []
            elif _is_apart(page, line[-1], index):
                line.append(index - 1)
        is_ended = False
        line.append(index)
    yield from _line(page, line)


def _is_raised(page: UprightPage, before: int, index: int) -> bool:
    """Return whether a character continues the line although PDFium begins a new line with it.

    This is so for a superscript or subscript, such as the number in m², and for the character after it.
    """
    left, bottom, right, top = page.box(before)
    next_left, next_bottom, _, next_top = page.box(index)
    height = min(top - bottom, next_top - next_bottom)
    overlap = min(top, next_top) - max(bottom, next_bottom)
    return overlap > _OVERLAP * height > 0 and abs(next_left - right) < height and next_left > left


def _is_apart(page: UprightPage, before: int, index: int) -> bool:
    """Return whether a space is between two characters of a line that PDFium has divided."""
    _, bottom, right, top = page.box(before)
    left, next_bottom, _, next_top = page.box(index)
    return left - right > _WORD_GAP * max(top - bottom, next_top - next_bottom)


def _line(page: UprightPage, indexes: Sequence[int]) -> Iterator[PageLine]:
    """Yield the line that the characters with the given indexes form, if any of them is visible.

    Line breaks among them are spaces.
    """
    codes = [page.code(index) for index in indexes]
    shown = [index for index, code in zip(indexes, codes, strict=True) if code > 32 and code != 0x3000]
    if not shown:
        return
    # PDFium returns a character above U+FFFF as one code point or as two surrogates.
    text = (
        "".join(map(chr, codes))
        .replace("\r", " ")
        .replace("\n", " ")
        .encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
    )
    start = page.box(shown[0])
    end = page.box(shown[-1])
    size = max(start[3] - start[1], 1.0)
    yield PageLine(unicodedata.normalize("NFC", text.translate(_SHOWN)).strip(), start[0], end[2], start[1], size)
