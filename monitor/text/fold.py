"""Text folded so that script, width and case make no difference. Pure."""

import re
import unicodedata
from functools import cache, lru_cache

import opencc

_ROUNDS = 4
"""A phrase can hide another from the converter until the next round."""
_HAN = ((0x2E80, 0xA000), (0xF900, 0xFB00))
"""Blocks of Han characters that are looked through once; those of the planes behind them are seldom written."""


@cache
def _converters() -> tuple[opencc.OpenCC, ...]:
    # Each goes on to simplified characters from the forms of its place, or from standard ones.
    return tuple(opencc.OpenCC(name) for name in ("tw2s", "hk2s"))


def _simplify(text: str) -> str:
    for converter in _converters():
        text = converter.convert(text)
    return text


@cache
def _convertible() -> re.Pattern[str]:
    """Return a pattern for a character that may, by itself, be another one in simplified writing."""
    chars = [chr(code) for start, end in _HAN for code in range(start, end)]
    simplified = _simplify("\n".join(chars)).split("\n")
    changed = "".join(char for char, other in zip(chars, simplified, strict=True) if char != other)
    return re.compile(f"[{changed}\U00020000-\U0003ffff]")


@cache
def _simplified(char: str) -> str:
    return _simplify(char)


_HALF = {sign: unicodedata.normalize("NFKC", sign) for sign in map(chr, [*range(0xFF01, 0xFF5F), 0x3000, 0xA0])}
"""Full-width signs and wide spaces, with what NFKC makes of them."""


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """Return the text in simplified characters, half width (NFKC) and lower case.

    Conversion is by phrase and then by character, so that a character kept in one phrase (乾坤, 著名) folds alike
    wherever it occurs; the purpose is that two writings of a text match, not that the result reads well.
    """
    # The converter ends at NUL, and takes no half characters.
    text = text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    # Most Chinese texts are normal but for these, and to see that a text is normal costs NFKC next to nothing.
    for sign, half in _HALF.items():
        if sign in text:
            text = text.replace(sign, half)
    text = unicodedata.normalize("NFKC", text).lower()
    if text.isascii():
        return text
    for _ in range(_ROUNDS):
        folded = _convertible().sub(_by_itself, _simplify(text))
        if folded == text:
            break
        text = folded
    return text


def _by_itself(found: re.Match[str]) -> str:
    return _simplified(found[0])
