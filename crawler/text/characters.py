"""Selection of characters by their kind, and their compatible forms."""

import re
import unicodedata
from functools import lru_cache

_OTHERS = re.compile(r"[\W_]+")
_UNUSUAL = re.compile("[^\x00-\x7f\u3001\u3002\u3400-\u4dbf\u4e00-\u9fff]")
"""Matches the characters, other than the most frequent ones, that NFKC may change."""
FEW = 24
"""Up to this number of different characters, replacing one after the other is faster than translating all of a text."""
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
"""Matches parts of Korean syllables."""


def alphanumeric(text: str) -> str:
    """Return the letters and digits of a text (characters for which `str.isalnum` is true)."""
    return _OTHERS.sub("", text)


def nfkc(text: str) -> str:
    """Return the text in Unicode's normalization form KC.

    In most texts, no character depends on its neighbours. Then only the different unusual characters are normalized,
    which takes a twentieth of the time of `unicodedata.normalize`.
    """
    unusual = set(_UNUSUAL.findall(text))
    if len(unusual) > FEW or not all(map(_stands_alone, unusual)):
        return unicodedata.normalize("NFKC", text)
    for char in unusual:
        if (form := unicodedata.normalize("NFKC", char)) != char:
            text = text.replace(char, form)
    return text


@lru_cache(maxsize=4096)
def _stands_alone(char: str) -> bool:
    """Return whether NFKC replaces a character by the same form in any text.

    This is not so for combining characters and parts of syllables, which are joined with the preceding character.
    """
    form = unicodedata.normalize("NFKC", char)
    return not (_JAMO.search(form) or any(unicodedata.category(part).startswith("M") for part in form))
