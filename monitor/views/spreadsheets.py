"""Functions that write tables as CSV, so that untrusted text never becomes a formula.

Pure functions; no I/O.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from monitor.text.sanitize import printable

Cell = str | int | date | None
"""The value of a cell: text, a number, a date or a time, or None for an empty cell."""
_FORMULA = "=+-@\u2212"
"""Characters with which a formula may begin, including the mathematical minus sign."""


def cell_text(value: Cell) -> str:
    """Return the value of a cell as text. None becomes an empty string, and dates are in ISO form."""
    return "" if value is None else str(value)


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, excel: bool) -> str:
    """Return a table as CSV.

    If `excel` is true, the CSV begins with a byte order mark and has the line ends of Windows.
    """
    written = io.StringIO()
    if excel:
        written.write("\ufeff")
    writer = csv.writer(written, lineterminator="\r\n" if excel else "\n")
    writer.writerow(headings)
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _csv_cell(value: Cell) -> str:
    """Return a cell as text that no spreadsheet interprets as a formula."""
    if isinstance(value, int):
        return str(value)
    raw = cell_text(value)
    text = printable(raw)
    # Some spreadsheets also interpret full-width and other variants of these characters.
    first = unicodedata.normalize("NFKC", text.lstrip())[:1]
    return f"'{text}" if raw[:1] in ("\t", "\r") or (first and first in _FORMULA) else text
