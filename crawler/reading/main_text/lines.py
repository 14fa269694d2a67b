"""Lines of a layout → text: a block a line, a table's row one line with tabs between its cells."""

from collections.abc import Iterable

from crawler.reading.main_text.layout import PageLayout

_ROW_LENGTH = 400
"""The longest cell, in Chinese characters, that stands in a row; a longer one is a page laid out by a table."""


def text_of(layout: PageLayout, lines: Iterable[int] | None = None) -> str:
    """Return the text of some lines, by their indexes in ascending order, or of all."""
    rows = _rows(layout)
    written: list[str] = []
    row_before = cell_before = -1
    for at in range(len(layout.lines)) if lines is None else lines:
        row, cell = rows[layout.lines[at].block]
        if row < 0 or row != row_before:
            written.append(layout.lines[at].text)
        else:
            written[-1] += (" " if cell == cell_before else "\t") + layout.lines[at].text
        row_before = row
        cell_before = cell
    return "\n".join(written)


def _rows(layout: PageLayout) -> list[tuple[int, int]]:
    """Return the row and the cell that contain each block, or -1, -1."""
    blocks = layout.blocks
    broken = _layout_rows(layout)
    places: list[tuple[int, int]] = []
    for place, block in enumerate(blocks):
        row, cell = places[block.parent] if block.parent >= 0 else (-1, -1)
        if block.tag == "tr":
            row, cell = (-1, -1) if place in broken else (place, place)
        elif block.tag in ("td", "th") and row >= 0:
            cell = place
        places.append((row, cell))
    return places


def _layout_rows(layout: PageLayout) -> set[int]:
    """Return the rows that lay out a page.

    They have one cell with text, a row within, or a cell as long as an article.
    """
    blocks = layout.blocks
    filled: dict[int, int] = {}
    broken: set[int] = set()
    row_of: list[int] = []
    for place, block in enumerate(blocks):
        above = row_of[block.parent] if block.parent >= 0 else -1
        row_of.append(place if block.tag == "tr" else above)
        if block.tag == "tr":
            filled[place] = 0
            if above >= 0:
                broken.add(above)
        elif block.tag in ("td", "th") and above >= 0 and block.end > block.first:
            filled[above] += 1
            if _longer_than(layout, place, _ROW_LENGTH):
                broken.add(above)
    return broken | {row for row, cells in filled.items() if cells < 2}


def _longer_than(layout: PageLayout, place: int, limit: float) -> bool:
    length = 0.0
    block = layout.blocks[place]
    for at in range(block.first, min(block.end, len(layout.lines))):
        length += layout.lines[at].weight
        if length > limit:
            return True
    return False
