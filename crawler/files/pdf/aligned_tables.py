"""Recognition of tables without lines on the pages of a PDF, by the gaps between their columns. Pure functions.

In such a table, at least three lines of text leave the same gaps free. Columns of prose, lists and tables of contents
are no tables.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from crawler.files.pdf.grids import Grid
from crawler.files.pdf.table_rows import column_texts, is_numeric, row_edges
from crawler.files.pdf.text_rows import Gap, TableLines, TextPiece, TextRow, column_of, length, prose_columns

_FAR = 3.2
"""Lines of a table are at most this many character heights apart."""
_NARROWEST = 0.3
"""Columns are at least this share of the character height apart."""
_FEWEST = 3
"""The minimum number of lines with several cells in a table."""
_ROWS_LIMIT = 400
"""The maximum number of lines of a page that is searched. Drawings have more."""
_TRIES = 400
"""The maximum number of lines of a page from which a search begins."""
_MISFITS = 2
"""The maximum number of lines across columns in succession within a table, such as a heading of a group of rows."""
_CROSSED = 0.34
"""A line does not belong to a table if it crosses more than this share of the gaps."""
_LONG_CELL = 40
"""The length in half-width characters from which the text of a cell is prose."""
_MARKER = re.compile(r"[(（]?[\d一二三四五六七八九十a-zA-Z]{1,3}[.)、．:：）]?|\W{1,2}")
_FILLED = 0.8
"""The share of the width that the words of a table fill at most."""
_FEWEST_CELLS = 0.5
"""The share of the cells of a table that have text, among lines with several cells."""
_FEWEST_WORDS = 0.7
"""The same share in a table without numbers."""
_FULL_LINES = 0.3
"""The share of the lines of a table that have several cells."""
_PART = re.compile(r"[，。；、]|[,;]\s|[,;:-]$")
"""Matches a mark within a sentence."""
_PROSE = 0.25
_ALIGNED = 0.75
"""The share of the columns of a table whose cells are aligned."""
_SAME_EDGE = 0.35
"""Cells are aligned if their edges or centres differ by at most this share of the character height."""
_SAME_SHARE = 0.6
"""The share of the cells of a column that are aligned in it."""
_WIDE = 1.0
"""The distance of cells in a table of words, in character heights."""
_LEADERS = re.compile(r"(?:[.·…．]\s?){4}")


def find_aligned_tables(rows: Sequence[TextRow]) -> list[Grid]:
    """Return the grids of the tables that the lines of a page form by the alignment of their words."""
    if len(rows) > _ROWS_LIMIT:
        return []
    return [grid_of(block) for part in prose_columns(rows) for block in aligned_lines(part)]


def aligned_lines(rows: Sequence[TextRow]) -> Iterator[TableLines]:
    """Yield the tables among lines. The search begins at the lines with the most pieces."""
    parts = [rows]
    for _ in range(_TRIES):
        if not parts:
            return
        part = parts.pop()
        seed = max(range(len(part)), key=lambda at: (len(part[at]), -at), default=0)
        if len(part) < _FEWEST or len(part[seed]) < 2:
            continue
        first, last, gaps = _extent(part, seed)
        block = _without_prose(TableLines(tuple(part[first : last + 1]), tuple(gaps)))
        if block.gaps and is_table(block):
            yield block
        else:
            first = last = seed
        parts += [part[:first], part[last + 1 :]]


def _without_prose(block: TableLines) -> TableLines:
    """Return a table without its last column if that is a column of prose beside the table."""
    count = len(block.gaps)
    if count < 2 or not _is_prose(column_texts(block.cells(), count)):
        return block
    rows = (tuple(piece for piece in row if column_of(piece, block.gaps) < count) for row in block.rows)
    return TableLines(tuple(row for row in rows if row), block.gaps[:-1])


def _extent(rows: Sequence[TextRow], seed: int) -> tuple[int, int, list[Gap]]:
    """Return the first and the last line of the table around a line, and the gaps between its columns."""
    gaps = _gaps(rows[seed])
    votes = [[1, 1, 0] for _ in gaps]
    ends = []
    for step in (1, -1):
        at = end = seed
        misfits = 0
        while 0 <= at + step < len(rows) and _are_near(rows[at], rows[at + step]):
            at += step
            crossed = _take(rows[at], gaps, votes)
            if crossed > _CROSSED * len(gaps):
                misfits += 1
                if misfits > _MISFITS or not _is_heading(rows[at]):
                    break
            else:
                misfits = 0
                end = at
        ends.append(end)
    kept = [gap for gap, vote in zip(gaps, votes, strict=True) if _is_column_gap(*vote)]
    return ends[1], ends[0], kept


def _is_column_gap(before: int, after: int, crossing: int) -> bool:
    """Return whether enough lines have text before and after a gap, and few lines cross it."""
    return min(before, after) > 1 and crossing <= _CROSSED * min(before, after)


def _are_near(row: TextRow, other: TextRow) -> bool:
    return abs(row[0].middle - other[0].middle) <= _FAR * max(row[0].size, other[0].size)


def _is_heading(row: TextRow) -> bool:
    """Return whether a line across columns is short enough for the heading of columns or of the rows below it."""
    return sum(piece.length for piece in row) < 2 * _LONG_CELL


def _gaps(row: TextRow) -> list[Gap]:
    return [(before.right, after.left) for before, after in pairwise(row)]


def _take(row: TextRow, gaps: list[Gap], votes: list[list[int]]) -> int:
    """Narrow the gaps to what a line leaves free, count the lines for and against each, and return the number crossed.

    A gap that would become too narrow is crossed, and stays as it was.
    """
    crossed = 0
    narrowed = list(gaps)
    against = []
    for number, (left, right) in enumerate(gaps):
        before = [piece for piece in row if piece.left < right and piece.right <= right - _NARROWEST * piece.size]
        inside = [piece for piece in row if piece.left < right and piece.right > left]
        new = _narrowed((left, right), inside)
        if new is None:
            crossed += 1
            against.append(number)
        else:
            narrowed[number] = new
            votes[number][0] += bool(before)
            votes[number][1] += row[-1].right > right
    if crossed <= _CROSSED * len(gaps):
        gaps[:] = narrowed
        for number in against:
            votes[number][2] += 1
    return crossed


def _narrowed(gap: Gap, pieces: Sequence[TextPiece]) -> Gap | None:
    """Return the widest part of a gap that pieces leave free, or None if it is too narrow."""
    if not pieces:
        return gap
    left, right = gap
    edges = [left, *(edge for piece in pieces for edge in (piece.left, piece.right)), right]
    start, end = max(zip(edges[::2], edges[1::2], strict=True), key=lambda part: part[1] - part[0])
    return (start, end) if end - start >= _NARROWEST * max(piece.size for piece in pieces) else None


def is_table(block: TableLines) -> bool:
    """Return whether lines with the same gaps are a table, and not prose, formulas, a list or a table of contents."""
    lines = block.cells()
    full = [line for line in lines if len(line) > 1]
    if len(full) < max(_FEWEST, _FULL_LINES * len(lines)) or _is_filled(block):
        return False
    texts = {at: column for at in range(len(block.gaps) + 1) if (column := column_texts(full, at))}
    first, *others = texts
    numeric = [at for at in others if len(texts[at]) >= _FEWEST and is_numeric(texts[at])]
    filled = sum(map(len, full)) / (len(full) * len(texts))
    aligned = [at for at in texts if _is_aligned([line[at] for line in full if at in line])]
    if filled < _FEWEST_CELLS or len(aligned) < _ALIGNED * len(texts) or any(_is_prose(texts[at]) for at in others):
        return False
    if len(texts) < 3:
        is_list = _is_list(texts[first]) or any(map(_LEADERS.search, texts[first]))
        return bool(numeric) and not is_list and len(aligned) == 2 and _are_wide(full)
    if len(numeric) >= 0.5 * len(others):
        return True
    is_regular = len(aligned) == len(texts) and filled >= _FEWEST_WORDS and len(full) > _FEWEST
    return is_regular and _are_wide(full) and not any(map(_is_prose, texts.values()))


def _is_prose(texts: Sequence[str]) -> bool:
    """Return whether many texts of a column are too long for cells, or parts of sentences."""
    parts = sum(bool(_PART.search(text)) or length(text) > _LONG_CELL for text in texts)
    return parts > _PROSE * len(texts)


def _is_aligned(cells: Sequence[Sequence[TextPiece]]) -> bool:
    """Return whether most cells of a column have the same left edge, right edge or centre."""
    near = _SAME_EDGE * median(cell[0].size for cell in cells)
    edges = [(cell[0].left, cell[-1].right, (cell[0].left + cell[-1].right) / 2) for cell in cells]
    most = max(sum(abs(edge - median(side)) <= near for edge in side) for side in zip(*edges, strict=True))
    return bool(most >= _SAME_SHARE * len(cells))


def _are_wide(lines: Sequence[dict[int, list[TextPiece]]]) -> bool:
    """Return whether most cells of a table are far from the cells beside them."""
    gaps = []
    for line in lines:
        cells = [line[at] for at in sorted(line)]
        gaps += [(after[0].left - before[-1].right) / after[0].size for before, after in pairwise(cells)]
    return bool(median(gaps) >= _WIDE)


def _is_filled(block: TableLines) -> bool:
    """Return whether words fill most of the width, as in justified prose."""
    left = min(row[0].left for row in block.rows)
    right = max(row[-1].right for row in block.rows)
    return median(sum(piece.right - piece.left for piece in row) for row in block.rows) > _FILLED * (right - left)


def _is_list(column: Sequence[str]) -> bool:
    return sum(bool(_MARKER.fullmatch(text)) for text in column) >= 0.8 * len(column)


def grid_of(block: TableLines) -> Grid:
    """Return the grid whose cells contain the words of a table. A word across columns is a merged cell."""
    left = min(row[0].left for row in block.rows) - 1
    right = max(row[-1].right for row in block.rows) + 1
    columns = (left, *((gap[0] + gap[1]) / 2 for gap in block.gaps), right)
    first, last = block.rows[0][0], block.rows[-1][0]
    rows = (first.middle + 0.7 * first.size, *row_edges(block), last.middle - 0.7 * last.size)
    places = {(row, column): (row, column) for row in range(len(rows) - 1) for column in range(len(columns) - 1)}
    for line in block.rows:
        number = sum(edge > line[0].middle for edge in rows) - 1
        for piece in line:
            start = column_of(piece, block.gaps)
            covered = sum(gap[1] <= piece.right for gap in block.gaps[start:])
            for column in range(start + 1, start + 1 + covered):
                places[number, column] = places[number, start]
    return Grid(columns, rows, places)
