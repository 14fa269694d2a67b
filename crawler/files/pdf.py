"""Extraction of text from PDF files with PDFium, without running scripts or loading external content."""

import unicodedata
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from crawler.files.paragraphs import PageLine, text_of_pages
from crawler.files.values import PAGES_LIMIT, TEXT_LIMIT
from crawler.model.errors import DamagedFileError, EncryptedFileError, GarbledError, NoTextError, ScanError

LETTERS = 12
"""A page with an image is a scan if it has fewer letters and digits than this number.

A scan may contain a stamp or a page number as text.
"""
_GARBLED = 0.3
"""A text is garbled if more than this share of its characters are unassigned, private-use or control characters."""
# Fonts often map a character to the radical that looks the same (⼀ for 一).
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FD6)}


def read_pdf(body: bytes) -> tuple[str, str | None]:
    """Return the text of a PDF, and `cut` or `partly_scan` if the text is incomplete, otherwise None.

    The file is opened with an empty password. Raise FileError if the file needs a password, is damaged, is a scan, or
    has fonts that do not identify their characters.
    """
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise EncryptedFileError() from error
        raise DamagedFileError(f"not a valid PDF: {error}") from error
    with document:
        pages = []
        letters = 0
        pictures = 0
        for number in range(min(len(document), PAGES_LIMIT)):
            lines, pictured = _page(document, number)
            pages.append(lines)
            found = sum(map(str.isalnum, "".join(line.text for line in lines)))
            letters += found
            pictures += pictured and found < LETTERS
            if letters > TEXT_LIMIT:
                break
        cut = len(pages) < len(document)
    _judge(pages, letters, pictures)
    return text_of_pages(pages), "cut" if cut else "partly_scan" if pictures else None


def _judge(pages: list[list[PageLine]], letters: int, pictures: int) -> None:
    """Raise FileError if the pages have no usable text.

    `letters` is the number of letters and digits, `pictures` the number of pages that are scans.
    """
    if not pages:
        raise DamagedFileError("no page of the file can be read")
    if pictures and letters < LETTERS * len(pages):
        raise ScanError(f"{pictures} of {len(pages)} pages are images without text")
    chars = [char for page in pages for line in page for char in line.text if not char.isspace()]
    if not chars:
        raise NoTextError()
    strange = sum(char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs") for char in chars)
    if strange > _GARBLED * len(chars):
        raise GarbledError()


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[list[PageLine], bool]:
    """Return the lines of a page, and whether the page has little text and an image.

    If the page cannot be parsed, return an empty list.
    """
    try:
        page = document[number]
        textpage = page.get_textpage()
        lines = list(_lines(textpage))
        pictured = sum(len(line.text) for line in lines) < 200 and _has_picture(page)
    except pypdfium2.PdfiumError:
        return [], False
    textpage.close()
    page.close()
    return lines, pictured


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    wanted = [raw.FPDF_PAGEOBJ_IMAGE]
    return next(iter(page.get_objects(filter=wanted, max_depth=4)), None) is not None


def _lines(textpage: pypdfium2.PdfTextPage) -> Iterator[PageLine]:
    codes: list[int] = []
    first = last = -1
    for index in range(min(textpage.count_chars(), TEXT_LIMIT)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (10, 13):
            if first >= 0:
                yield _line(textpage, codes, first, last)
            codes = []
            first = -1
            last = -1
            continue
        codes.append(code)
        if code > 32 and code != 0x3000:
            first = index if first < 0 else first
            last = index
    if first >= 0:
        yield _line(textpage, codes, first, last)


def _line(textpage: pypdfium2.PdfTextPage, codes: list[int], first: int, last: int) -> PageLine:
    # PDFium returns a character above U+FFFF as one code point or as two surrogates.
    text = "".join(map(chr, codes)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    # The loose box has the height of the font, so it is the same for 一 and 国.
    start = textpage.get_charbox(first, loose=True)
    end = textpage.get_charbox(last, loose=True)
    size = max(start[3] - start[1], 1.0)
    return PageLine(unicodedata.normalize("NFC", text.translate(_RADICALS)).strip(), start[0], end[2], start[1], size)
