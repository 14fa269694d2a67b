"""Extraction of the ruling lines and filled boxes on a PDF page, and conversion of pages to lines of text.

Each table row becomes one line.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise

import pypdfium2
from pypdfium2 import raw

from crawler.files.pdf.grids import Box, Grid, Ruling, find_page_grids
from crawler.files.pdf.ruled_tables import RuledTable, join_continued_table
from crawler.files.pdf.upright_page import UprightPage
from crawler.files.rows import row_lines
from crawler.files.values import PageLine

_SEGMENTS_LIMIT = 20_000
"""The maximum number of path segments of a page that are examined. Drawings have more."""
_FORMS_LIMIT = 4
"""The maximum number of forms (Form XObjects) around a path."""
_STRAIGHT = 1.0
"""A segment is horizontal or vertical if its ends differ by at most this many points in the other direction."""
_EDGE = 3.0
"""Lines and boxes within this distance (in points) of a page edge belong to a background."""
_THIN = 3.0
"""A filled shape with at most this width or height (in points) is a line."""
_SIDES = 4
_ROW_SIZE = 12.0


@dataclass(frozen=True)
class _Outline:
    """A part of a path: its straight segments, as pairs of points, and the box around it."""

    segments: Sequence[tuple[tuple[float, float], tuple[float, float]]]
    box: Box


def grids_of(page: UprightPage) -> list[Grid]:
    """Return the grids of the tables on a page, from top to bottom.

    If a form on the page contains a drawing with too many lines, only the lines outside the forms are examined.
    """
    horizontal: list[Ruling] = []
    vertical: list[Ruling] = []
    boxes: list[Box] = []
    for path in _paths(page):
        is_filled, is_stroked = _paint(path)
        for outline in _outlines(path, page) if is_filled or is_stroked else ():
            box = outline.box
            if is_stroked or min(box.right - box.left, box.top - box.bottom) <= _THIN:
                for (x0, y0), (x1, y1) in outline.segments:
                    if abs(y0 - y1) <= _STRAIGHT < abs(x0 - x1) and _EDGE < y0 < page.height - _EDGE:
                        horizontal.append(Ruling((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
                    elif abs(x0 - x1) <= _STRAIGHT < abs(y0 - y1) and _EDGE < x0 < page.width - _EDGE:
                        vertical.append(Ruling((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
            elif _is_rectangle(outline) and _is_inside(box, page):
                boxes.append(box)
    return find_page_grids(horizontal, vertical, boxes)


def _is_rectangle(outline: _Outline) -> bool:
    """Return whether an outline is a rectangle, possibly with round corners. The last side may be missing."""
    return len(outline.segments) >= _SIDES - 1 and all(
        abs(x0 - x1) <= _STRAIGHT or abs(y0 - y1) <= _STRAIGHT for (x0, y0), (x1, y1) in outline.segments
    )


def _is_inside(box: Box, page: UprightPage) -> bool:
    is_beside = box.left > _EDGE and box.right < page.width - _EDGE
    return is_beside and box.bottom > _EDGE and box.top < page.height - _EDGE


def _paint(path: pypdfium2.PdfObject) -> tuple[bool, bool]:
    """Return whether a path is filled, and whether its outline is drawn. If it is neither, it only clips others."""
    fill = ctypes.c_int()
    stroke = ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return fill.value != raw.FPDF_FILLMODE_NONE, bool(stroke.value)


def _paths(page: UprightPage) -> list[pypdfium2.PdfObject]:
    """Return the paths on a page. Paths in forms are omitted from the depth at which there are too many segments.

    Many programs put the content of a page into a form, for example when they add a stamp.
    """
    found: list[pypdfium2.PdfObject] = []
    room = _SEGMENTS_LIMIT
    paths = page.page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=_FORMS_LIMIT + 1)
    for _, group in groupby(sorted(islice(paths, _SEGMENTS_LIMIT), key=_level), key=_level):
        listed = list(group)
        room -= sum(map(raw.FPDFPath_CountSegments, listed))
        if room < 0:
            break
        found += listed
    return found


def _level(path: pypdfium2.PdfObject) -> int:
    return int(path.level)


def _outlines(path: pypdfium2.PdfObject, page: UprightPage) -> Iterator[_Outline]:
    """Yield the outlines of which a path consists."""
    matrix = _matrix(path)
    outline: list[tuple[float, float, bool]] = []
    x = ctypes.c_float()
    y = ctypes.c_float()
    for number in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO and outline:
            yield _outline(outline)
            outline = []
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = page.point(*matrix.on_point(x.value, y.value))
        outline.append((*point, kind == raw.FPDF_SEGMENT_LINETO))
        if raw.FPDFPathSegment_GetClose(segment) and len(outline) > 2:
            outline.append((*outline[0][:2], True))
    if outline:
        yield _outline(outline)


def _outline(points: Sequence[tuple[float, float, bool]]) -> _Outline:
    """Return the outline through points. The third value of a point is whether a straight line leads to it."""
    xs = [x for x, _, _ in points]
    ys = [y for _, y, _ in points]
    segments = [((x0, y0), (x1, y1)) for (x0, y0, _), (x1, y1, is_straight) in pairwise(points) if is_straight]
    return _Outline(segments, Box(min(xs), min(ys), max(xs), max(ys)))


def _matrix(element: pypdfium2.PdfObject) -> pypdfium2.PdfMatrix:
    """Return the matrix from the coordinates of a path to those of the page, through the forms around the path."""
    matrix = element.get_matrix()
    while element.container is not None:
        element = element.container
        matrix = matrix.multiply(element.get_matrix())
    return matrix


def lines_of_pages(pages: Sequence[Sequence[PageLine | RuledTable]]) -> list[list[PageLine]]:
    """Return the lines of text on each page. Each table row is one line.

    A table that continues on the next page is treated as one table.
    """
    parts = [list(page) for page in pages]
    for page, following in pairwise(parts):
        place = _last_table(page)
        first = next((at for at, part in enumerate(following) if isinstance(part, RuledTable)), None)
        if place is None or first is None or first > 1:
            continue
        before = page[place]
        table = following[first]
        if (
            isinstance(before, RuledTable)
            and isinstance(table, RuledTable)
            and (whole := join_continued_table(before, table))
        ):
            page[place], following[first] = whole
    return [[line for part in page for line in _lines(part)] for page in parts]


def _last_table(page: Sequence[PageLine | RuledTable]) -> int | None:
    """Return the index of the table at the end of a page, or None if there is none.

    One line, which may be the page number, can follow the table.
    """
    tail = range(len(page) - 1, max(-1, len(page) - 3), -1)
    return next((at for at in tail if isinstance(page[at], RuledTable)), None)


def _lines(part: PageLine | RuledTable) -> Iterator[PageLine]:
    if isinstance(part, PageLine):
        yield part
        return
    for number, row in enumerate(part.rows):
        base = part.top - number * _ROW_SIZE
        for text in row_lines([[cell] for cell in row if cell]):
            yield PageLine(text, part.left, part.right, base, _ROW_SIZE, is_row=True)
