"""Conversion of table rows to lines of text, in the same form for all file formats."""

from collections.abc import Iterator, Sequence
from itertools import groupby

LONG_CELL = 400
"""The length in characters from which a cell is long.

A row with several long cells, or with a long cell of several paragraphs, is page layout and is split into cells.
"""


def row_lines(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines for a table row. Usually this is one line: the texts of the cells, separated by tabs.

    `cells` contains the lines of each cell. Lines with tabs are rows of a table in the cell, and paragraphs contain no
    tabs. Empty cells are omitted. If the row has only one cell or is page layout, each line of each cell is yielded
    separately. A table of several rows in a cell keeps its rows; the cells beside it are joined to lines.
    """
    for has_table, group in groupby(cells, _has_table):
        beside = list(group)
        yield from (line for cell in beside for line in cell) if has_table else _joined(beside)


def _has_table(cell: Sequence[str]) -> bool:
    return sum("\t" in line for line in cell) > 1


def _joined(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    texts = [" ".join(filter(None, (line.strip() for line in cell))) for cell in cells]
    long = [cell for cell, text in zip(cells, texts, strict=True) if len(text) > LONG_CELL]
    if len(texts) < 2 or len(long) > 1 or any(len(cell) > 1 for cell in long):
        yield from (line for cell in cells for line in cell)
    else:
        yield "\t".join(filter(None, (" ".join(text.split("\t")) for text in texts)))
