"""The lines and tables of a page of a PDF, in reading order."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from statistics import median

from crawler.files.paragraphs import is_wide
from crawler.files.pdf.aligned_tables import find_aligned_tables
from crawler.files.pdf.grids import Grid
from crawler.files.pdf.page_rulings import grids_of
from crawler.files.pdf.ruled_tables import Char, RuledTable, table_of
from crawler.files.pdf.table_columns import with_columns, with_inner_columns
from crawler.files.pdf.table_rows import with_rows
from crawler.files.pdf.text_lines import SHOWN, text_lines
from crawler.files.pdf.text_rows import text_rows
from crawler.files.pdf.upright_page import UprightPage
from crawler.files.values import PageLine

_NUMBER = re.compile(r"[^\w\s]{0,3}\d[\d.,:/%()\-–]{0,20}")
_NUMBERS = 6
_WORDS = 9
_WORD_LENGTH = 12
"""Chinese prose has fewer spaces than one in this number of characters, a table has more."""
_SHORT_LINES = 0.3
_SHORT = 0.6
"""The share of short lines on a page with a table of words, and their length as a share of the longest line."""


def lines_and_tables(page: UprightPage) -> tuple[list[PageLine | RuledTable], bool]:
    """Return the lines and tables of a page in reading order, and whether it has a table."""
    grids = grids_of(page)
    if not grids and not _may_have_table(page.textpage.get_text_range()):
        return list(text_lines(page, page.indexes())), False
    chars = list(_chars(page))
    grids = _all_grids(grids, [char for _, char in chars])
    if not grids:
        return list(text_lines(page, page.indexes())), False
    return list(_with_tables(page, grids, chars)), True


def _may_have_table(text: str) -> bool:
    """Return whether a page may have a table without lines, by its words. Pages without a table are read faster."""
    words = text.split()
    if len(words) < _WORDS or sum(bool(_NUMBER.fullmatch(word[:30])) for word in words) >= _NUMBERS:
        return len(words) >= _WORDS
    if sum(map(is_wide, text)) > len(text) / 2:
        return len(text) < _WORD_LENGTH * len(words)
    lines = [line for line in text.splitlines() if line.strip()]
    longest = max(map(len, lines))
    short = sum(len(line) < _SHORT * longest and len(line.split()) > 2 for line in lines)
    return short >= _SHORT_LINES * len(lines)


def _all_grids(grids: Sequence[Grid], chars: Sequence[Char]) -> list[Grid]:
    """Return the grids of the tables on a page: those with ruling lines, divided into rows, and those without."""
    widths = [(char.right - char.left) / char.size for char in chars if char.text.isspace() and not _is_inserted(char)]
    space = median(widths) if widths else 0.0
    if grids:
        rows = text_rows(chars, space)
        grids = [with_rows(with_inner_columns(with_columns(grid, rows), rows), rows) for grid in grids]
        chars = [char for char in chars if _owner(grids, char) is None]
    return [*grids, *find_aligned_tables(text_rows(chars, space))]


def _owner(grids: Sequence[Grid], char: Char) -> int | None:
    """Return the index of the first grid that contains a character, or None."""
    x = (char.left + char.right) / 2
    return next((place for place, grid in enumerate(grids) if grid.cell_at(x, char.middle)), None)


def _with_tables(
    page: UprightPage, grids: Sequence[Grid], chars: Sequence[tuple[int, Char]]
) -> Iterator[PageLine | RuledTable]:
    """Yield the lines and tables of a page in reading order.

    `grids` are the grids of the tables. A table is yielded where its first character would be. A character belongs to
    the smallest table around it.
    """
    grids = sorted(grids, key=lambda grid: (grid.columns[-1] - grid.columns[0]) * (grid.rows[0] - grid.rows[-1]))
    inside: dict[int, list[Char]] = {place: [] for place in range(len(grids))}
    owners: list[tuple[int, int | None]] = []
    for index, char in chars:
        owner = _owner(grids, char)
        owners.append((index, owner))
        if owner is not None and char.text and not _is_inserted(char):
            inside[owner].append(char)
    shown: set[int] = set()
    run: list[int] = []
    for index, owner in owners:
        if owner is None:
            run.append(index)
        elif owner not in shown and any(char.text.strip() for char in inside[owner]):
            yield from text_lines(page, run)
            run = []
            shown.add(owner)
            yield table_of(grids[owner], inside[owner])
    yield from text_lines(page, run)


def _chars(page: UprightPage) -> Iterator[tuple[int, Char]]:
    """Yield the characters of a page with their indexes, in reading order."""
    is_spaced = False
    for index in page.indexes():
        char = _char(page, index, is_spaced)
        is_spaced = char.text.isspace()
        yield index, char


def _is_inserted(char: Char) -> bool:
    """Return whether a character is a space that PDFium inserted: see `Char.is_spaced`."""
    return char.text.isspace() and char.left >= char.right


def _char(page: UprightPage, index: int, is_spaced: bool) -> Char:
    left, bottom, right, top = page.box(index)
    code = page.code(index)
    text = "" if code in (10, 13) or 0xD800 <= code < 0xE000 else chr(code).translate(SHOWN)
    shown = unicodedata.normalize("NFC", text)
    middle, size = (bottom + top) / 2, max(top - bottom, 1.0)
    return Char(shown, left, right, middle, size, is_spaced, page.is_turned(index))
