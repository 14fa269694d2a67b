"""Serialization of tables as CSV and XLSX, with formulas neutralized. Pure functions; no I/O."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter

from monitor.text.sanitize import plain

Cell = str | int
_FORMULA = ("=", "+", "-", "@", "\t")
_CELL_LIMIT = 32_000
_MADE = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def csv_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, by which spreadsheets recognize the encoding."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def xlsx_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a table as an XLSX workbook."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [_cell(value) for value in row])
        sheet.freeze_panes(1, 0)
    return written.getvalue()


def _cell(value: object) -> Cell:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return plain("" if value is None else str(value))[:_CELL_LIMIT]


def _csv_cell(value: object) -> Cell:
    cell = _cell(value)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
