"""Rows to be shown: a margin and pieces of text, each piece with its style.

The text is untrusted; the caller removes control characters before printing it.
"""

from dataclasses import dataclass
from typing import Literal

Style = Literal["", "fact", "heading", "unit", "target", "deadline", "cut", "quiet", "warning"]


@dataclass(frozen=True)
class Piece:
    """A piece of a line, and its style."""

    text: str
    style: Style = ""


@dataclass(frozen=True)
class Row:
    """A line with the notes at its left. The printing breaks both to the available width."""

    margin: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The line without its margin."""
        return "".join(piece.text for piece in self.pieces)


def row(margin: str, text: str, style: Style = "", after: str = "") -> Row:
    """Return a row of one piece, with a quiet remark after it."""
    pieces = (Piece(text, style), Piece(after, "quiet"))
    return Row((margin,) if margin else (), tuple(piece for piece in pieces if piece.text))
