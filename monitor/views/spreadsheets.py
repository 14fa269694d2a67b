"""Functions that write tables as CSV and XLSX, so that untrusted text never becomes a formula.

Pure functions; no I/O.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.text.sanitize import cut, printable

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | date | None
"""The value of a cell: text, a number, a date or a time, or None for an empty cell."""
ROW_LIMIT = 1_048_575
"""Maximum number of rows below the header of an XLSX sheet."""
_FORMULA = "=+-@\u2212"
"""Characters with which a formula may begin, including the mathematical minus sign."""
_CELL_LIMIT = 32_767
_LINK_LIMIT = 65_000
_URL_LENGTH = 2_000
"""Limits of XLSX: characters per cell (`_CELL_LIMIT`), links per sheet (`_LINK_LIMIT`), and characters per link
(`_URL_LENGTH`)."""
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 3, 1)
"""The day that XLSX counts as 0, and the first day that it counts correctly: it also counts a 29 February 1900."""
_WIDTH = 14
"""Default width of a column, in characters."""


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


@dataclass(frozen=True)
class SheetLayout:
    """The layout of a sheet: its name, the widths of its columns in characters, and which column contains links.

    `links` is the position of that column, counted from 0, or None.
    """

    name: str = "noticewatch"
    widths: tuple[int, ...] = ()
    links: int | None = None


PLAIN_LAYOUT = SheetLayout()


def xlsx_bytes(headings: Sequence[str], rows: Sequence[Sequence[Cell]], layout: SheetLayout = PLAIN_LAYOUT) -> bytes:
    """Return a table of at most ROW_LIMIT rows as an XLSX workbook.

    The headings stay visible when the table is scrolled, and rows can be filtered. Dates are cells of the type date,
    and URLs in the column `layout.links` are links.
    """
    # Imported here, because lists in other formats start faster without it.
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(layout.name[:31])
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        for place, heading in enumerate(headings):
            sheet.set_column(place, place, layout.widths[place] if layout.widths else _WIDTH)
            sheet.write_string(0, place, heading, head)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if place == layout.links and number <= _LINK_LIMIT and isinstance(value, str) and _is_link(value):
                    sheet.write_url(number, place, value, None, value)
                else:
                    _write_cell(sheet, number, place, value, text, day)
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    return written.getvalue()


def _write_cell(sheet: "Worksheet", number: int, place: int, value: Cell, text: object, day: object) -> None:
    if value is None or value == "":
        return
    # Excel supports no time zones, and its numbers of earlier days are wrong.
    if isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
        sheet.write_number(number, place, value.toordinal() - _DAY_ZERO, day)
    elif isinstance(value, int):
        sheet.write_number(number, place, value, text)
    else:
        sheet.write_string(number, place, _lines(cell_text(value)), text)


def _lines(value: str) -> str:
    """Return a text shortened to the length limit of a cell, without control characters other than line breaks."""
    if value.isprintable():
        return cut(value, _CELL_LIMIT)
    return cut("\n".join(printable(line) for line in value.splitlines()), _CELL_LIMIT)


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) < _URL_LENGTH and url.isprintable()
