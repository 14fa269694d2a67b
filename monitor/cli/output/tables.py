"""Lists as text tables. A table fits the width of the terminal. If no width is known, each row is a single line."""

import os
import shutil
from collections.abc import Sequence

from monitor.cli.localized import cells, pad, wrapped
from monitor.cli.output.column import Column, Row
from monitor.cli.output.formats import on_terminal
from monitor.text.sanitize import printable

GAP = "  "
FOLD_LINES = 2
"""Maximum number of lines of a folded cell; the rest of its text is replaced by an ellipsis."""
FOLD_WIDTH = 24
"""Width below which a folding column is not narrowed to make room for a spare column."""
LEAST = 8
"""Minimum width of a folding column."""
FIXED_LIMIT = 30
"""Maximum width of a column that does not fold, on a terminal."""
_NOTHING = "–"


def table_width() -> int | None:
    """Return the width of the terminal or, if the output is not a terminal, the value of COLUMNS.

    The result is None if the output is not a terminal and COLUMNS is not set.
    """
    if on_terminal():
        return shutil.get_terminal_size().columns
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and int(columns) > 0 else None


def table_lines(columns: Sequence[Column], rows: Sequence[Row], width: int | None) -> list[str]:
    """Return the heading and the rows as lines of at most `width` terminal columns.

    Columns marked as `spare` are left out if there is no room for them. If `width` is None, each row is one line with
    all columns that a table can have.
    """
    table = _Table(columns, rows)
    if width is None:
        return table.lines(table.natural)
    table.drop_spare(width)
    return table.lines(table.fitted(width))


class _Table:
    """A table, with the texts of its cells by column and the width at which each column would not be wrapped."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self.columns = [column for column in columns if column.shown or column.spare]
        self.headings = [column.heading_text() for column in self.columns]
        self.texts = [[printable(column.shown_text(row)) or _NOTHING for row in rows] for column in self.columns]
        self.numeric = [
            bool(rows) and all(isinstance(column.value(row), int) for row in rows) for column in self.columns
        ]
        self.natural = [
            max(map(cells, (heading, *texts))) for heading, texts in zip(self.headings, self.texts, strict=True)
        ]

    def drop_spare(self, width: int) -> None:
        """Remove columns marked as `spare`, beginning with the last one, until the others fit into lines of `width`."""
        for at in reversed(range(len(self.columns))):
            if self.columns[at].spare and self._least() > width:
                for values in (self.columns, self.headings, self.texts, self.numeric, self.natural):
                    del values[at]

    def _least(self) -> int:
        """Return the width of a line in which the columns that may be wrapped have their smallest width."""
        return sum(
            min(natural, FOLD_WIDTH if column.folds else FIXED_LIMIT)
            for column, natural in zip(self.columns, self.natural, strict=True)
        ) + len(GAP) * (len(self.columns) - 1)

    def fitted(self, width: int) -> list[int]:
        """Return the width of each column, so that lines have at most `width` terminal columns if possible.

        The columns that may be wrapped share the space that the other columns leave.
        """
        folding = [at for at, column in enumerate(self.columns) if column.folds]
        widths = [min(natural, FIXED_LIMIT) for natural in self.natural]
        room = width - len(GAP) * (len(self.columns) - 1) - sum(widths) + sum(widths[at] for at in folding)
        for at in sorted(folding, key=lambda at: self.natural[at]):
            widths[at] = min(self.natural[at], max(LEAST, room // len(folding)))
            folding = folding[1:]
            room -= widths[at]
        return widths

    def lines(self, widths: Sequence[int]) -> list[str]:
        """Return all lines of the table."""
        shown = [_line(self.headings, widths, self.numeric)]
        for row in zip(*self.texts, strict=True):
            cut = [
                fold(text, width, _line_limit(column))
                for text, width, column in zip(row, widths, self.columns, strict=True)
            ]
            for number in range(max(map(len, cut))):
                parts = [cell[number] if number < len(cell) else "" for cell in cut]
                shown.append(_line(parts, widths, self.numeric))
        return shown


def _line_limit(column: Column) -> int | None:
    if column.whole:
        return None
    return FOLD_LINES if column.folds else 1


def fold(text: str, width: int, lines: int | None) -> list[str]:
    """Break a text into lines of at most `width` columns.

    If `lines` is not None, there are at most `lines` lines. If this cuts off text, the last line ends with an ellipsis.
    """
    if cells(text) <= width:
        return [text]
    folded = [part for line in wrapped(text, width) for part in _pieces(line, width)]
    if lines is None or len(folded) <= lines:
        return folded
    return [*folded[: lines - 1], _pieces(folded[lines - 1], width - 1)[0] + "…"]


def _pieces(line: str, width: int) -> list[str]:
    """Break a line that contains no white space, such as a URL, into pieces of at most `width` columns."""
    pieces = [""]
    for char in line:
        if cells(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _line(parts: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = [
        " " * (width - cells(part)) + part if right else pad(part, width)
        for part, width, right in zip(parts, widths, numeric, strict=True)
    ]
    return GAP.join(padded).rstrip()
