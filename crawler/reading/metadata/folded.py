"""Normalization ("folding") of text for matching, character by character, so that indices stay valid.

Folded text has simplified characters, half-width forms and only one type of square bracket. Patterns are matched
against the folded text; results are slices of the original text.
"""

import re
import unicodedata
from dataclasses import dataclass

from crawler.text.script import simplify_char

_BRACKETS = {"[": "〔", "【": "〔", "〖": "〔", "]": "〕", "】": "〕", "〗": "〕", "﹝": "〔", "﹞": "〕"}
_BLANKS = "\t\r\x0b\x0c\x00\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


def _folded_char(char: str) -> str:
    if char in _BLANKS:
        return " "
    if "\ud800" <= char <= "\udfff":
        return char
    plain = unicodedata.normalize("NFKC", char)
    plain = plain if len(plain) == 1 else char
    plain = _BRACKETS.get(plain, plain)
    return plain if plain.isascii() else simplify_char(plain)


class _Table(dict[int, str]):
    """Table for `str.translate` that maps each character to its folded form and caches the results."""

    def __missing__(self, code: int) -> str:
        self[code] = _folded_char(chr(code))
        return self[code]


_TABLE = _Table({code: chr(code) for code in range(0x21, 0x7F) if chr(code) not in _BRACKETS})


def fold_chars(text: str) -> str:
    """Return the folded text, which has the same length as `text`."""
    return text.translate(_TABLE)


def plain(text: str) -> str:
    """Return the text in half-width forms and without white space, used for names and document numbers.

    Traditional characters are not converted.
    """
    chars = (unicodedata.normalize("NFKC", char) if not char.isspace() else "" for char in text)
    return "".join(char for char in chars if char not in _BLANKS)


def tidy(text: str) -> str:
    """Return the text with each run of white space replaced by one space, and without white space at either end."""
    return " ".join(text.translate({ord(char): " " for char in _BLANKS}).split())


@dataclass(frozen=True)
class FoldedLine:
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
        left = len(text) - len(text.lstrip())
        right = len(text.rstrip())
        return FoldedLine(text[left:right], self.folded[start:end][left:right])

    def group(self, match: re.Match[str], name: str | int = 0) -> str:
        """Return the part of the original text that corresponds to group `name` of a match in the folded form."""
        start, end = match.span(name)
        return self.text[start:end]
