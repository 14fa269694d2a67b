"""Lines of a document with their folded (normalized) form, for matching titles, numbers, names and dates.

Folded text has simplified characters, half-width forms and only one type of square bracket. Patterns are matched
against the folded text. Since it has the same length as the original text, results are slices of the original.
"""

import re
import unicodedata
from typing import NamedTuple

from crawler.text.in_place import BLANKS, fold_chars

__all__ = ["FoldedLine", "fold_chars", "plain", "squashed", "tidy"]


def plain(text: str) -> str:
    """Return the text in half-width forms and without white space, for comparing names and document numbers.

    Traditional characters are not converted.
    """
    chars = (unicodedata.normalize("NFKC", char) if not char.isspace() else "" for char in text)
    return "".join(char for char in chars if char not in BLANKS)


def tidy(text: str) -> str:
    """Return the text without white space at its ends, and with a single space for any other run of white space."""
    return " ".join(text.translate({ord(char): " " for char in BLANKS}).split())


def squashed(text: str) -> str:
    """Return the letters and digits of a text, folded and in lower case."""
    return re.sub(r"[\W_]", "", fold_chars(text).lower())


class FoldedLine(NamedTuple):
    """A line of text and its folded form, which has the same length."""

    text: str
    folded: str

    @classmethod
    def of(cls, text: str) -> "FoldedLine":
        """Return `text` as a FoldedLine, without leading and trailing white space."""
        text = text.strip()
        return cls(text, fold_chars(text))

    def cut(self, start: int, end: int | None = None) -> "FoldedLine":
        """Return the part of the line from index `start` to `end`, without leading and trailing white space."""
        text = self.text[start:end]
        kept = text.strip()
        if len(kept) == len(text):
            return FoldedLine(text, self.folded[start:end])
        left = len(text) - len(text.lstrip())
        return FoldedLine(kept, self.folded[start:end][left : left + len(kept)])

    def group(self, match: re.Match[str], name: str | int = 0) -> str:
        """Return the part of the original text that corresponds to group `name` of a match in the folded text."""
        start, end = match.span(name)
        return self.text[start:end]
