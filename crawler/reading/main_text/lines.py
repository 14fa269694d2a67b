"""Conversion of a layout's lines to text, with one line per block or table row and with tabs between cells."""

from collections.abc import Iterable

from crawler.reading.main_text.layout import PageLayout

_ROW_LENGTH = 400
"""The maximum length of a data cell in Chinese characters. A table row with a longer cell is page layout, not data."""


def text_of(layout: PageLayout, lines: Iterable[int] | None = None) -> str:
    """Return the text of the lines with the indexes in `lines`, or of all lines if `lines` is None.

    The indexes must be in ascending order.
    """
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
    """Return for each block the indexes of the table row and of the cell that contain it, or (-1, -1) if none does."""
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
    """Return the indexes of the table rows (blocks) that are used for page layout and not for data.

    Such a row has fewer than two cells with text, contains another row, or has a cell as long as an article.
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
