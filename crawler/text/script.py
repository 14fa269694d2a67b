"""Convert Chinese between the scripts. The only module that imports OpenCC."""

from functools import cache

import opencc

_ROUNDS = 4
"""Rounds after which a character is the same in all tables; two are needed at present."""


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def to_simplified(text: str) -> str:
    """Return a text in simplified characters, converted phrase by phrase."""
    converted: str = _converter("t2s").convert(text)
    return converted


def to_traditional(text: str, place: str = "") -> str:
    """Return a text in traditional characters, converted phrase by phrase.

    `place`: `tw` or `hk` for the forms of Taiwan or Hong Kong.
    """
    converted: str = _converter(f"s2{place or 't'}").convert(text)
    return converted


@cache
def simplify_char(char: str) -> str:
    """Return one character as simplified by itself; unchanged where that would be several characters."""
    simplified: str = _converter("t2s").convert(char)
    return simplified if len(simplified) == 1 else char


def simplify_variants(text: str) -> str:
    """Return a text in simplified characters, from the forms of any place, phrase by phrase."""
    for name in ("tw2s", "hk2s"):
        text = _converter(name).convert(text)
    return text


def fold_char_script(char: str) -> str:
    """Return the simplified form of a character of any place (Taiwan, Hong Kong), by itself."""
    for _ in range(_ROUNDS):
        before = char
        char = simplify_variants(char)
        if char == before:
            break
    return char
