"""Text folded so that script, width and case make no difference. Pure."""

import unicodedata
from functools import cache, lru_cache

import opencc

_ROUNDS = 4
"""A phrase can hide another from the converter until the next round."""


@cache
def _converters() -> tuple[opencc.OpenCC, ...]:
    # Taiwan's and Hong Kong's forms first: what they leave is standard traditional.
    return tuple(opencc.OpenCC(name) for name in ("tw2s", "hk2s", "t2s"))


def _simplify(text: str) -> str:
    for converter in _converters():
        text = converter.convert(text)
    return text


class _Simplified(dict[int, str]):
    """Each character by itself, for `str.translate`; no larger than Unicode."""

    def __missing__(self, char: int) -> str:
        self[char] = simplified = _simplify(chr(char))
        return simplified


_CHARS = _Simplified()


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """The text in simplified characters, half width (NFKC) and lower case.

    Conversion is by phrase and then by character, so that a character kept in one phrase (乾坤, 著名) folds alike
    wherever it stands; what matters here is that two writings of a text meet, not that the result reads well.
    """
    # The converter ends at NUL, and takes no half characters.
    text = text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFKC", text).lower()
    if text.isascii():
        return text
    for _ in range(_ROUNDS):
        folded = _simplify(text).translate(_CHARS)
        if folded == text:
            break
        text = folded
    return text
