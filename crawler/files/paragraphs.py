"""Conversion of lines on pages to paragraphs: wrapped lines are joined, headers and footers are removed.

A line is wrapped if the first word of the next line would not have fitted at its end. In Chinese documents, a paragraph
begins with an indent of two characters (GB/T 9704-2012, 7.3.3); in other documents, it begins with an indent or a
vertical gap.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from crawler.files.values import PageLine

_EDGE = 3
"""The number of lines at the top and at the bottom of a page that may be a page number, header or footer.

The innermost of them is one only if the others are.
"""
_NUMBER = re.compile(
    r"(?i)[\s\-—–―－_·.~|]*(?:第\s*\d{1,4}\s*[页頁]|page\s+\d{1,4}|\d{1,4})"
    r"(?:\s*(?:/|of|[,，]?\s*共)\s*\d{1,4}\s*[页頁]?)?[\s\-—–―－_·.~|]*"
)
_DIGITS = re.compile(r"\d+")
_ENDS = re.compile(r"^#+|#+$")
"""Matches the page number before or after the text of a header. Even and odd pages have it on different sides."""
_SENTENCE_ENDS = "。！？；：.!?;:”」』"
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+[^\s\w]{0,3}|\S[，。；：、！？）》」』”]?")


def text_of_pages(pages: Sequence[Sequence[PageLine]]) -> str:
    """Return the text of pages, one paragraph per line, without page numbers and repeated headers and footers."""
    repeated = _repeated(pages)
    columns = [column for page in pages for column in _columns(_without_edges(page, repeated))]
    width = _usual_width([column for column in columns if not column[0].is_row])
    paragraphs: list[str] = []
    runs_on = False
    for column in columns:
        for text, joins, runs in _broken_lines(column, width, runs_on):
            if joins and paragraphs:
                paragraphs[-1] = join_lines(paragraphs[-1], text)
            else:
                paragraphs.append(text)
            runs_on = runs
    return "\n".join(filter(None, (paragraph.replace("\x02", "-").strip() for paragraph in paragraphs)))


def _repeated(pages: Sequence[Sequence[PageLine]]) -> set[str]:
    """Return the keys of the headers and footers, which are lines that recur at the top or bottom of pages.

    They must occur on at least three full pages and on at least a third of all pages. The key of a line (see `_key`) is
    its text, with numbers masked, and its height.
    """
    full = [page for page in pages if len(page) > 2 * _EDGE]
    seen = Counter(key for page in full for key in {_key(line) for edge in _edges(page) for line in edge})
    return {key for key, count in seen.items() if count >= max(3, len(pages) / 3)}


def _edges(page: Sequence[PageLine]) -> tuple[list[PageLine], list[PageLine]]:
    """Return the lines at the top and at the bottom of a page, beginning with the outermost one."""
    by_height = sorted((line for line in page if not line.is_row), key=lambda line: -line.base)
    return by_height[:_EDGE], by_height[: -_EDGE - 1 : -1]


def _key(line: PageLine) -> str:
    # The key includes the height: a sentence on three pages at different heights is not a header.
    text = _DIGITS.sub("#", "".join(line.text.split()))
    return f"{_ENDS.sub('', text) or text} {round(line.base / 6)}"


def _without_edges(page: Sequence[PageLine], repeated: set[str]) -> list[PageLine]:
    drop: set[int] = set()
    for edge in _edges(page):
        found = [id(line) for line in edge if _key(line) in repeated or _NUMBER.fullmatch(line.text)]
        is_whole = len(found) == len(edge)
        drop.update(found if is_whole else (line for line in found if line != id(edge[-1]) or len(edge) < _EDGE))
    return [line for line in page if id(line) not in drop]


def _columns(lines: Iterable[PageLine]) -> Iterator[list[PageLine]]:
    """Yield the lines of each column of a page.

    `lines` are in reading order. A line that is higher on the page than the line before it begins a new column. Each
    table row is a column of its own.
    """
    column: list[PageLine] = []
    for line in lines:
        if column and (line.is_row or column[-1].is_row or line.base > column[-1].base + line.size):
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _usual_width(columns: Sequence[Sequence[PageLine]]) -> float:
    widths = [(len(column), _right(column) - _left(column)) for column in columns]
    long = [width for lines, width in widths if lines >= 5]
    return median(long) if long else max((width for _, width in widths), default=0.0)


def _left(column: Sequence[PageLine]) -> float:
    return min(line.left for line in column)


def _right(column: Sequence[PageLine]) -> float:
    return max(line.right for line in column)


def _broken_lines(column: Sequence[PageLine], width: float, runs_on: bool) -> Iterator[tuple[str, bool, bool]]:
    """Yield the text of each line in a column, with two flags that tell whether paragraphs continue.

    The first flag means that the line continues the paragraph of the line before it. The second flag means that the
    line is the last one of the column, and its paragraph continues in the next column. `width` is the usual width of a
    column. `runs_on` means that the last paragraph of the previous column continues in this one.
    """
    left = _left(column)
    right = max(_right(column), left + width) if len(column) < 5 else _right(column)
    pitch = median([a.base - b.base for a, b in pairwise(column) if a.base > b.base] or [0.0])
    last = column[-1]
    if last.is_row:
        yield last.text, False, False
        return
    for place, line in enumerate(column):
        flush = line.left - left < line.size
        joins = flush and _goes_on(column[place - 1], line, right, pitch) if place else flush and runs_on
        ends_open = (
            line is last and right - last.right < 2 * last.size and not last.text.endswith(tuple(_SENTENCE_ENDS))
        )
        yield line.text, joins, ends_open


def _goes_on(line: PageLine, after: PageLine, right: float, pitch: float) -> bool:
    """Return whether the line `after` continues the paragraph of `line`, the line before it.

    It does if `line` was wrapped at the right edge of the column. `right` is the position of the edge, and `pitch` is
    the usual distance between lines.
    """
    if line.base - after.base > 1.5 * max(pitch, line.size) or abs(line.size - after.size) > 0.25 * line.size:
        return False
    word = _WORD.match(after.text.lstrip())
    needed = sum(map(_width, word[0])) * line.size if word else 0.0
    space = 0.0 if is_wide(after.text[:1]) else 0.3 * line.size
    return right - line.right < needed + space + 0.5 * line.size


def _width(char: str) -> float:
    return 1.0 if is_wide(char) else 0.55


def is_wide(char: str) -> bool:
    """Return whether a character is full-width, like Chinese ones. An empty text is not."""
    return bool(char) and unicodedata.east_asian_width(char) in "WF"


def join_lines(before: str, after: str) -> str:
    """Return two lines as one, without the hyphen of a word that the end of the line divided."""
    if before.endswith("\x02"):  # PDFium's mark of a hyphen at the end of a line
        return before[:-1] + after
    if before.endswith("-") and before[-2:-1].isalpha() and after[:1].islower():
        return before[:-1] + after
    wide = is_wide(before[-1:]) or is_wide(after[:1])
    return before + ("" if wide or before.endswith(" ") else " ") + after
