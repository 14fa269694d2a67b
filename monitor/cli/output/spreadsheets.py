"""Lists as CSV and XLSX; untrusted text never becomes a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlsplit

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from monitor.cli.output.columns import Cell, Column, Row, cell_text
from monitor.errors import UnknownError
from monitor.text.i18n import gettext
from monitor.text.sanitize import cut, printable

_FORMULA = "=+-@\u2212"
"""Characters with which a formula may begin, including the mathematical minus sign."""
_CELL_LIMIT = 32_767
_ROW_LIMIT = 1_048_575
_LINK_LIMIT = 65_000
_URL_LENGTH = 2_000
"""Limits of XLSX: characters per cell, rows below the header, links per sheet, characters per link."""


def csv_text(columns: Sequence[Column], rows: Iterable[Row], *, excel: bool) -> str:
    """Return rows as CSV.

    For Excel, the CSV has a byte order mark and localized headings; otherwise the headings are the column keys.
    """
    written = io.StringIO()
    if excel:
        written.write("\ufeff")
    writer = csv.writer(written, lineterminator="\r\n" if excel else "\n")
    writer.writerow([column.heading_text() if excel else column.key for column in columns])
    writer.writerows([csv_cell(column.value(row)) for column in columns] for row in rows)
    return written.getvalue()


def csv_cell(value: Cell) -> str:
    """Return a cell as text that no spreadsheet interprets as a formula."""
    if isinstance(value, int):
        return str(value)
    raw = cell_text(value)
    # Some spreadsheets also interpret full-width and other variants of these characters.
    first = unicodedata.normalize("NFKC", raw.lstrip())[:1]
    text = printable(raw)
    return f"'{text}" if raw[:1] in ("\t", "\r") or (first and first in _FORMULA) else text


def xlsx_bytes(columns: Sequence[Column], rows: Sequence[Row], name: str) -> bytes:
    """Return rows as an XLSX workbook with links, dates, a frozen header and a filter.

    Raises UnknownError if there are too many rows.
    """
    if len(rows) > _ROW_LIMIT:
        raise UnknownError(gettext("a spreadsheet has at most {limit} rows; use csv or --limit", limit=_ROW_LIMIT))
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name[:31])
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.heading_text(), head)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                _write_cell(sheet, number, place, column, column.value(row), text, day)
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    return written.getvalue()


def _write_cell(
    sheet: Worksheet, number: int, place: int, column: Column, value: Cell, text: object, day: object
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        # Excel does not support dates before 1900.
        sheet.write_datetime(number, place, value, day) if value.year >= 1900 else sheet.write_string(
            number, place, value.isoformat(), text
        )
    elif isinstance(value, int):
        sheet.write_number(number, place, value, text)
    elif column.key == "url" and number <= _LINK_LIMIT and _is_link(value):
        sheet.write_url(number, place, value, None, value)
    else:
        sheet.write_string(number, place, _lines(value), text)


def _lines(value: str) -> str:
    """Return text with its line breaks but without other control characters, cut to the cell limit."""
    return cut("\n".join(printable(line) for line in value.splitlines()), _CELL_LIMIT)


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) < _URL_LENGTH and url.isprintable()
