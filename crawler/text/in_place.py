"""Folding (normalization) of texts that keeps their length, so that positions do not change.

It is used for matching patterns in documents, because the positions of matches then also apply to the source text.
Spaces, line breaks, case and the marks 。、“” are kept, because they have a meaning there. Traditional characters
become simplified, and full-width characters half-width, if one character can be replaced by one character. For
comparing texts, use the full normalization in `crawler.text.fold`; it changes the length of texts and maps positions.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cached_property

from crawler.text.characters import FEW
from crawler.text.script import simplify_char, traditional_chars

_ROUND = dict(zip("〔〕【】［］[]﹝﹞︵︶", "()()()()()()", strict=True))
_SQUARE = dict(zip("[【〖﹝]】〗﹞", "〔〔〔〔〕〕〕〕", strict=True))
_MARKS = dict(zip("﹑︑﹕∶﹔﹐﹒「」『』", "、、::;,.“”“”", strict=True))
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys("\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\t", " ")
_BREAKS = dict.fromkeys("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n")
BLANKS = "\t\r\x0b\x0c\x00\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters that `fold_chars` replaces by a space."""
_UNUSUAL = "\x80-\u2013\u2015-\u2017\u201e-\u3000\u3003-\u3007\u300c-\u33ff\ua000-\U0010ffff"
"""The characters that are neither ASCII nor Chinese, without the usual marks —‘’“”、。《》."""

_BEGINNING = 400
_LAST_KEPT = 0xFFFF
"""The last character whose folded form is kept; further characters are rare. This limits the memory."""


class _Folding(dict[int, int]):
    """A table for `str.translate`; the folded form of a character is computed when the character first occurs.

    The folded form of a folded form is the same form, so that characters can be replaced in any order.
    """

    def __init__(self, known: Mapping[str, str], folded: Callable[[str], str], others: str = "") -> None:
        """Create a folding. `known` has the folded forms of some characters; `folded` returns that of any other.

        `others` are the further characters that may be changed, besides those in `known` and traditional characters,
        in the syntax of a set in a pattern.
        """
        super().__init__({ord(char): ord(form) for char, form in known.items()})
        self._others = others
        self._folded = folded
        self._known = "".join(known)

    def __missing__(self, code: int) -> int:
        # `str.translate` is faster with a code point than with a string.
        folded = ord(self._folded(chr(code))) if self._changeable.match(chr(code)) else code
        if code <= _LAST_KEPT:
            self[code] = folded
        return folded

    @cached_property
    def _changeable(self) -> re.Pattern[str]:
        return re.compile(f"[{re.escape(self._known)}{self._others}{traditional_chars()}]")

    def __call__(self, text: str) -> str:
        """Return the folded text.

        In most texts, few different characters are changed. To search for them and to replace each everywhere takes a
        fifth of the time of `str.translate`.
        """
        # The beginning usually tells whether a text is in traditional characters.
        for part in (text[:_BEGINNING], text) if len(text) > _BEGINNING else (text,):
            found = set(self._changeable.findall(part))
            if len(found) > FEW:
                return text.translate(self)
        for char in found:
            text = text.replace(char, chr(self[ord(char)]))
        return text


def _simplified(char: str) -> str:
    """Return the simplified form of a character. It is simplified twice, because 薴 becomes 苧, and 苧 becomes 苎."""
    return simplify_char(simplify_char(char))


def _half_width(char: str) -> str:
    """Return the half-width and simplified form of a character. Square brackets of any kind become 〔 and 〕."""
    if "\ud800" <= char <= "\udfff":
        return char
    plain = unicodedata.normalize("NFKC", char)
    plain = plain if len(plain) == 1 else char
    plain = _SQUARE.get(plain, plain)
    return plain if plain.isascii() else _simplified(plain)


_TEXT = _Folding({**_WIDE, **_ROUND, **_SPACES, **_BREAKS, **_MARKS}, _simplified)
_CHARS = _Folding({**_SQUARE, **dict.fromkeys(BLANKS, " ")}, _half_width, _UNUSUAL)


def fold_text(text: str) -> str:
    """Return `text` in simplified characters and half width, with round brackets in place of square ones.

    Spaces of any kind become ASCII spaces, and line breaks of any kind become line feeds. The result has the same
    number of characters. Circled numbers, the Chinese full stop 。, the comma 、 and the quotation marks “” are kept.
    """
    return _TEXT(text)


def fold_chars(text: str) -> str:
    """Return `text` in simplified characters and half width, with 〔 and 〕 for all kinds of square brackets.

    The result has the same number of characters. Circled numbers and other compatibility characters become plain ones;
    quotation marks and line feeds are kept.
    """
    return _CHARS(text)
