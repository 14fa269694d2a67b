"""The writer of XLSX workbooks (ECMA-376): one sheet with texts, numbers, dates and links.

Pure functions; no I/O. The XML is written directly, because general libraries take twice as long for it.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from monitor.text.sanitize import cut, printable
from monitor.views.spreadsheets import Cell

ROW_LIMIT = 1_048_575
"""Maximum number of rows below the header of an XLSX sheet."""
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
_MARGIN = 5 / 7
"""The margins of a cell, in characters of 7 pixels, which XLSX counts as part of the width of a column."""
_COMPRESSION = 3
"""The level of compression. The default, 6, takes twice as long for files that are a tenth smaller."""
_CODE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
"""The start of a text such as `_x0041_`, which spreadsheets read as the code of a character."""
_NOT_IN_URL = re.compile(r'%(?![0-9a-fA-F]{2})|[ "<>\[\]^`{}]')
"""Characters that may not occur in the target of a link, including percent signs that begin no code."""

_HEAD, _TEXT, _DAY, _LINK = range(1, 5)
"""The formats of headings, of texts and numbers, of dates, and of links, in the order of `cellXfs` in `_STYLES`."""
_PARTS = {"worksheet": "worksheets/sheet1", "styles": "styles", "sharedStrings": "sharedStrings"}
"""The parts of a workbook: their paths, by the kinds of their relationships."""
_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
    + "".join(
        f'<Override PartName="/xl/{path}.xml" ContentType="{_CONTENT}.{kind}+xml"/>' for kind, path in _PARTS.items()
    )
    + "</Types>"
)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font>'
    '<font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border/><border><bottom style="thin"/></border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>'
    '<xf fontId="1" borderId="1" applyFont="1" applyBorder="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="164" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf fontId="2" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


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
    """Return a table of at most ROW_LIMIT rows as an XLSX workbook. The same table always results in the same bytes.

    The headings stay visible when the table is scrolled, and rows can be filtered. Dates are cells of the type date,
    and URLs in the column `layout.links` are links.
    """
    cells = _Cells(len(headings), layout.links)
    lines = [cells.head(headings), *map(cells.row, count(2), rows)]
    last = cells.columns[-1], len(rows) + 1
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(layout.name[:31], *last),
        "xl/_rels/workbook.xml.rels": _relationships((kind, f"{path}.xml") for kind, path in _PARTS.items()),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": _shared_strings(cells.texts),
        "xl/worksheets/sheet1.xml": _worksheet(lines, layout.widths or (_WIDTH,) * len(headings), cells.links, *last),
        "xl/worksheets/_rels/sheet1.xml.rels": _relationships(("hyperlink", target) for target in cells.targets),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as book:
        for name, part in parts.items():
            book.writestr(zipfile.ZipInfo(name), _HEADER + part, zipfile.ZIP_DEFLATED, _COMPRESSION)
    return written.getvalue()


class _Cells:
    """A writer of the cells of a sheet, which collects the texts and the targets of links that they refer to.

    `texts` and `targets` contain the position of each text, counted from 0, and of each target, counted from 1.
    """

    def __init__(self, width: int, link_column: int | None) -> None:
        self.columns = [_letters(place) for place in range(width)]
        self.texts = dict[str, int]()
        self.targets = dict[str, int]()
        self.links = list[str]()
        self._link_column = None if link_column is None else self.columns[link_column]

    def head(self, headings: Sequence[str]) -> str:
        """Return the row of the headings."""
        cells = (self._text(f"{column}1", text, _HEAD) for column, text in zip(self.columns, headings, strict=True))
        return f'<row r="1">{"".join(cells)}</row>'

    def row(self, number: int, values: Sequence[Cell]) -> str:
        """Return a row. Empty cells are left out."""
        cells = [
            self._cell(column, number, value)
            for column, value in zip(self.columns, values, strict=True)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, column: str, number: int, value: Cell) -> str:
        place = f"{column}{number}"
        if isinstance(value, str):
            is_link = column == self._link_column and self._link(place, value)
            return self._text(place, value, _LINK if is_link else _TEXT)
        if isinstance(value, int):
            return f'<c r="{place}" s="{_TEXT}"><v>{value:d}</v></c>'
        # Excel supports no time zones, and its numbers of earlier days are wrong.
        if isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
            return f'<c r="{place}" s="{_DAY}"><v>{value.toordinal() - _DAY_ZERO}</v></c>'
        return self._text(place, str(value), _TEXT)

    def _text(self, place: str, text: str, style: int) -> str:
        return f'<c r="{place}" s="{style}" t="s"><v>{self.texts.setdefault(text, len(self.texts))}</v></c>'

    def _link(self, place: str, url: str) -> bool:
        """Make a cell a link if its text is a URL. Return whether it is a link."""
        if len(self.links) == _LINK_LIMIT or not _is_link(url):
            return False
        target, _, fragment = _NOT_IN_URL.sub(lambda found: f"%{ord(found[0]):02x}", url).partition("#")
        number = self.targets.setdefault(target, len(self.targets) + 1)
        location = f" location={quoteattr(fragment)}" if fragment else ""
        self.links.append(f'<hyperlink ref="{place}" r:id="rId{number}"{location}/>')
        return True


def _letters(place: int) -> str:
    """Return the letters of a column, whose position is counted from 0: A to Z, then AA."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) < _URL_LENGTH and url.isprintable()


def _worksheet(lines: Iterable[str], widths: Iterable[int], links: Iterable[str], column: str, row: int) -> str:
    """Return the sheet whose last cell is in `column` and `row`."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width + _MARGIN:.2f}" customWidth="1"/>'
        for place, width in enumerate(widths, 1)
    )
    hyperlinks = "".join(links)
    return (
        f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><dimension ref="A1:{column}{row}"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(lines)}</sheetData>"
        + (f'<autoFilter ref="A1:{column}{row}"/>' if row > 1 else "")
        + (f"<hyperlinks>{hyperlinks}</hyperlinks>" if hyperlinks else "")
        + "</worksheet>"
    )


def _workbook(name: str, column: str, row: int) -> str:
    """Return the list of sheets: the sheet `name` with its filter. Its last cell is in `column` and `row`."""
    quoted = name.replace("'", "''")
    area = escape(f"'{quoted}'!$A$1:${column}${row}")
    names = f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{area}</definedName>'
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets>'
        + (f"<definedNames>{names}</definedNames>" if row > 1 else "")
        + "</workbook>"
    )


def _shared_strings(texts: Iterable[str]) -> str:
    items = "".join(f'<si><t xml:space="preserve">{_escaped(text)}</t></si>' for text in texts)
    return f'<sst xmlns="{_MAIN}">{items}</sst>'


def _escaped(text: str) -> str:
    """Return a text as XML, shortened to the length limit of a cell, without control characters except line breaks."""
    if not text.isprintable():
        text = "\n".join(printable(line) for line in text.splitlines())
    return escape(_CODE.sub("_x005F_", cut(text, _CELL_LIMIT)))


def _relationships(targets: Iterable[tuple[str, str]]) -> str:
    """Return relationships to other parts, and to the targets of links. Each is given by its kind and its target."""
    written = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}'
        + (' TargetMode="External"/>' if kind == "hyperlink" else "/>")
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'
