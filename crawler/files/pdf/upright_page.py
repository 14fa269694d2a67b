"""Pages of a PDF, turned so that their text is upright.

Landscape tables are often drawn sideways on a portrait page, with or without a rotation of the page. PDFium returns the
positions of characters on the page as it was before the rotation.
"""

import math
import unicodedata
from collections import Counter

import pypdfium2
from pypdfium2 import raw

from crawler.files.values import TEXT_LIMIT

_SAMPLE = 400
"""The number of characters from which the direction of a page's text is determined."""


class UprightPage:
    """A page of a PDF. All positions are those on the page whose text is upright, with the y axis upwards.

    It is used in a `with` statement.
    """

    def __init__(self, document: pypdfium2.PdfDocument, number: int) -> None:
        self.page = document[number]
        self.textpage = self.page.get_textpage()
        turn = _turn(self.textpage)
        if turn != self.page.get_rotation():
            # PDFium puts the lines in order for the rotation of the page.
            self.textpage.close()
            self.page.set_rotation(turn)
            self.textpage = self.page.get_textpage()
        self._turn = turn
        self.width, self.height = self.page.get_size()

    def __enter__(self) -> "UprightPage":
        return self

    def __exit__(self, *error: object) -> None:
        self.textpage.close()
        self.page.close()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return the position of a point whose position is given on the page without a rotation."""
        turned = {
            90: (y, self.height - x),
            180: (self.width - x, self.height - y),
            270: (self.width - y, x),
        }
        return turned.get(self._turn, (x, y))

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Return the left, bottom, right and top edge of a character.

        The box has the height of the font, so it is the same for 一 and 国.
        """
        left, bottom, right, top = self.textpage.get_charbox(index, loose=True)
        xs, ys = zip(self.point(left, bottom), self.point(right, top), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def code(self, index: int) -> int:
        """Return the code point of a character."""
        return int(raw.FPDFText_GetUnicode(self.textpage, index))

    def indexes(self) -> range:
        """Return the indexes of the characters, in reading order."""
        return range(min(self.textpage.count_chars(), TEXT_LIMIT))


def _turn(textpage: pypdfium2.PdfTextPage) -> int:
    """Return the rotation in degrees, clockwise, that makes most characters of a page upright: 0, 90, 180 or 270."""
    count = textpage.count_chars()
    step = max(1, count // _SAMPLE)
    angles = Counter(
        round(math.degrees(raw.FPDFText_GetCharAngle(textpage, index)) / 90) % 4
        for index in range(0, count, step)
        if unicodedata.category(chr(raw.FPDFText_GetUnicode(textpage, index)))[0] in "LN"
    )
    return -90 * angles.most_common(1)[0][0] % 360 if angles else 0
