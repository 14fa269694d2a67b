"""Pages of a PDF, turned so that their text is upright.

Landscape tables are often drawn sideways on a portrait page, with or without a rotation of the page. PDFium returns the
positions of characters on the page as it was before the rotation.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import pypdfium2
from pypdfium2 import raw

from crawler.files.pdf.form_fields import FieldValue, field_values
from crawler.files.values import TEXT_LIMIT

Edges = tuple[float, float, float, float]
"""The left, bottom, right and top edge of a character, in points."""
_FIELD_SIZE = 12.0
_BAND = 10.0
"""The height of the bands of a page (in points) by which the characters beside a form field are looked up."""
_MOST_BANDS = 10
_SAMPLE = 400
"""The number of characters from which the direction of a page's text is determined."""


class UprightPage:
    """A page of a PDF. All positions are those on the page whose text is upright, with the y axis upwards.

    The values of form fields are characters of the page, at the places where they are shown. `form` is the form of the
    document. The page is used in a `with` statement.
    """

    def __init__(self, document: pypdfium2.PdfDocument, number: int, form: Any = None) -> None:
        self.page = document[number]
        self.textpage = self.page.get_textpage()
        turn = _turn(self.textpage)
        if turn != self.page.get_rotation():
            # PDFium puts the lines in order for the rotation of the page.
            self.textpage.close()
            self.page.set_rotation(turn)
            self.textpage = self.page.get_textpage()
        self._turn = turn
        self._handle = self.textpage.raw
        self._box = raw.FS_RECTF()
        self.width, self.height = self.page.get_size()
        self._count = min(int(self.textpage.count_chars()), TEXT_LIMIT)
        self._added: list[tuple[int, Edges]] = []
        self._indexes: Sequence[int] = range(self._count)
        if form and (values := list(field_values(form, self.page))):
            self._indexes = self._with_values(values)

    def __enter__(self) -> "UprightPage":
        return self

    def __exit__(self, *error: object) -> None:
        self.textpage.close()
        self.page.close()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return the position of a point whose position is given on the page without a rotation."""
        if self._turn == 90:
            return y, self.height - x
        if self._turn == 180:
            return self.width - x, self.height - y
        return (self.width - y, x) if self._turn == 270 else (x, y)

    def box(self, index: int) -> Edges:
        """Return the left, bottom, right and top edge of a character.

        The box has the height of the font, so it is the same for 一 and 国.
        """
        if index >= self._count:
            return self._added[index - self._count][1]
        box = self._box
        if not raw.FPDFText_GetLooseCharBox(self._handle, index, box):
            raise pypdfium2.PdfiumError("Failed to get charbox.")
        x0, y0 = self.point(box.left, box.bottom)
        x1, y1 = self.point(box.right, box.top)
        return (x0 if x0 < x1 else x1), (y0 if y0 < y1 else y1), (x1 if x0 < x1 else x0), (y1 if y0 < y1 else y0)

    def code(self, index: int) -> int:
        """Return the code point of a character."""
        if index >= self._count:
            return self._added[index - self._count][0]
        return self._codes[index]

    @cached_property
    def _codes(self) -> list[int]:
        return [raw.FPDFText_GetUnicode(self._handle, index) for index in range(self._count)]

    def is_turned(self, index: int) -> bool:
        """Return whether a character has another direction than most characters of the page."""
        return index < self._count and _quarters(self._handle, index) != -self._turn // 90 % 4

    def indexes(self) -> Sequence[int]:
        """Return the indexes of the characters, in reading order."""
        return self._indexes

    def _with_values(self, values: Iterable[FieldValue]) -> list[int]:
        """Add the values of form fields to the characters, and return the indexes in reading order.

        A value is put before the first character to the right of it on the same line, otherwise behind the line. If
        no text is on the same line, the value is a line of its own before the next line below it.
        """
        boxes = [(index, self.box(index)) for index in range(self._count) if self.code(index) > 32]
        bands = _bands(boxes)
        inserted: dict[int, list[int]] = defaultdict(list)
        for value in sorted(values, key=lambda value: -value.top):
            corners = (self.point(value.left, value.bottom), self.point(value.right, value.top))
            (left, right), (bottom, top) = (sorted(edges) for edges in zip(*corners, strict=True))
            middle = (bottom + top) / 2
            line = [(index, box) for index, box in bands[int(middle // _BAND)] if box[1] <= middle <= box[3]]
            if line:
                place = next((index for index, box in line if box[0] >= left), line[-1][0] + 1)
            else:
                place = next((index for index, box in boxes if box[3] < middle), self._count)
            is_spaced = place > 0 and self.code(place - 1) <= 32
            text = f"{'' if is_spaced else ' '}{value.text} " if line else f"\n{value.text}\n"
            height = min(top - bottom, line[0][1][3] - line[0][1][1] if line else _FIELD_SIZE)
            step = min(height, (right - left) / len(text))
            for number, char in enumerate(text):
                at = left + number * step
                inserted[place].append(self._count + len(self._added))
                self._added.append((ord(char), (at, middle - height / 2, at + step, middle + height / 2)))
        return [index for place in range(self._count) for index in (*inserted[place], place)] + inserted[self._count]


def _bands(boxes: Sequence[tuple[int, Edges]]) -> dict[int, list[tuple[int, Edges]]]:
    """Return the indexes and boxes of characters by the bands of the page in which they are."""
    bands: dict[int, list[tuple[int, Edges]]] = defaultdict(list)
    for index, box in boxes:
        first = int(box[1] // _BAND)
        for band in range(first, min(int(box[3] // _BAND), first + _MOST_BANDS) + 1):
            bands[band].append((index, box))
    return bands


def _turn(textpage: pypdfium2.PdfTextPage) -> int:
    """Return the rotation in degrees, clockwise, that makes most characters of a page upright: 0, 90, 180 or 270."""
    count = textpage.count_chars()
    step = max(1, count // _SAMPLE)
    angles = Counter(
        _quarters(textpage.raw, index)
        for index in range(0, count, step)
        if unicodedata.category(chr(raw.FPDFText_GetUnicode(textpage, index)))[0] in "LN"
    )
    return -90 * angles.most_common(1)[0][0] % 360 if angles else 0


def _quarters(handle: Any, index: int) -> int:
    """Return the direction of a character as a number of quarter turns, from 0 to 3."""
    angle = raw.FPDFText_GetCharAngle(handle, index)
    return round(math.degrees(angle) / 90) % 4 if angle else 0
