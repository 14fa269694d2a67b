"""Cells of spreadsheets that are shown as percentages (0.065 as 6.5%), which calamine returns as plain numbers.

XLSX files have the number formats in their styles (ECMA-376, 18.8.30), XLS files in records ([MS-XLS], 2.4).
"""

import posixpath
import re
import struct
from collections.abc import Collection, Iterator, Mapping

from crawler.files.compound import MARK, open_compound
from crawler.files.zips import Zip, open_zip
from crawler.model.errors import FileError

_STYLES = "xl/styles.xml"
_BUILT_IN = frozenset((9, 10))
"""The number formats `0%` and `0.00%`."""
_LITERAL = re.compile(r'"[^"]*"|\\.')
"""Matches the parts of a number format that are shown as they are."""
_CELL = re.compile(rb"<(?:\w{1,9}:)?c\s([^<>]{0,200})>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
_SHEET_LIMIT = 32 * 1024 * 1024
"""The maximum number of bytes of a sheet that are searched."""

_BOF, _EOF, _SHEET, _FORMAT, _XF, _MANY = 0x809, 0x0A, 0x85, 0x41E, 0xE0, 0xBD
"""Records of an XLS file: begin and end of a sheet, sheet, number format, cell style, and numbers side by side."""
_NUMBERS = frozenset((0x203, 0x27E, 0x06))
"""Records of an XLS file for one number: a float, a short form of it, and a formula."""
_UNICODE_VERSION = 0x600

Place = tuple[int, int]
"""A cell of a sheet: its row and column, both counted from 0."""


def percent_cells(body: bytes) -> Mapping[int, Collection[Place]]:
    """Return the cells of a spreadsheet that are shown as percentages, by the numbers of the sheets, counted from 0.

    The result is empty if the styles of a damaged file cannot be read, because its numbers may be legible.
    """
    try:
        if body.startswith(MARK):
            return _in_xls(body)
        return _in_xlsx(body) if body.startswith(b"PK") else {}
    except (FileError, struct.error):
        return {}


def _is_percent(number_format: str) -> bool:
    return "%" in _LITERAL.sub("", number_format)


def _in_xlsx(body: bytes) -> Mapping[int, Collection[Place]]:
    with open_zip(body) as archive:
        styles = _percent_styles(archive)
        parts = enumerate(_sheets(archive)) if styles else ()
        return {number: _places(archive, part, styles) for number, part in parts if part in archive.names}


def _percent_styles(archive: Zip) -> frozenset[bytes]:
    """Return the numbers of the cell styles that are percentages, as they are written in the cells."""
    if _STYLES not in archive.names:
        return frozenset()
    root = archive.xml(_STYLES)
    formats = {
        element.get("numFmtId")
        for element in root.iterfind("{*}numFmts/{*}numFmt")
        if _is_percent(element.get("formatCode") or "")
    }
    styles = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    return frozenset(
        b"%d" % number for number, style in styles if style.get("numFmtId") in formats | set(map(str, _BUILT_IN))
    )


def _sheets(archive: Zip) -> list[str]:
    """Return for each sheet the part of the ZIP that contains it."""
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in archive.names:
        return []
    targets = {
        element.get("Id"): posixpath.normpath(posixpath.join("/xl", element.get("Target") or "")).lstrip("/")
        for element in archive.xml(relations).iterfind("{*}Relationship")
    }
    sheets = archive.xml("xl/workbook.xml").iterfind("{*}sheets/{*}sheet")
    return [next((targets.get(value, "") for key, value in sheet.attrib.items() if "}" in key), "") for sheet in sheets]


def _places(archive: Zip, part: str, styles: frozenset[bytes]) -> frozenset[Place]:
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


def _in_xls(body: bytes) -> Mapping[int, Collection[Place]]:
    compound = open_compound(body)
    workbook = compound.read("Workbook" if compound.has("Workbook") else "Book")
    formats: set[int] = set(_BUILT_IN)
    styles: list[bool] = []
    sheets: dict[int, int] = {}
    found: dict[int, set[Place]] = {}
    version = depth = 0
    places: set[Place] | None = None
    for at, kind, data in _records(workbook):
        if kind == _BOF:
            depth += 1
            version = version or struct.unpack_from("<H", data)[0]
            if at in sheets and depth == 1:
                places = found.setdefault(sheets[at], set())
        elif kind == _EOF:
            depth -= 1
            if not any(styles):
                return {}
        elif kind == _SHEET:
            sheets[struct.unpack_from("<I", data)[0]] = len(sheets)
        elif kind == _FORMAT and _is_percent(_format(data, version)):
            formats.add(struct.unpack_from("<H", data)[0])
        elif kind == _XF:
            styles.append(struct.unpack_from("<2xH", data)[0] in formats)
        elif places is not None and depth == 1:
            places.update(place for place, style in _cells(kind, data) if styles[style : style + 1] == [True])
    return found


def _records(workbook: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield the position, the kind and the content of each record."""
    at = 0
    while at + 4 <= len(workbook):
        kind, size = struct.unpack_from("<HH", workbook, at)
        yield at, kind, workbook[at + 4 : at + 4 + size]
        at += 4 + size


def _format(data: bytes, version: int) -> str:
    if version < _UNICODE_VERSION:
        return data[3:].decode("latin-1")
    (flags,) = struct.unpack_from("<B", data, 4)
    return data[5:].decode("utf-16-le" if flags & 1 else "latin-1", "replace")


def _cells(kind: int, data: bytes) -> Iterator[tuple[Place, int]]:
    """Yield the place and the number of the style of each number in a record."""
    if kind in _NUMBERS:
        row, column, style = struct.unpack_from("<HHH", data)
        yield (row, column), style
    elif kind == _MANY:
        row, first = struct.unpack_from("<HH", data)
        for number, (style,) in enumerate(struct.iter_unpack("<H4x", data[4 : 4 + (len(data) - 6) // 6 * 6])):
            yield (row, first + number), style
