"""Recognition of the grids of tables on the pages of a PDF by ruling lines and filled boxes. Pure functions.

A PDF contains no table structure, only lines, boxes and characters. Lines that touch each other form a table, and the
rectangles between them are its cells. A cell that spans several rows or columns belongs to the first of them.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

NEAR = 3.0
"""The distance in points within which two lines are the same line, or touch each other."""
_SHORTEST = 6.0
_SIDES_LIMIT = 200
"""The maximum number of different line positions in each direction. Drawings have more."""


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
        if not (self.columns[0] <= x < self.columns[-1] and self.rows[-1] < y <= self.rows[0]):
            return None
        column = bisect_right(self.columns, x) - 1
        row = bisect_right(self.rows, -y, key=lambda edge: -edge) - 1
        return self.places.get((row, column))


def find_page_grids(horizontal: Sequence[Ruling], vertical: Sequence[Ruling], boxes: Sequence[Box]) -> list[Grid]:
    """Return the grids of the tables on a page whose cells are bounded by lines or by the edges of filled boxes.

    Boxes inside a table with lines are shading, except for those from line to line, which are cells, and for stripes,
    which are rows. Other boxes are cells if lines separate columns in them, or if they cover the whole table.
    Otherwise, they highlight words or are a decoration.
    """
    ruled = find_grids(horizontal, vertical)
    cells = [box for box in boxes if not any(_is_shading(box, grid) for grid in ruled)]
    if not cells:
        return ruled
    rows = [Ruling(at, box.left, box.right) for box in cells for at in (box.bottom, box.top)]
    columns = [Ruling(at, box.bottom, box.top) for box in cells for at in (box.left, box.right)]
    found = [
        grid
        for grid in find_grids([*horizontal, *rows], [*vertical, *columns])
        if any(_separates_columns(line, grid) for line in vertical) or _is_covered(grid, cells)
    ]
    # Boxes beside a table may make an irregular shape of it.
    found += [grid for grid in ruled if not any(_overlap(grid, other) for other in found)]
    return sorted(found, key=lambda grid: -grid.rows[0])


def _is_shading(box: Box, grid: Grid) -> bool:
    """Return whether a box is inside a table, but is neither a cell nor a stripe across columns from edge to edge."""
    left, right = grid.columns[0], grid.columns[-1]
    bottom, top = grid.rows[-1], grid.rows[0]
    if box.left < left - NEAR or box.right > right + NEAR or box.bottom < bottom - NEAR or box.top > top + NEAR:
        return False
    if all(_is_near(at, grid.columns) for at in (box.left, box.right)):
        crossed = {grid.cell_at(x, (box.bottom + box.top) / 2) for x in map(_middle, pairwise(grid.columns))}
        is_stripe = box.left <= left + NEAR and box.right >= right - NEAR and len(crossed) > 1
        return not is_stripe and not all(_is_near(at, grid.rows) for at in (box.bottom, box.top))
    return True


def _overlap(grid: Grid, other: Grid) -> bool:
    is_beside = grid.columns[-1] <= other.columns[0] or other.columns[-1] <= grid.columns[0]
    return not is_beside and grid.rows[0] > other.rows[-1] and other.rows[0] > grid.rows[-1]


def _is_near(at: float, positions: Iterable[float]) -> bool:
    return any(abs(position - at) <= NEAR for position in positions)


def _separates_columns(line: Ruling, grid: Grid) -> bool:
    """Return whether a vertical line is between the columns of a grid."""
    is_beside = grid.columns[0] + 2 * NEAR < line.at < grid.columns[-1] - 2 * NEAR
    return is_beside and grid.rows[-1] - NEAR <= line.start and line.end <= grid.rows[0] + NEAR


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
    for ruling in sorted(rulings, key=lambda line: (round(line.at / NEAR), line.start)):
        for place in range(len(merged) - 1, max(-1, len(merged) - 12), -1):
            last = merged[place]
            if abs(last.at - ruling.at) <= NEAR and ruling.start <= last.end + NEAR and last.start <= ruling.end + NEAR:
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
    return row.start - NEAR <= column.at <= row.end + NEAR and column.start - NEAR <= row.at <= column.end + NEAR


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
        if not found or value - found[-1] > 2 * NEAR:
            found.append(value)
    return found


def _separates(rulings: Sequence[Ruling], at: float, middle: float) -> bool:
    return any(abs(line.at - at) <= 2 * NEAR and line.start <= middle <= line.end for line in rulings)
