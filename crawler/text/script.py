"""Conversion of Chinese text between simplified and traditional characters. Only this module imports OpenCC."""

import re
from functools import cache

import opencc

_ROUNDS = 4
"""The maximum number of conversions of a character until it no longer changes. The current tables need two."""


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


_FIRST_HAN = 0x3400
_LAST_HAN = 0x9FFF
_RARE = "\ua000-\ud7ff\ue000-\ufeff\ufff0-\U0010ffff"
"""Characters that are seldom or never Chinese, in the syntax of a set in a pattern."""


@cache
def traditional_chars() -> str:
    """Return the usual Chinese characters that a conversion to simplified characters changes."""
    chars = [chr(code) for code in range(_FIRST_HAN, _LAST_HAN + 1)]
    # Line breaks prevent a conversion by phrases. One call for all characters takes milliseconds.
    simplified = _converter("t2s").convert("\n".join(chars)).split("\n")
    return "".join(char for char, simple in zip(chars, simplified, strict=True) if char != simple)


@cache
def _may_be_traditional() -> re.Pattern[str]:
    return re.compile(f"[{traditional_chars()}{_RARE}]")


def to_simplified(text: str) -> str:
    """Return a text in simplified characters, converted phrase by phrase."""
    # OpenCC converts only phrases with a character that it also converts alone, and is slower than a search.
    traditional = _may_be_traditional().search
    if not traditional(text):
        return text
    convert = _converter("t2s").convert
    return "\n".join(convert(line) if traditional(line) else line for line in text.split("\n"))


def to_traditional(text: str, place: str = "") -> str:
    """Return a text in traditional characters, converted phrase by phrase.

    `place` is `tw` or `hk` for the forms used in Taiwan or Hong Kong, or empty for the standard forms.
    """
    converted: str = _converter(f"s2{place or 't'}").convert(text)
    return converted


def to_taiwanese(text: str) -> str:
    """Return a text in the characters and words used in Taiwan (專案 for 项目)."""
    converted: str = _converter("s2twp").convert(text)
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
