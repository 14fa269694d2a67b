"""Tables on the pages of a PDF: the characters in the cells of a grid, and tables that continue. Pure functions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

from crawler.files.paragraphs import is_wide, join_lines
from crawler.files.pdf.grids import NEAR, Grid

_GAP = 1.5
"""Two words in a line of a cell are separated by a space if their distance exceeds this times the character size."""
_DOUBLE = 0.12
"""Two equal characters are read as one, drawn twice to look bold, if their distance is below this times their size."""
_CLOSE = 0.15
"""The characters of a word are less than this times their size apart."""
_INSIDE = 0.1
_NUMBER_LENGTH = 4


@dataclass(frozen=True)
class Char:
    """A character: its text, left and right edges, vertical centre (y axis upwards) and size, in points.

    `is_spaced` means that PDFium found a space before the character, and `is_turned` means that it is drawn sideways.
    """

    text: str
    left: float
    right: float
    middle: float
    size: float
    is_spaced: bool = False
    is_turned: bool = False


@dataclass(frozen=True)
class RuledTable:
    """The rows of a table, each with the texts of its cells. A position covered by a merged cell has an empty text."""

    columns: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    left: float
    right: float
    top: float


def table_of(grid: Grid, chars: Iterable[Char]) -> RuledTable:
    """Return the table that results from putting each character on a page into the cell of `grid` that contains it.

    A word through which a line goes, because it is too long for its cell, is put into the cell of its middle as a
    whole.
    """
    cells: dict[tuple[int, int], list[Char]] = defaultdict(list)
    for word in _words(chars):
        centres = [(char.left + char.right) / 2 for char in word]
        if _is_cut(word, grid):
            centres = [(word[0].left + word[-1].right) / 2] * len(word)
        for char, centre in zip(word, centres, strict=True):
            place = grid.cell_at(centre, char.middle)
            if place is not None:
                cells[place].append(char)
    rows = tuple(
        tuple(_text(cells.get((row, column), [])) for column in range(len(grid.columns) - 1))
        for row in range(len(grid.rows) - 1)
    )
    return RuledTable(grid.columns, rows, grid.columns[0], grid.columns[-1], grid.rows[0])


def _words(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Yield the characters in groups that follow each other on a line without a gap."""
    word: list[Char] = []
    for char in chars:
        if word and not (_is_beside(char, word[-1]) and abs(char.left - word[-1].right) < _CLOSE * char.size):
            yield word
            word = []
        word.append(char)
    if word:
        yield word


def _is_cut(word: Sequence[Char], grid: Grid) -> bool:
    """Return whether a line between two cells goes through a character of a word, and not beside it."""
    first, last = (grid.cell_at((char.left + char.right) / 2, char.middle) for char in (word[0], word[-1]))
    return first != last and any(
        char.left + _INSIDE * char.size < at < char.right - _INSIDE * char.size for at in grid.columns for char in word
    )


def _text(chars: list[Char]) -> str:
    """Return the text of a cell. Lines that were wrapped at the edge of the cell are joined."""
    if sum(char.is_turned for char in chars) > len(chars) / 2:
        return _turned(chars)
    lines: list[list[Char]] = []
    for char in chars:
        line = next((line for line in lines if _is_beside(char, line[0])), None)
        if line is None:
            lines.append([char])
        else:
            line.append(char)
    lines.sort(key=lambda line: -line[0].middle)
    text = ""
    for line in lines:
        words = _line(sorted(line, key=lambda char: char.left))
        text = join_lines(text, words) if text and words else text or words
    return text


def _turned(chars: Sequence[Char]) -> str:
    """Return the text of a cell that is drawn sideways. The characters of each line are in reading order.

    Lines from bottom to top follow each other to the right, and lines from top to bottom to the left.
    """
    lines = [[chars[0]]]
    for before, char in pairwise(chars):
        if abs(char.left - before.left) > 0.5 * (char.right - char.left):
            lines.append([])
        lines[-1].append(char)
    is_upwards = sum(line[-1].middle - line[0].middle for line in lines) > 0
    lines.sort(key=lambda line: line[0].left, reverse=not is_upwards)
    texts = ("".join((" " if char.is_spaced else "") + char.text for char in line).strip() for line in lines)
    return " ".join(reduce(join_lines, texts).split())


def _is_beside(char: Char, other: Char) -> bool:
    """Return whether two characters are on the same line. One of them may be smaller and raised, as in m²."""
    return abs(other.middle - char.middle) < 0.5 * max(char.size, other.size)


def _line(chars: Sequence[Char]) -> str:
    text = chars[0].text
    for before, char in pairwise(chars):
        if char.text == before.text and char.left - before.left < _DOUBLE * char.size:
            continue
        # Chinese characters are often spaced out over the width of a cell.
        is_word = char.is_spaced and not is_wide(before.text[:1]) and not is_wide(char.text[:1])
        text += (" " if is_word or char.left - before.right > _GAP * char.size else "") + char.text
    return " ".join(text.split())


def join_continued_table(before: RuledTable, table: RuledTable) -> tuple[RuledTable, RuledTable] | None:
    """Return a table that continues on the next page as two parts that fit together.

    `before` is the part on the first page, and `table` is the part on the second page. If `table` repeats the header,
    the header is removed. If the page break splits a row, the row's second half is moved to `before`. Return None if
    the columns of the two differ, so that they are separate tables.
    """
    if len(before.columns) != len(table.columns):
        return None
    if any(abs(first - second) > 2 * NEAR for first, second in zip(before.columns, table.columns, strict=True)):
        return None
    rows = table.rows[1:] if table.rows[0] == before.rows[0] else table.rows
    if rows and len(rows) == len(table.rows) and _is_second_half(rows[0], before.rows[-1]):
        whole = tuple(first + rest for first, rest in zip(before.rows[-1], rows[0], strict=True))
        return replace(before, rows=(*before.rows[:-1], whole)), replace(table, rows=rows[1:])
    return before, replace(table, rows=rows)


def _is_second_half(row: Sequence[str], last: Sequence[str]) -> bool:
    """Return whether `row`, the first row on a page, belongs to `last`, the last row on the page before.

    This is so if `row` has no number in front, and has text only in cells in which `last` has text, too.
    """
    first = next(filter(None, row), "")
    is_numbered = len(first) <= _NUMBER_LENGTH and any(char.isnumeric() for char in first)
    is_shorter = bool(last[0]) and not row[0]
    return (
        bool(first)
        and is_shorter
        and not is_numbered
        and all(old or not new for old, new in zip(last, row, strict=True))
    )
