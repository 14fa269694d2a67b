"""Extraction of the ruling lines on a PDF page, and conversion of pages to lines of text.

Each table row becomes one line.
"""

import ctypes
from collections.abc import Iterator, Sequence
from itertools import groupby, islice, pairwise

import pypdfium2
from pypdfium2 import raw

from crawler.files.rows import row_lines
from crawler.files.ruled_tables import RuledTable, Ruling, join_continued_table
from crawler.files.upright_page import UprightPage
from crawler.files.values import PageLine

_SEGMENTS_LIMIT = 20_000
"""The maximum number of path segments of a page that are examined. Drawings have more."""
_FORMS_LIMIT = 4
"""The maximum number of forms (Form XObjects) around a path."""
_STRAIGHT = 1.0
"""A segment is horizontal or vertical if its ends differ by at most this many points in the other direction."""
_EDGE = 3.0
"""Lines within this distance (in points) of a page edge belong to a background."""
_ROW_SIZE = 12.0


def rulings_of(page: UprightPage) -> tuple[list[Ruling], list[Ruling]]:
    """Return the horizontal and the vertical ruling lines on a page, including the edges of rectangles.

    If a form on the page contains a drawing with too many lines, only the lines outside the forms are returned.
    """
    horizontal: list[Ruling] = []
    vertical: list[Ruling] = []
    for path in _paths(page):
        for start, end in _segments(path):
            x0, y0 = page.point(*start)
            x1, y1 = page.point(*end)
            if abs(y0 - y1) <= _STRAIGHT < abs(x0 - x1) and _EDGE < y0 < page.height - _EDGE:
                horizontal.append(Ruling((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x0 - x1) <= _STRAIGHT < abs(y0 - y1) and _EDGE < x0 < page.width - _EDGE:
                vertical.append(Ruling((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return horizontal, vertical


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


def _segments(path: pypdfium2.PdfObject) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the straight segments of a path as pairs of points on the page before its rotation."""
    matrix = _matrix(path)
    points: list[tuple[float, float]] = []
    x = ctypes.c_float()
    y = ctypes.c_float()
    for number in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            yield from pairwise(points)
            points = []
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            yield from pairwise(points)
            points = []
        points.append(point)
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 2:
            points.append(points[0])
    yield from pairwise(points)


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
