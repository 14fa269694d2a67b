"""Folding (normalization) of texts that keeps their length, so that positions do not change.

It is used for matching patterns in documents, because the positions of matches then also apply to the source text.
Spaces, line breaks, case and the marks 。、“” are kept, because they have a meaning there. Traditional characters
become simplified, and full-width characters half-width, if one character can be replaced by one character. For
comparing texts, use the full normalization in `crawler.text.fold`; it changes the length of texts and maps positions.
"""

import unicodedata
from collections.abc import Callable

from crawler.text.script import simplify_char

_FIRST_HAN = 0x3400
_LAST_HAN = 0x9FFF
_ROUND = str.maketrans("〔〕【】［］[]﹝﹞︵︶", "()()()()()()")
_SQUARE = dict(zip("[【〖﹝]】〗﹞", "〔〔〔〔〕〕〕〕", strict=True))
_MARKS = str.maketrans("﹑︑﹕∶﹔﹐﹒「」『』", "、、::;,.“”“”")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\t"), " ")
_BREAKS = dict.fromkeys(map(ord, "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
BLANKS = "\t\r\x0b\x0c\x00\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters that `fold_chars` replaces by a space."""


class _Table(dict[int, int]):
    """A table for `str.translate`; the folded form of a character is computed when the character first occurs."""

    def __init__(self, folded: Callable[[str], str], known: dict[int, str | int]) -> None:
        """Create a table. `known` contains the folded forms of some characters, by code point.

        `folded` is a function that returns the folded form of any other character.
        """
        super().__init__({code: ord(form) if isinstance(form, str) else form for code, form in known.items()})
        self._folded = folded

    def __missing__(self, code: int) -> int:
        # `str.translate` is faster with a code point than with a string.
        self[code] = ord(self._folded(chr(code)))
        return self[code]


def _simplified(char: str) -> str:
    return simplify_char(char) if _FIRST_HAN <= ord(char) <= _LAST_HAN else char


def _half_width(char: str) -> str:
    """Return the half-width and simplified form of a character. Square brackets of any kind become 〔 and 〕."""
    if char in BLANKS:
        return " "
    if "\ud800" <= char <= "\udfff":
        return char
    plain = unicodedata.normalize("NFKC", char)
    plain = plain if len(plain) == 1 else char
    plain = _SQUARE.get(plain, plain)
    return plain if plain.isascii() else simplify_char(plain)


_TEXT = _Table(_simplified, {**_WIDE, **_ROUND, **_SPACES, **_BREAKS, **_MARKS})
_CHARS = _Table(_half_width, {code: chr(code) for code in range(0x21, 0x7F) if chr(code) not in _SQUARE})


def fold_text(text: str) -> str:
    """Return `text` in simplified characters and half width, with round brackets in place of square ones.

    Spaces of any kind become ASCII spaces, and line breaks of any kind become line feeds. The result has the same
    number of characters. Circled numbers, the Chinese full stop 。, the comma 、 and the quotation marks “” are kept.
    """
    return text.translate(_TEXT)


def fold_chars(text: str) -> str:
    """Return `text` in simplified characters and half width, with 〔 and 〕 for all kinds of square brackets.

    The result has the same number of characters. Circled numbers and other compatibility characters become plain ones;
    quotation marks and line feeds are kept.
    """
    return text.translate(_CHARS)
