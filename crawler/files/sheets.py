"""Extraction of text from spreadsheets (XLSX, XLSM, XLS, ET, ODS) with calamine: one row per line, tabs between cells.

Formulas are not computed; their saved values are used. calamine also reads the older XLS format, which portals still
publish, and is maintained (openpyxl has had no release since 2024).
"""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, time

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from crawler.files.values import TEXT_LIMIT
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, EncryptedFileError, NoTextError


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
            sheets = {name: _rows(book, name) for name in shown}
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


def _rows(book: CalamineWorkbook, name: str) -> list[str]:
    rows = []
    room = TEXT_LIMIT + 1
    for row in book.get_sheet_by_name(name).iter_rows():
        line = "\t".join(_cells(row))
        if line:
            rows.append(line)
            room -= len(line) + 1
        if room < 0:
            break
    return rows


def _cells(row: Sequence[object]) -> Iterator[str]:
    for value in row:
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        if isinstance(value, datetime) and value.time() == time():
            value = value.date()
        text = " ".join(str(value).split())
        if text:
            yield text
