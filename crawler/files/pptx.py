"""Extraction of text from PPTX files (ECMA-376, PresentationML): slides in order, each with its text, tables and notes.

Hidden slides, and the fields for dates, footers and slide numbers are omitted.
"""

import posixpath
from collections.abc import Iterator

from lxml import etree

from crawler.files.docx import local_name
from crawler.files.rows import row_lines
from crawler.files.values import PAGES_LIMIT
from crawler.files.zips import Zip, open_zip
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, NoTextError

_MAIN = "ppt/presentation.xml"
_EDGES = frozenset(("dt", "ftr", "sldNum", "hdr", "sldImg"))
_PASSED_OVER = frozenset(("Fallback", "nvSpPr", "nvGrpSpPr", "nvPicPr", "spPr", "style", "tblPr", "tblGrid"))
_PARTS = {"relIds": "dm", "chart": "id"}
"""The elements for diagrams and charts, and the attribute of each that refers to the part with the content."""
_DEEPEST = 60


def read_pptx(body: bytes) -> tuple[str, str | None]:
    """Return the text of a PPTX file, and `cut` if slides beyond PAGES_LIMIT were not read, otherwise None.

    Raise FileError if the file cannot be parsed or has no text.
    """
    with open_zip(body) as archive:
        slides = list(_slides(archive))
        lines = [line.strip() for slide in slides[:PAGES_LIMIT] for line in _slide(archive, slide)]
    text = "\n".join(filter(None, lines))
    if not text:
        raise NoTextError()
    return text, "cut" if len(slides) > PAGES_LIMIT else None


def _slides(archive: Zip) -> Iterator[str]:
    """Yield the names of the slides, ordered as in the presentation."""
    if _MAIN not in archive.names:
        raise DamagedFileError(FileDetail.NO_PART.of(name=_MAIN))
    parts = _related(archive, _MAIN)
    for element in archive.xml(_MAIN).iterfind("{*}sldIdLst/{*}sldId"):
        name = parts.get(_reference(element, "id"))
        if name in archive.names:
            yield str(name)


def _slide(archive: Zip, name: str) -> Iterator[str]:
    root = archive.xml(name)
    if root.get("show") in ("0", "false"):
        return
    parts = _related(archive, name)
    yield from _texts(root, archive, parts, 0)
    notes = next((part for part in parts.values() if "/notesSlides/" in part and part in archive.names), None)
    if notes:
        yield from _texts(archive.xml(notes), archive, {}, 0)


def _related(archive: Zip, name: str) -> dict[str, str]:
    """Return a dict from reference ids to names of files in the ZIP, for the references in the file `name`."""
    folder, _, file = name.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in archive.names:
        return {}
    return {
        element.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
        for element in archive.xml(relations).iterfind("{*}Relationship")
        if element.get("TargetMode") != "External"
    }


def _reference(element: etree._Element, name: str) -> str:
    """Return the value of the attribute `name` in any namespace, such as `r:id` for `id`, or "" if it is missing."""
    attributes = ((str(key), str(value)) for key, value in element.attrib.items())
    return next((value for key, value in attributes if key.endswith(f"}}{name}")), "")


def _texts(parent: etree._Element, archive: Zip, parts: dict[str, str], depth: int) -> Iterator[str]:
    """Yield the lines of all shapes, tables and diagrams below an element, in document order.

    Diagrams are separate files in the ZIP; `parts` maps the reference ids to their names. `depth` is the nesting depth
    of the element. Elements that are nested too deep are omitted.
    """
    if depth > _DEEPEST:
        return
    for element in parent:
        name = local_name(element)
        if name == "p":
            yield from _paragraph(element).split("\n")
        elif name == "tbl":
            for row in element.iterfind("{*}tr"):
                yield from row_lines([_cell(cell) for cell in row.iterfind("{*}tc")])
        elif name in _PARTS:
            part = parts.get(_reference(element, _PARTS[name]), "")
            yield from _chart(archive.xml(part)) if part in archive.names else ()
        elif name not in _PASSED_OVER and not (name == "sp" and _is_no_content(element)):
            yield from _texts(element, archive, parts, depth + 1)


def _chart(root: etree._Element) -> Iterator[str]:
    """Yield the lines of a diagram or chart: its paragraphs, and the data of a chart as a table.

    The table has a column for each data series, with the series' name at the top, and a row for each category.
    """
    for paragraph in root.iter("{*}p"):
        yield _paragraph(paragraph)
    serieses = list(root.iter("{*}ser"))
    if not serieses:
        return
    yield from row_lines([[], *([" ".join(_points(series, "tx").values())] for series in serieses)])
    columns = [_points(series, "val", "yVal") for series in serieses]
    labels = [_points(series, "cat", "xVal") for series in serieses]
    categories = {place: text for column in reversed(labels) for place, text in column.items()}
    for place in sorted(set(categories).union(*columns)):
        yield from row_lines([[categories.get(place, "")], *([column.get(place, "")] for column in columns)])


def _points(series: etree._Element, *names: str) -> dict[int, str]:
    """Return the texts of a part of a data series, such as its values, by their places in it.

    The part is the first of `names` that the series has. Categories may have several levels; the most detailed is last.
    """
    part = next((part for name in names for part in series.iterfind(f"{{*}}{name}")), None)
    if part is None:
        return {}
    found: dict[int, list[str]] = {}
    for number, point in enumerate(part.iter("{*}v")):
        parent = point.getparent()
        place = parent.get("idx", "") if parent is not None else ""
        found.setdefault(int(place) if place.isdecimal() else number, []).insert(0, _value(point.text or ""))
    return {place: " ".join(texts) for place, texts in found.items()}


def _value(text: str) -> str:
    """Return a chart value for display.

    Numbers are rounded, because files contain values such as 0.30000000000000004.
    """
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text


def _is_no_content(shape: etree._Element) -> bool:
    """Return whether a shape is not content: a date, a footer, a slide number, or a slide's picture above its notes."""
    place = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return place is not None and place.get("type") in _EDGES


def _cell(cell: etree._Element) -> list[str]:
    """Return the lines of a cell. A cell covered by a merged cell has none."""
    if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
        return []
    return [line for paragraph in cell.iter("{*}p") for line in _paragraph(paragraph).split("\n")]


def _paragraph(paragraph: etree._Element) -> str:
    return "".join("\n" if local_name(part) == "br" else part.text or "" for part in paragraph.iter("{*}t", "{*}br"))
