"""Conversion of Chinese text between simplified and traditional characters. Only this module imports OpenCC."""

from functools import cache

import opencc

_ROUNDS = 4
"""The maximum number of conversions until a character no longer changes. The current tables need two."""


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def to_simplified(text: str) -> str:
    """Return a text in simplified characters, converted phrase by phrase."""
    converted: str = _converter("t2s").convert(text)
    return converted


def to_traditional(text: str, place: str = "") -> str:
    """Return a text in traditional characters, converted phrase by phrase.

    `place` is `tw` or `hk` for the forms used in Taiwan or Hong Kong, or empty for the standard forms.
    """
    converted: str = _converter(f"s2{place or 't'}").convert(text)
    return converted


@cache
def simplify_char(char: str) -> str:
    """Return the simplified form of a single character, or the character itself if the form has several characters."""
    simplified: str = _converter("t2s").convert(char)
    return simplified if len(simplified) == 1 else char


def simplify_variants(text: str) -> str:
    """Return a text in simplified characters, converted phrase by phrase from Taiwanese and Hong Kong forms."""
    for name in ("tw2s", "hk2s"):
        text = _converter(name).convert(text)
    return text


def fold_char_script(char: str) -> str:
    """Return the simplified form of a single character, including the forms of Taiwan and Hong Kong."""
    for _ in range(_ROUNDS):
        before = char
        char = simplify_variants(char)
        if char == before:
            break
    return char
