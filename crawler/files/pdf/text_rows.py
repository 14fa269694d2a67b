"""The lines of a PDF page across its whole width, in pieces separated by gaps, and columns of prose. Pure functions."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from crawler.files.paragraphs import is_wide
from crawler.files.pdf.ruled_tables import Char

_GAP = 0.38
"""Pieces of a line are at least this share of the character height apart. A space is about a fifth of it wide."""
_SPACES = 1.7
"""Pieces of a line are at least this number of spaces apart."""
_SAME_LINE = 0.4
_LONG = 24.0
"""Half-width characters from which a piece is long enough to be a line of prose."""
_FILLED = 0.75
"""The share of its column's width that a line of prose fills."""
_PROSE_LINES = 5
_PROSE_SHARE = 0.5
_STEP = 3.0
_STEPS_LIMIT = 400
"""The distance in points between the positions at which a gap is looked for, and their maximum number on a page.

The positions of words in a damaged file may be millions of points apart.
"""


@dataclass(frozen=True)
class TextPiece:
    """A part of a line without gaps: its text, edges, vertical centre (y axis upwards) and size, in points.

    `length` is the length of the text in half-width characters.
    """

    text: str
    left: float
    right: float
    middle: float
    size: float
    length: int


TextRow = tuple[TextPiece, ...]
"""The pieces of a line across the page, from left to right."""


Gap = tuple[float, float]


@dataclass(frozen=True)
class TableLines:
    """Lines of a table from top to bottom, and the gaps between its columns from left to right."""

    rows: tuple[TextRow, ...]
    gaps: tuple[Gap, ...]

    def cells(self) -> list[dict[int, list[TextPiece]]]:
        """Return the pieces of each line by column."""
        lines = []
        for row in self.rows:
            line: dict[int, list[TextPiece]] = {}
            for piece in row:
                line.setdefault(column_of(piece, self.gaps), []).append(piece)
            lines.append(line)
        return lines


def column_of(piece: TextPiece, gaps: Sequence[Gap]) -> int:
    """Return the column in which a piece begins."""
    return sum((gap[0] + gap[1]) / 2 <= piece.left for gap in gaps)


def length(text: str) -> int:
    """Return the length of a text in half-width characters."""
    return sum(2 if is_wide(char) else 1 for char in text)


def text_rows(chars: Sequence[Char], space: float = 0.0) -> list[TextRow]:
    """Return the lines of a page from top to bottom. Characters beside each other form a line, whatever their order.

    `space` is the width of a space as a share of the character height.
    """
    rows: list[list[Char]] = []
    shown = [char for char in chars if char.text.strip() and not char.is_turned]
    for char in sorted(shown, key=lambda char: -char.middle):
        first = rows[-1][0] if rows else None
        if first is not None and first.middle - char.middle < _SAME_LINE * max(first.size, char.size):
            rows[-1].append(char)
        else:
            rows.append([char])
    return [tuple(_pieces(sorted(row, key=lambda char: char.left), max(_GAP, _SPACES * space))) for row in rows]


def _pieces(row: Sequence[Char], gap: float) -> Iterator[TextPiece]:
    piece = [row[0]]
    right = row[0].right
    for char in row[1:]:
        if char.left - right > gap * max(char.size, piece[-1].size):
            yield _piece(piece)
            piece = []
        piece.append(char)
        right = max(right, char.right)
    yield _piece(piece)


def _piece(chars: Sequence[Char]) -> TextPiece:
    size = median(char.size for char in chars)
    text = chars[0].text
    for char in chars[1:]:
        text += (" " if char.is_spaced else "") + char.text
    return TextPiece(
        text,
        chars[0].left,
        max(char.right for char in chars),
        median(char.middle for char in chars),
        size,
        length(text),
    )


def prose_columns(rows: Sequence[TextRow]) -> Iterator[list[TextRow]]:
    """Yield the rows of each part of a page that is beside other parts, separated by the gap between columns of prose.

    Rows across the columns are parts of their own.
    """
    gutter = _gutter(rows)
    if gutter is None:
        yield list(rows)
        return
    zone: list[TextRow] = []
    for row in (*rows, None):
        if row is not None and not any(piece.left < gutter < piece.right for piece in row):
            zone.append(row)
            continue
        if _prose_share(zone, gutter) >= _PROSE_SHARE:
            for side in (True, False):
                parts = (tuple(piece for piece in line if (piece.right <= gutter) is side) for line in zone)
                yield from prose_columns([part for part in parts if part])
        elif zone:
            yield zone
        zone = []
        if row is not None:
            yield [row]


def _gutter(rows: Sequence[TextRow]) -> float | None:
    """Return the middle of the gap between two columns of prose, or None if there is none."""
    if len(rows) < _PROSE_LINES:
        return None
    left = min(row[0].left for row in rows)
    right = max(row[-1].right for row in rows)
    lefts = sorted(piece.left for row in rows for piece in row)
    rights = sorted(piece.right for row in rows for piece in row)
    best = None
    most = 0.0
    at = left + 0.2 * (right - left)
    while at < left + 0.8 * (right - left):
        # Pieces of a row do not overlap, so each of those at this place is in another row.
        count = len(rows) - bisect_left(lefts, at) + bisect_right(rights, at)
        if count >= max(_PROSE_LINES, 0.3 * len(rows)) and count > most:
            beside = [row for row in rows if not any(piece.left < at < piece.right for piece in row)]
            share = _prose_share(beside, at)
            if share >= _PROSE_SHARE and share * count > most:
                best, most = at, share * count
        at += max(_STEP, (right - left) / _STEPS_LIMIT)
    return best


def _prose_share(rows: Sequence[TextRow], gutter: float) -> float:
    """Return the smaller share of lines of prose among the lines on each side of a gap."""
    shares = []
    for is_left in (True, False):
        lines = [side for row in rows if (side := [piece for piece in row if (piece.right <= gutter) is is_left])]
        if len(lines) < _PROSE_LINES:
            return 0.0
        left = min(line[0].left for line in lines)
        right = max(line[-1].right for line in lines)
        shares.append(sum(_is_prose(line, right - left) for line in lines) / len(lines))
    return min(shares)


def _is_prose(line: Sequence[TextPiece], width: float) -> bool:
    is_wide_enough = sum(piece.right - piece.left for piece in line) >= _FILLED * width
    return is_wide_enough and sum(piece.length for piece in line) >= _LONG
