"""Recognition of tables on the pages of a PDF by their ruling lines. Pure functions.

A PDF contains no table structure, only lines and characters. Lines that touch each other form a table, and the
rectangles between them are its cells. A cell that spans several rows or columns belongs to the first of them.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from crawler.files.paragraphs import join_lines

_NEAR = 3.0
"""The distance in points within which two lines are the same line, or touch each other."""
_SHORTEST = 6.0
_SIDES_LIMIT = 200
"""The maximum number of different line positions in each direction. Drawings have more."""
_GAP = 1.5
"""Two words in a line of a cell are separated by a space if their distance exceeds this times the character size."""
_DOUBLE = 0.12
"""Two equal characters are read as one, drawn twice to look bold, if their distance is below this times their size."""
_NUMBER_LENGTH = 4


@dataclass(frozen=True)
class Ruling:
    """A horizontal or vertical line, in points.

    `at` is the y position of a horizontal line or the x position of a vertical one; `start` and `end` are its ends.
    """

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Box:
    """A filled box on a page: its edges, in points."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Char:
    """A character: its text, left and right edges, vertical centre (y axis upwards) and size, in points.

    `is_spaced` means that PDFium found a space before the character.
    """

    text: str
    left: float
    right: float
    middle: float
    size: float
    is_spaced: bool = False


@dataclass(frozen=True)
class Grid:
    """The ruling lines of a table, which determine its cells.

    `columns` are the x positions of the vertical lines, from left to right. `rows` are the y positions of the
    horizontal lines, from top to bottom. A position in the grid is a pair (row, column). A merged cell covers several
    positions; `places` maps each of them to the cell's first position.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    places: dict[tuple[int, int], tuple[int, int]]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the position (row, column) of the cell that contains a point, or None outside the table."""
        column = sum(edge <= x for edge in self.columns) - 1
        row = sum(edge >= y for edge in self.rows) - 1
        return self.places.get((row, column))


@dataclass(frozen=True)
class RuledTable:
    """The rows of a table, each with the texts of its cells. A position covered by a merged cell has an empty text."""

    columns: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    left: float
    right: float
    top: float


def find_page_grids(horizontal: Sequence[Ruling], vertical: Sequence[Ruling], boxes: Sequence[Box]) -> list[Grid]:
    """Return the grids of the tables on a page whose cells are bounded by lines or by the edges of filled boxes.

    Boxes inside a table with lines are shading. Other boxes are cells if lines separate columns in them, or if they
    cover the whole table. Otherwise, they highlight words or are a decoration.
    """
    ruled = find_grids(horizontal, vertical)
    cells = [box for box in boxes if not any(_contains(grid, box) for grid in ruled)]
    if not cells:
        return ruled
    rows = [Ruling(at, box.left, box.right) for box in cells for at in (box.bottom, box.top)]
    columns = [Ruling(at, box.bottom, box.top) for box in cells for at in (box.left, box.right)]
    return [
        grid
        for grid in find_grids([*horizontal, *rows], [*vertical, *columns])
        if any(_separates_columns(line, grid) for line in vertical) or _is_covered(grid, cells)
    ]


def _contains(grid: Grid, box: Box) -> bool:
    return (
        grid.columns[0] - _NEAR <= box.left
        and box.right <= grid.columns[-1] + _NEAR
        and grid.rows[-1] - _NEAR <= box.bottom
        and box.top <= grid.rows[0] + _NEAR
    )


def _separates_columns(line: Ruling, grid: Grid) -> bool:
    """Return whether a vertical line is between the columns of a grid."""
    is_beside = grid.columns[0] + 2 * _NEAR < line.at < grid.columns[-1] - 2 * _NEAR
    return is_beside and grid.rows[-1] - _NEAR <= line.start and line.end <= grid.rows[0] + _NEAR


def _is_covered(grid: Grid, boxes: Sequence[Box]) -> bool:
    """Return whether each cell of a grid with several rows is a filled box."""
    return len(grid.rows) > 2 and all(
        any(box.left <= x <= box.right and box.bottom <= y <= box.top for box in boxes)
        for x in map(_middle, pairwise(grid.columns))
        for y in map(_middle, pairwise(grid.rows))
    )


def _middle(pair: tuple[float, float]) -> float:
    return (pair[0] + pair[1]) / 2


def find_grids(horizontal: Iterable[Ruling], vertical: Iterable[Ruling]) -> list[Grid]:
    """Return the grids of the tables on a page, from top to bottom. Tables with only one column are omitted."""
    rows = _merged(horizontal)
    columns = _merged(vertical)
    grids = (_grid(*group) for group in _connected(rows, columns))
    return sorted((grid for grid in grids if grid and _is_table(grid)), key=lambda grid: -grid.rows[0])


def _is_table(grid: Grid) -> bool:
    """Return whether a grid is a table, and not a drawing or a decoration of the page.

    In a table, at least two cells are side by side, and every cell is a rectangle.
    """
    areas: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for place, cell in grid.places.items():
        areas[cell].append(place)
    for area in areas.values():
        rows = [row for row, _ in area]
        columns = [column for _, column in area]
        if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) != len(area):
            return False
    return len(grid.columns) > 2 and len({column for _, column in areas}) > 1


def _merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Join ruling lines that overlap or touch each other, and return the resulting lines. Very short lines are omitted.

    For example, the two long edges of a thin rectangle become one line.
    """
    merged: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda line: (round(line.at / _NEAR), line.start)):
        for place in range(len(merged) - 1, max(-1, len(merged) - 12), -1):
            last = merged[place]
            if (
                abs(last.at - ruling.at) <= _NEAR
                and ruling.start <= last.end + _NEAR
                and last.start <= ruling.end + _NEAR
            ):
                merged[place] = Ruling(last.at, min(last.start, ruling.start), max(last.end, ruling.end))
                break
        else:
            merged.append(ruling)
    return [ruling for ruling in merged if ruling.end - ruling.start >= _SHORTEST]


def _connected(rows: Sequence[Ruling], columns: Sequence[Ruling]) -> Iterator[tuple[list[Ruling], list[Ruling]]]:
    """Yield each group of ruling lines that touch each other, as a pair of its horizontal and its vertical lines.

    `rows` are all horizontal lines on the page, and `columns` are all vertical lines.
    """
    if len(rows) > 4 * _SIDES_LIMIT or len(columns) > 4 * _SIDES_LIMIT:
        return
    waiting = set(range(len(rows)))
    while waiting:
        group_rows = {waiting.pop()}
        group_columns: set[int] = set()
        fresh = list(group_rows)
        while fresh:
            row = rows[fresh.pop()]
            for number, column in enumerate(columns):
                if number not in group_columns and _touch(row, column):
                    group_columns.add(number)
                    more = {other for other in waiting if _touch(rows[other], column)}
                    waiting -= more
                    group_rows |= more
                    fresh += more
        yield [rows[number] for number in sorted(group_rows)], [columns[number] for number in sorted(group_columns)]


def _touch(row: Ruling, column: Ruling) -> bool:
    return row.start - _NEAR <= column.at <= row.end + _NEAR and column.start - _NEAR <= row.at <= column.end + _NEAR


def _grid(rows: Sequence[Ruling], columns: Sequence[Ruling]) -> Grid | None:
    """Return the grid that a group of touching lines forms, or None if it is no table.

    `rows` are the horizontal lines of the group, and `columns` are its vertical lines.
    """
    if not columns:
        return None
    # Tables are often open at the sides. Their outer edges are the ends of the horizontal lines.
    edges = (min(row.start for row in rows), max(row.end for row in rows))
    xs = _positions([*(column.at for column in columns), *edges])
    # A row that is broken at the end of a page is open at that side.
    ends = (min(column.start for column in columns), max(column.end for column in columns))
    ys = _positions([*(row.at for row in rows), *ends])[::-1]
    if not (2 < len(xs) <= _SIDES_LIMIT and 1 < len(ys) <= _SIDES_LIMIT):
        return None
    places: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(len(xs) - 1):
            centre = (xs[column] + xs[column + 1]) / 2
            if row and not _separates(rows, ys[row], centre):
                places[row, column] = places[row - 1, column]
            elif column and not _separates(columns, xs[column], middle):
                places[row, column] = places[row, column - 1]
            else:
                places[row, column] = (row, column)
    return Grid(tuple(xs), tuple(ys), places)


def _positions(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 2 * _NEAR:
            found.append(value)
    return found


def _separates(rulings: Sequence[Ruling], at: float, middle: float) -> bool:
    return any(abs(line.at - at) <= 2 * _NEAR and line.start <= middle <= line.end for line in rulings)


def table_of(grid: Grid, chars: Iterable[Char]) -> RuledTable:
    """Return the table that results from putting each character on a page into the cell of `grid` that contains it."""
    cells: dict[tuple[int, int], list[Char]] = defaultdict(list)
    for char in chars:
        place = grid.cell_at((char.left + char.right) / 2, char.middle)
        if place is not None:
            cells[place].append(char)
    rows = tuple(
        tuple(_text(cells.get((row, column), [])) for column in range(len(grid.columns) - 1))
        for row in range(len(grid.rows) - 1)
    )
    return RuledTable(grid.columns, rows, grid.columns[0], grid.columns[-1], grid.rows[0])


def _text(chars: list[Char]) -> str:
    """Return the text of a cell. Lines that were wrapped at the edge of the cell are joined."""
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


def _is_beside(char: Char, other: Char) -> bool:
    """Return whether two characters are on the same line. One of them may be smaller and raised, as in m²."""
    return abs(other.middle - char.middle) < 0.5 * max(char.size, other.size)


def _line(chars: Sequence[Char]) -> str:
    text = chars[0].text
    for before, char in pairwise(chars):
        if char.text == before.text and char.left - before.left < _DOUBLE * char.size:
            continue
        # Chinese characters are often spaced out over the width of a cell.
        is_word = char.is_spaced and not _is_wide(before.text) and not _is_wide(char.text)
        text += (" " if is_word or char.left - before.right > _GAP * char.size else "") + char.text
    return " ".join(text.split())


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char[:1] or " ") in "WF"


def join_continued_table(before: RuledTable, table: RuledTable) -> tuple[RuledTable, RuledTable] | None:
    """Return a table that continues on the next page as two parts that fit together.

    `before` is the part on the first page, and `table` is the part on the second page. If `table` repeats the header,
    the header is removed. If the page break splits a row, the row's second half is moved to `before`. Return None if
    the columns of the two differ, so that they are separate tables.
    """
    if len(before.columns) != len(table.columns):
        return None
    if any(abs(first - second) > 2 * _NEAR for first, second in zip(before.columns, table.columns, strict=True)):
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
