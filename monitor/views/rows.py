"""Rows for display. A row is a line of text with a margin. The line consists of pieces, each with a style.

The text is untrusted. The caller must remove control characters before printing it.
"""

from dataclasses import dataclass
from typing import Literal

Style = Literal["", "fact", "heading", "unit", "target", "deadline", "cut", "quiet", "warning"]


@dataclass(frozen=True)
class Piece:
    """A piece of a line, with the style in which it is displayed."""

    text: str
    style: Style = ""


@dataclass(frozen=True)
class Row:
    """A line with margin notes on its left. The printing code wraps both to the available width."""

    margin: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The text of the line without its margin."""
        return "".join(piece.text for piece in self.pieces)


def row(margin: str, text: str, style: Style = "", after: str = "") -> Row:
    """Return a row with `margin` on its left. Its line consists of `text` in the style `style`, followed by `after`.

    `after` is a remark that is displayed less prominently. Empty parts are left out.
    """
    pieces = (Piece(text, style), Piece(after, "quiet"))
    return Row((margin,) if margin else (), tuple(piece for piece in pieces if piece.text))
