"""Programs that the benchmark `files` compares with: LibreOffice for documents, pdftotext and pdfplumber for PDF.

Spreadsheets and presentations are converted to flat OpenDocument files, in which cells have values and not only texts.
"""

import importlib
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree, html

TEXT = "txt:Text (encoded):UTF8"
FORMS = {
    **dict.fromkeys(("doc", "wps", "docx", "rtf", "odt"), (TEXT, "html")),
    **dict.fromkeys(("xls", "xlsx", "ods", "et"), ("fods",)),
    **dict.fromkeys(("pptx", "ppt", "dps", "odp"), ("fodp",)),
    "pdf": (),
}
"""The forms into which LibreOffice converts the files of each kind."""
_NO_RECALCULATION = (
    '<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
    '<value>1</value></prop><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>1</value></prop></item></oor:items>'
)
"""LibreOffice's settings: the values of formulas are those that the file contains."""
_MOST_REPEATED = 2000
_MOST_PAGES = 12
_EDGE_LINES = 3
_THIN = 3.0
_DIVIDED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
"""Matches the hyphen of a word that the end of a line divides."""
_ROUNDS = 4
_EDGES = frozenset(("page-number", "footer", "header", "date-time", "annotation", "tracked-changes"))
_EDGE_FRAMES = frozenset(("page-number", "footer", "header", "date-time", "annotation"))


@dataclass(frozen=True)
class Peer:
    """The text of a file, and the rows of its tables with the texts of the cells that are not empty."""

    text: str
    rows: tuple[tuple[str, ...], ...]


def convert(paths: Sequence[Path], form: str, folder: Path) -> None:
    """Convert files to a folder. A file on which LibreOffice fails does not keep the others from being converted."""
    ending = form.partition(":")[0]
    profile = Path(tempfile.gettempdir()) / "files-profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_NO_RECALCULATION, "utf-8")
    installation = f"-env:UserInstallation=file://{profile}"
    command: list[str | Path] = ["soffice", installation, "--headless", "--convert-to", form, "--outdir", folder]
    for round_number in range(_ROUNDS):
        left = [path for path in paths if not (folder / f"{path.stem}.{ending}").exists()]
        left = left[:1] if round_number % 2 else left
        if left:
            seconds = 60 + 20 * len(left)
            subprocess.run([*command, *left], capture_output=True, timeout=seconds, check=False)


def peer_of(path: Path, folder: Path) -> Peer:
    """Return what the peer reads in a file. `folder` contains LibreOffice's conversions."""
    kind = path.parent.name
    if kind == "pdf":
        done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=False)
        return Peer(_without_running_lines(done.stdout.decode("utf-8", "replace")), tuple(_pdf_rows(path)))
    made = [_content(folder / f"{path.stem}.{form.partition(':')[0]}") for form in FORMS[kind]]
    if len(made) == 2:
        tree = html.fromstring(made[1]) if made[1].strip() else None
        rows = tuple(_html_rows(tree)) if tree is not None else ()
        return Peer(made[0].decode("utf-8", "replace"), rows)
    if not made[0]:
        return Peer("", ())
    root = etree.fromstring(made[0], etree.XMLParser(huge_tree=True))
    if FORMS[kind] == ("fodp",):
        for embedded in list(root.iter("{*}object")) if kind in ("ppt", "dps") else ():
            embedded.clear()
        return Peer("\n".join(_slide_lines(root)), tuple(row for row in _slide_rows(root) if len(row) > 1))
    sheets = {name: rows for name, rows in _sheets(root) if rows}
    lines = ["\t".join(row) for name, rows in sheets.items() for row in (((name,), *rows) if len(sheets) > 1 else rows)]
    return Peer("\n".join(lines), tuple(row for rows in sheets.values() for row in rows if len(row) > 1))


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _html_rows(tree: html.HtmlElement) -> Iterator[tuple[str, ...]]:
    for part in tree.xpath("//div[@title='header' or @title='footer'] | //a[contains(@class, 'noteanc')]"):
        part.drop_tree()
    for row in tree.iter("tr"):
        if next(row.iterdescendants("table"), None) is None:
            cells = (cell for cell in row.iterfind("td") if next(cell.iterdescendants("ol"), None) is None)
            filled = _filled(cell.text_content() for cell in cells)
            if len(filled) > 1:
                yield filled


def _filled(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(text for text in (" ".join(text.split()) for text in texts) if text)


def _without_running_lines(text: str) -> str:
    """Return the text of pages without the lines at their edges that recur, except for numbers, on several pages."""
    pages = [[line for line in page.splitlines() if line.strip()] for page in text.split("\f")]
    edges = [{_pattern(line) for line in (*page[:_EDGE_LINES], *page[-_EDGE_LINES:])} for page in pages]
    counts = Counter(pattern for page in edges for pattern in page)
    running = {pattern for pattern, count in counts.items() if count >= max(3, len(pages) // 4)}
    return "\n".join(
        line
        for page in pages
        for place, line in enumerate(page)
        if _EDGE_LINES <= place < len(page) - _EDGE_LINES or _pattern(line) not in running
    )


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "0", "".join(line.split()))


def _pdf_rows(path: Path) -> Iterator[tuple[str, ...]]:
    if find_spec("pdfplumber") is None:
        return
    with importlib.import_module("pdfplumber").open(path) as document:
        for page in document.pages[:_MOST_PAGES]:
            tables = page.filter(_is_no_shading).find_tables()
            boxes = [table for table in page.find_tables() if not any(_overlap(table.bbox, of.bbox) for of in tables)]
            for table in (*tables, *boxes):
                for row in table.extract():
                    cells = _filled(_DIVIDED.sub("", cell or "") for cell in row)
                    if len(cells) > 1:
                        yield cells


def _is_no_shading(element: dict[str, Any]) -> bool:
    """Return whether an element is no filled box. pdfplumber takes the edges of shading in a table for lines."""
    is_box = element["object_type"] in ("rect", "curve") and element.get("fill") and not element.get("stroke")
    return not is_box or min(element["width"], element["height"]) <= _THIN


def _overlap(first: Sequence[float], second: Sequence[float]) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _sheets(root: Any) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Yield the name and the rows of each visible sheet, with values instead of shown texts."""
    hidden = {
        _attribute(style, "name")
        for style in root.iter("{*}style")
        if any(_attribute(part, "display") == "false" for part in style.iterfind("{*}table-properties"))
    }
    for table in root.iterfind("{*}body/{*}spreadsheet/{*}table"):
        if _attribute(table, "style-name") not in hidden:
            yield _attribute(table, "name"), [row for element in _rows(table) for row in _row(element)]


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a sheet, but not those of the tables in its charts."""
    for element in table:
        name = _name(element)
        if name == "table-row":
            yield element
        elif name in ("table-row-group", "table-rows", "table-header-rows"):
            yield from _rows(element)


def _row(row: Any) -> list[tuple[str, ...]]:
    cells = _filled(text for cell in row.iterfind("{*}table-cell") for text in _repeated(cell))
    return [cells] * min(int(_attribute(row, "number-rows-repeated") or 1), _MOST_REPEATED) if cells else []


def _repeated(cell: Any) -> list[str]:
    text = _value(cell)
    return [text] * (int(_attribute(cell, "number-columns-repeated") or 1) if text else 0)


def _value(cell: Any) -> str:
    """Return the value of a cell in the form of noticewatch: ISO dates, numbers with up to 15 digits, percentages."""
    kind = _attribute(cell, "value-type")
    shown = " ".join(_text(paragraph) for paragraph in cell.iterfind("{*}p"))
    if "error" in cell.attrib.values() or shown in ("TRUE", "FALSE"):
        return shown if shown in ("TRUE", "FALSE") else ""
    if kind in ("float", "currency"):
        return f"{float(_attribute(cell, 'value')):.15g}"
    if kind == "percentage":
        return f"{float(_attribute(cell, 'value')) * 100:.10g}%"
    if kind == "date":
        return _attribute(cell, "date-value").removesuffix("T00:00:00").replace("T", " ")
    if kind == "time":
        return ":".join(_attribute(cell, "time-value")[2:].replace("H", " ").replace("M", " ").split("S")[0].split())
    return shown


def _slides(root: Any) -> Iterator[Any]:
    hidden = {
        _attribute(style, "name")
        for style in root.iter("{*}style")
        if any(_attribute(part, "visibility") == "hidden" for part in style.iterfind("{*}drawing-page-properties"))
    }
    pages = root.iterfind("{*}body/{*}presentation/{*}page")
    return (page for page in pages if _attribute(page, "style-name") not in hidden)


def _slide_lines(root: Any) -> Iterator[str]:
    """Yield the paragraphs of slides, of their notes, tables and charts, without dates, footers and slide numbers."""
    for page in _slides(root):
        for paragraph in page.iter("{*}p"):
            parents = list(paragraph.iterancestors())
            frames = {_attribute(parent, "class") for parent in parents} | {_name(parent) for parent in parents}
            if not _EDGE_FRAMES.intersection(frames):
                yield _text(paragraph)


def _slide_rows(root: Any) -> Iterator[tuple[str, ...]]:
    for page in _slides(root):
        for row in page.iter("{*}table-row"):
            cells = row.iterfind("{*}table-cell")
            yield _filled(" ".join(_text(paragraph) for paragraph in cell.iter("{*}p")) for cell in cells)


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        name = _name(child)
        if name in ("s", "tab", "line-break"):
            parts.append(" ")
        elif name and name not in _EDGES and name not in ("p", "frame"):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _attribute(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _name(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""
