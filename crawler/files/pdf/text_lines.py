"""Lines of text on the pages of a PDF, in the order in which PDFium returns the characters."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from crawler.files.pdf.upright_page import UprightPage
from crawler.files.values import PageLine

_OVERLAP = 0.5
"""Characters are on the same line if they overlap vertically by more than this share of the smaller one's height."""
_WORD_GAP = 0.15
"""Words in a line are at least this share of the character size apart. A space is about a quarter of it wide."""
# Fonts often map a character to the radical that looks the same (⼀ for 一), and two letters to a ligature.
SHOWN = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x2E80, 0x2FD6), *range(0xFB00, 0xFB07))}


def text_lines(page: UprightPage, indexes: Iterable[int]) -> Iterator[PageLine]:
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
    yield PageLine(unicodedata.normalize("NFC", text.translate(SHOWN)).strip(), start[0], end[2], start[1], size)
