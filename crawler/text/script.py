"""Conversion of Chinese text between simplified and traditional characters. Only this module imports OpenCC."""

from functools import cache

import opencc

_ROUNDS = 4
"""The maximum number of conversions of a character until it no longer changes. The current tables need two."""


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def to_simplified(text: str) -> str:
    """Return a text in simplified characters, converted phrase by phrase."""
    # OpenCC converts only phrases with a character that it also converts alone, and is slower than a table.
    simple = text.translate(_SIMPLE)
    if simple == text:
        return text
    pairs = zip(text.split("\n"), simple.split("\n"), strict=True)
    convert = _converter("t2s").convert
    return "\n".join(line if line == other else convert(line) for line, other in pairs)


class _Simple(dict[int, int | str]):
    """A table for `str.translate` that replaces each character by its simplified form.

    The simplified form of a character is computed when it is first needed.
    """

    def __missing__(self, code: int) -> int | str:
        self[code] = code if "\ud800" <= chr(code) <= "\udfff" else simplify_char(chr(code))
        return self[code]


_SIMPLE = _Simple({code: code for code in range(0x3000)})


def to_traditional(text: str, place: str = "") -> str:
    """Return a text in traditional characters, converted phrase by phrase.

    `place` is `tw` or `hk` for the forms used in Taiwan or Hong Kong, or empty for the standard forms.
    """
    converted: str = _converter(f"s2{place or 't'}").convert(text)
    return converted


@cache
def simplify_char(char: str) -> str:
    """Return the simplified form of a character, or the character itself if that form has several characters."""
    simplified: str = _converter("t2s").convert(char)
    return simplified if len(simplified) == 1 else char


def simplify_variants(text: str) -> str:
    """Return a text in simplified characters, converted phrase by phrase from Taiwanese and Hong Kong forms."""
    for name in ("tw2s", "hk2s"):
        text = _converter(name).convert(text)
    return text


def fold_char_script(char: str) -> str:
    """Return the simplified form of a single character, even if the character is used only in Taiwan or Hong Kong."""
    for _ in range(_ROUNDS):
        before = char
        char = simplify_variants(char)
        if char == before:
            break
    return char
