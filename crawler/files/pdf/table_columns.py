"""Division of a PDF table with lines into columns that no lines separate. Pure functions.

Vertical lines often end below the header of a table, so that its rows are stripes, or separate only its first column.
"""

from collections.abc import Iterator, Mapping, Sequence

from crawler.files.pdf.aligned_tables import aligned_lines
from crawler.files.pdf.grids import Grid
from crawler.files.pdf.text_rows import TextPiece, TextRow, column_of

_MOST_LINES = 0.7
"""The share of the lines in a part of a table from which their own columns are those of the part."""
_FEWEST = 3
"""The minimum number of lines with several cells in the rows that are divided."""
_SLACK = 0.25
"""The share of the character height by which a word may cross the edge of its column."""

_Place = tuple[int, int]


def with_columns(grid: Grid, rows: Sequence[TextRow]) -> Grid:
    """Return a grid whose rows across columns are divided into the columns in which their words are.

    `rows` are the lines of text on the page. Neighbouring rows across the same columns are divided if most of their
    lines have words in several columns and none across the edges of columns. Other merged cells stay merged.
    """
    places = dict(grid.places)
    runs = [run for run in _runs(grid) if run]
    inside = _lines(grid, rows) if runs else {}
    for run in runs:
        lines = [(cell, line) for cell in run for line in inside.get(cell, ())]
        divided = [cell for cell, line in lines if _is_divided(line, grid.columns)]
        if len(divided) < max(_FEWEST, len(lines) / 2):
            continue
        whole = {cell for cell, line in lines if _crosses(line, grid.columns)}
        for place, cell in grid.places.items():
            if cell in run and cell not in whole:
                places[place] = (cell[0], place[1])
    return Grid(grid.columns, grid.rows, places) if places != grid.places else grid


def with_inner_columns(grid: Grid, rows: Sequence[TextRow]) -> Grid:
    """Return a grid whose columns are divided further where their lines of text form a table without lines.

    `rows` are the lines of text on the page. Cells with words across the new columns stay merged.
    """
    for column in range(len(grid.columns) - 2, -1, -1):
        inside = _lines(grid, rows)
        lines = _column_lines(inside, column)
        blocks = list(aligned_lines(lines)) if max(map(len, lines), default=0) > 1 else []
        if len(blocks) == 1 and len(blocks[0].rows) >= _MOST_LINES * len(lines):
            grid = _divided(grid, column, [sum(gap) / 2 for gap in blocks[0].gaps], inside)
    return grid


def _column_lines(inside: Mapping[_Place, Sequence[TextRow]], column: int) -> list[TextRow]:
    """Return the lines of text in the cells of a column, from top to bottom."""
    lines = [line for place, lines in inside.items() if place[1] == column for line in lines]
    return sorted(lines, key=lambda line: -line[0].middle)


def _divided(grid: Grid, column: int, edges: Sequence[float], inside: Mapping[_Place, Sequence[TextRow]]) -> Grid:
    """Return a grid with a column that is divided at the positions `edges`.

    `inside` are the lines of text in its cells. Cells across several columns and cells with words across the edges are
    merged.
    """
    more = len(edges)
    whole = {cell for place, cell in grid.places.items() if place[1] != cell[1]}
    whole |= {cell for cell, lines in inside.items() if any(_crosses(line, edges) for line in lines)}
    places = {}
    for (row, at), cell in grid.places.items():
        first = (cell[0], cell[1] + (more if cell[1] > column else 0))
        if at != column:
            places[row, at + (more if at > column else 0)] = first
            continue
        for new in range(column, column + more + 1):
            places[row, new] = first if cell in whole else (cell[0], new)
    columns = (*grid.columns[: column + 1], *edges, *grid.columns[column + 1 :])
    return Grid(columns, grid.rows, places)


def _runs(grid: Grid) -> Iterator[set[_Place]]:
    """Yield the cells across the same columns in neighbouring rows."""
    spans: dict[_Place, int] = {}
    for (_, column), cell in grid.places.items():
        spans[cell] = max(spans.get(cell, 0), column)
    run: set[_Place] = set()
    before: _Place | None = None
    for cell in sorted((cell for cell, last in spans.items() if last > cell[1]), key=lambda cell: (cell[1], cell[0])):
        above = grid.places.get((cell[0] - 1, cell[1]))
        if before is None or above != before or spans[before] != spans[cell]:
            yield run
            run = set()
        run.add(cell)
        before = cell
    yield run


def _lines(grid: Grid, rows: Sequence[TextRow]) -> dict[_Place, list[TextRow]]:
    """Return the lines of text in each cell."""
    inside: dict[_Place, list[TextRow]] = {}
    for row in rows:
        line: dict[_Place, list[TextPiece]] = {}
        for piece in row:
            if cell := grid.cell_at((piece.left + piece.right) / 2, piece.middle):
                line.setdefault(cell, []).append(piece)
        for cell, pieces in line.items():
            inside.setdefault(cell, []).append(tuple(pieces))
    return inside


def _is_divided(line: TextRow, columns: Sequence[float]) -> bool:
    gaps = [(edge, edge) for edge in columns[1:-1]]
    return len({column_of(piece, gaps) for piece in line}) > 1 and not _crosses(line, columns)


def _crosses(line: TextRow, columns: Sequence[float]) -> bool:
    return any(
        piece.left + _SLACK * piece.size < edge < piece.right - _SLACK * piece.size
        for piece in line
        for edge in columns
    )
