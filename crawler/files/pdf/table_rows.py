"""Division of the lines of text in a PDF table into rows, where no horizontal lines separate them. Pure functions."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from crawler.files.pdf.grids import Grid
from crawler.files.pdf.text_rows import TableLines, TextPiece, TextRow

_FEWEST = 3
"""The minimum number of lines with several cells in a table."""
_OVERLAP = 0.8
"""Lines that are less than this share of the character height apart overlap, so that they are in the same row."""
_WIDER = 1.3
"""The space between rows exceeds the space between the lines in a cell by this factor."""
_ROOM = 1.5
"""A line was not wrapped if its end is more than this number of character heights before the edge of its cell."""
_NUMBER = re.compile(r"[^\w。，、；]{0,4}\d[\d\W]{0,30}[a-zA-Z%％‰]{0,3}\W{0,3}")
_MISSING = re.compile(r"[-–—−.…*＊·/×()（）]{1,8}|n/?a", re.IGNORECASE)

_Line = dict[int, list[TextPiece]]
"""The pieces of a line by column."""


def is_numeric(texts: Sequence[str]) -> bool:
    """Return whether most texts of a column are numbers or signs for missing ones."""
    numbers = sum(bool(_NUMBER.fullmatch(text)) for text in texts)
    missing = sum(bool(_MISSING.fullmatch(text)) for text in texts)
    return numbers > 0 and numbers + missing >= 0.6 * len(texts)


def column_texts(lines: Sequence[_Line], column: int) -> list[str]:
    """Return the texts in a column, one for each line that has any."""
    return ["".join(piece.text for piece in line[column]) for line in lines if column in line]


def row_edges(block: TableLines) -> list[float]:
    """Return the positions of the edges between the rows of a table without horizontal lines, from top to bottom."""
    groups = list(_groups(block))
    return [(before[-1][0].middle + after[0][0].middle) / 2 for before, after in pairwise(groups)]


def _groups(block: TableLines) -> Iterator[list[TextRow]]:
    """Yield the lines of each row."""
    lines = block.cells()
    numeric = {column for column in range(len(block.gaps) + 1) if is_numeric(column_texts(lines, column))}
    rows = block.rows
    steps = [(before[0].middle - after[0].middle) for before, after in pairwise(rows)]
    apart = [step for step, row in zip(steps, rows, strict=False) if step >= _OVERLAP * row[0].size]
    narrow = min(apart, default=0.0)
    start = 0
    for at in range(1, len(rows) + 1):
        if at < len(rows) and steps[at - 1] < _WIDER * narrow:
            continue
        yield from _divided(rows[start:at], lines[start:at], steps[start : at - 1], numeric)
        start = at


def _divided(
    rows: Sequence[TextRow], lines: Sequence[_Line], steps: Sequence[float], numeric: set[int]
) -> Iterator[list[TextRow]]:
    """Yield the rows that consist of lines without wide spaces between them.

    They are a single row if each column of numbers has at most one number in them.
    """
    is_single = len(rows) > 1 and all(sum(column in line for line in lines) <= 1 for column in numeric)
    if is_single and any(column in line for line in lines for column in numeric - {0}):
        yield list(rows)
        return
    row = [rows[0]]
    for before, after, line, step in zip(lines, rows[1:], lines[1:], steps, strict=False):
        if step < _OVERLAP * after[0].size or _continues(line, before, numeric):
            row.append(after)
        else:
            yield row
            row = [after]
    yield row


def _continues(line: _Line, before: _Line, numeric: set[int]) -> bool:
    """Return whether a line contains only the second halves of texts in the line before it."""
    if 0 in line:
        return len(line) == 1 and 0 in before and line[0][0].text[:1].islower()
    return bool(line) and not numeric & line.keys() and line.keys() <= before.keys()


def with_rows(grid: Grid, rows: Sequence[TextRow]) -> Grid:
    """Return a grid whose cells with lines are divided into rows, where each of them contains a whole column.

    `rows` are the lines of text on the page.
    """
    edges = {number: _band_edges(grid, number, rows) for number in range(len(grid.rows) - 1)}
    if not any(edges.values()):
        return grid
    starts: list[int] = []
    new_rows: list[float] = []
    for number, top in enumerate(grid.rows):
        starts.append(len(new_rows))
        new_rows += [top, *edges.get(number, ())]
    tall = {cell for place, cell in grid.places.items() if place[0] != cell[0]}
    places = {}
    for (row, column), cell in grid.places.items():
        for new in range(starts[row], starts[row + 1]):
            own = cell[0] == row and cell not in tall
            places[new, column] = (new if own else starts[cell[0]], cell[1])
    return Grid(grid.columns, tuple(new_rows), places)


def _band_edges(grid: Grid, number: int, rows: Sequence[TextRow]) -> list[float]:
    """Return the edges between the rows that a row between two lines contains."""
    top, bottom = grid.rows[number : number + 2]
    inside = [
        tuple(piece for piece in row if grid.columns[0] <= piece.left and piece.right <= grid.columns[-1])
        for row in rows
        if bottom < row[0].middle < top
    ]
    block = TableLines(tuple(row for row in inside if row), tuple((edge, edge) for edge in grid.columns[1:-1]))
    lines = block.cells()
    if sum(len(line) > 1 for line in lines) < max(_FEWEST, len(grid.rows) - 1):
        return []
    tall = [column for column in range(len(grid.columns) - 1) if sum(column in line for line in lines) >= _FEWEST]
    whole = [column for column in tall if _is_unwrapped(column_texts(lines, column), lines, column, grid.columns)]
    numeric = [column for column in tall if is_numeric(column_texts(lines, column))]
    is_divided = len(tall) > 1 and (len(whole) == len(tall) or len(numeric) >= max(1, len(tall) - 1))
    return row_edges(block) if is_divided else []


def _is_unwrapped(texts: Sequence[str], lines: Sequence[_Line], column: int, edges: Sequence[float]) -> bool:
    """Return whether the lines in a column are too short to be parts of a longer text."""
    ends = [line[column][-1] for line in lines if column in line]
    short = sum(edges[column + 1] - piece.right > _ROOM * piece.size for piece in ends)
    return is_numeric(texts) or short >= 0.7 * len(ends)
