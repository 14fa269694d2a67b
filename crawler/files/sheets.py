"""Extraction of text from spreadsheets (XLSX, XLSM, XLS, ET, ODS) with calamine: one row per line, tabs between cells.

Formulas are not computed; their saved values are used. calamine returns plain numbers for percentages (0.065 for 6.5%),
so that the number formats of XLSX files are read here. calamine also reads the older XLS format, which portals still
publish, and is maintained (openpyxl has had no release since 2024).
"""

import io
import posixpath
import re
from collections.abc import Mapping
from datetime import datetime, time

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from crawler.files.values import TEXT_LIMIT
from crawler.files.zips import Zip, open_zip
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, EncryptedFileError, FileError, NoTextError

_STYLES = "xl/styles.xml"
_BUILT_IN = frozenset(("9", "10"))
"""The number formats `0%` and `0.00%` (ECMA-376, 18.8.30)."""
_LITERAL = re.compile(r'"[^"]*"|\\.')
"""Matches the parts of a number format that are shown as they are."""
_CELL = re.compile(rb"<(?:\w{1,9}:)?c\s([^<>]{0,200})>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
_SHEET_LIMIT = 32 * 1024 * 1024
"""The maximum number of bytes of a sheet that are searched."""

Places = frozenset[tuple[int, int]]
"""Cells of a sheet, as pairs of row and column, both counted from 0."""


def read_sheets(body: bytes) -> str:
    """Return the rows of all visible sheets. If several sheets have rows, the name of each sheet precedes its rows.

    Raise FileError if the file is damaged, needs a password or has no text.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(body)) as book:
            shown = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
            ]
            percents = percent_cells(body) if body.startswith(b"PK") else {}
            sheets = {name: _rows(book, name, percents.get(name, frozenset())) for name in shown}
    except PasswordError as error:
        raise EncryptedFileError() from error
    except (CalamineError, OSError, ValueError) as error:
        raise DamagedFileError(FileDetail.SPREADSHEET.of(reason=error)) from error
    except BaseException as error:
        # A Rust panic is raised as PyO3's PanicException, which is not an Exception and cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedFileError(FileDetail.SPREADSHEET.of(reason=error)) from error
    filled = {name: rows for name, rows in sheets.items() if rows}
    if not filled:
        raise NoTextError()
    named = len(filled) > 1
    return "\n".join(line for name, rows in filled.items() for line in ([name, *rows] if named else rows))


def _rows(book: CalamineWorkbook, name: str, percents: Places) -> list[str]:
    """Return the rows of a sheet that have text. `percents` are the cells that are shown as percentages."""
    rows = []
    room = TEXT_LIMIT + 1
    sheet = book.get_sheet_by_name(name)
    left = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows()):
        line = "\t".join(filter(None, (_text(value, (number, left + at) in percents) for at, value in enumerate(row))))
        if line:
            rows.append(line)
            room -= len(line) + 1
        if room < 0:
            break
    return rows


def _text(value: object, is_percent: bool) -> str:
    """Return the text of a cell. Excel shows at most 15 digits of a number."""
    if isinstance(value, float) and is_percent:
        return f"{value * 100:.10g}%"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return " ".join(str(value).split())


def percent_cells(body: bytes) -> Mapping[str, Places]:
    """Return the cells that are shown as percentages, by the names of the sheets.

    The result is empty if the styles of a damaged file cannot be read, because its numbers may be legible.
    """
    try:
        with open_zip(body) as archive:
            styles = _percent_styles(archive)
            return {name: _places(archive, part, styles) for name, part in _sheets(archive)} if styles else {}
    except FileError:
        return {}


def _percent_styles(archive: Zip) -> frozenset[bytes]:
    """Return the numbers of the cell styles that are percentages, as they are written in the cells."""
    if _STYLES not in archive.names:
        return frozenset()
    root = archive.xml(_STYLES)
    formats = {
        element.get("numFmtId")
        for element in root.iterfind("{*}numFmts/{*}numFmt")
        if "%" in _LITERAL.sub("", element.get("formatCode") or "")
    }
    styles = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    return frozenset(b"%d" % number for number, style in styles if style.get("numFmtId") in formats | _BUILT_IN)


def _sheets(archive: Zip) -> list[tuple[str, str]]:
    """Return the name of each sheet and the part of the ZIP that contains it."""
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in archive.names:
        return []
    targets = {
        element.get("Id"): posixpath.normpath(posixpath.join("/xl", element.get("Target") or "")).lstrip("/")
        for element in archive.xml(relations).iterfind("{*}Relationship")
    }
    sheets = archive.xml("xl/workbook.xml").iterfind("{*}sheets/{*}sheet")
    named = (
        (sheet.get("name") or "", next((targets.get(value) for key, value in sheet.attrib.items() if "}" in key), None))
        for sheet in sheets
    )
    return [(name, part) for name, part in named if part in archive.names and part]


def _places(archive: Zip, part: str, styles: frozenset[bytes]) -> Places:
    found = set()
    for cell in _CELL.finditer(archive.read(part, _SHEET_LIMIT)):
        place = _PLACE.search(cell[1])
        style = _STYLE.search(cell[1])
        if place and style and style[1] in styles:
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - ord("A") + 1
            found.add((int(place[2]) - 1, column - 1))
    return frozenset(found)
