"""Extraction of text from spreadsheets (XLSX, XLSM, XLS, ET, ODS) with calamine: one row per line, tabs between cells.

Formulas are not computed; their saved values are used, and errors are omitted. calamine also reads the older XLS
format, which portals still publish, and is maintained (openpyxl has had no release since 2024).
"""

import io
import re
import struct
from collections.abc import Collection
from datetime import datetime, time

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from crawler.files.compound import MARK
from crawler.files.spreadsheets.percent_cells import Place, percent_cells
from crawler.files.values import TEXT_LIMIT
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, EncryptedFileError, NoTextError

_WORKBOOK = re.compile(rb"\x09\x08.\x00\x00\x06\x05\x00", re.DOTALL)
"""Matches the beginning of the workbook stream of an XLS file of Excel 97 or later."""
_SECTOR = 512
"""The number of bytes of the stream that certainly follow each other in the file."""
_CODE_PAGE = (0x0042, 2)
_PASSWORD = 0x002F
_UNICODE = 1200


def read_sheets(body: bytes) -> str:
    """Return the rows of all visible sheets. If several sheets have rows, the name of each sheet precedes its rows.

    Raise FileError if the file is damaged, needs a password or has no text.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(_with_unicode(_with_known_stream(body)))) as book:
            shown = [
                (number, sheet.name)
                for number, sheet in enumerate(book.sheets_metadata)
                if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
            ]
            percents = percent_cells(body)
            sheets = {name: _rows(book, name, percents.get(number, ())) for number, name in shown}
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


def _with_known_stream(body: bytes) -> bytes:
    """Return an XLS file with the stream name that calamine looks for. Some programs write `WORKBOOK` or `BOOK`."""
    for name in (name.encode("utf-16-le") + b"\x00\x00" for name in ("Workbook", "Book")):
        if not body.startswith(MARK) or name in body:
            break
        if found := re.search(re.escape(name), body, re.IGNORECASE):
            return body[: found.start()] + name + body[found.end() :]
    return body


def _with_unicode(body: bytes) -> bytes:
    """Return an XLS file of Excel 97 or later whose code page is Unicode.

    The texts in these files are Unicode (MS-XLS, 2.5.293 and 2.5.294). Programs such as the Java Excel API state
    another code page nevertheless, with which calamine decodes the texts. Raise EncryptedFileError if the file needs a
    password.
    """
    if not body.startswith(MARK):
        return body
    patched = bytearray(body)
    for beginning in _WORKBOOK.finditer(body):
        at = beginning.start()
        while at + 6 <= min(len(body), beginning.start() + _SECTOR):
            kind, size = struct.unpack_from("<HH", body, at)
            if (kind, size) == _CODE_PAGE:
                struct.pack_into("<H", patched, at + 4, _UNICODE)
                break
            if kind == _PASSWORD:
                raise EncryptedFileError()
            at += 4 + size
    return bytes(patched)


def _rows(book: CalamineWorkbook, name: str, percents: Collection[Place]) -> list[str]:
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
    """Return the text of a cell as Excel shows it: at most 15 digits of a number, and TRUE or FALSE."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and is_percent:
        return f"{value * 100:.10g}%"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return " ".join(str(value).split())
