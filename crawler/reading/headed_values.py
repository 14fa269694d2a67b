"""Reading of tables in which a row of labels is above the row of their values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from crawler.reading.main_text.layout import PageLayout

_CELLS = frozenset(("td", "th"))
_GROUPS = frozenset(("thead", "tbody", "tfoot"))


@dataclass
class HeadedValues:
    """The values below a row of labels, by label, and the indexes of all lines in rows of labels (`heads`)."""

    values: dict[str, str] = field(default_factory=dict)
    heads: set[int] = field(default_factory=set)


def headed_values(layout: PageLayout, label_of: Callable[[str], str | None]) -> HeadedValues:
    """Return the values in tables with a row of labels above exactly one row of values.

    In a row of labels, at least two cells and all cells except one are labels according to `label_of`. If several rows
    of values follow, the table is a list of other documents, and its values are omitted.
    """
    found = HeadedValues()
    for places in _rows_by_table(layout):
        rows = [[layout.text(cell).replace("\n", " ") for cell in _cells(layout, place)] for place in places]
        labels = [[label_of(text) for text in row] for row in rows]
        for at, head in enumerate(labels):
            if sum(map(bool, head)) < max(2, len(head) - 1):
                continue
            row = layout.blocks[places[at]]
            found.heads.update(range(row.first, row.end))
            below = zip(rows[at + 1 : at + 3], labels[at + 1 : at + 3], strict=True)
            values = [texts for texts, names in below if len(texts) == len(head) and not any(names)]
            if len(values) == 1 and values[0] is rows[at + 1]:
                for label, value in zip(head, values[0], strict=True):
                    if label and value:
                        found.values.setdefault(label, value)
    return found


def _rows_by_table(layout: PageLayout) -> Iterable[list[int]]:
    """Return the indexes of the rows of each table."""
    by_table: dict[int, list[int]] = {}
    for place, block in enumerate(layout.blocks):
        if block.tag == "tr":
            table = block.parent
            if layout.blocks[table].tag in _GROUPS:
                table = layout.blocks[table].parent
            by_table.setdefault(table, []).append(place)
    return by_table.values()


def _cells(layout: PageLayout, row: int) -> list[int]:
    """Return the indexes of the cells of the row with index `row`."""
    inside = range(row + 1, layout.blocks[row].last)
    return [place for place in inside if layout.blocks[place].parent == row and layout.blocks[place].tag in _CELLS]
