"""Conversion of table rows to lines of text, in the same form for all file formats."""

from collections.abc import Iterator, Sequence

LONG_CELL = 400
"""The maximum length of a data cell in characters. A row with a longer cell is page layout and is split into cells."""


def row_lines(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines for a table row. Usually this is one line: the texts of the cells, separated by tabs.

    `cells` contains the lines of each cell. Empty cells are omitted. If the row has only one cell or a very long cell,
    each line of each cell is yielded separately.
    """
    texts = [" ".join(filter(None, (line.strip() for line in cell))) for cell in cells]
    if len(texts) < 2 or max(map(len, texts)) > LONG_CELL:
        yield from (line for cell in cells for line in cell)
    else:
        yield "\t".join(filter(None, (" ".join(text.split("\t")) for text in texts)))
