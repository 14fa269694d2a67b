"""Which script a text is written in, as an ISO 15924 code."""

import re
from functools import cache
from operator import ne

import opencc

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
SAMPLE = 4000
"""Characters that are looked at; a script shows itself in less."""


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def script_of(text: str) -> str | None:
    """Return Hans, Hant or Latn, or None for a text that is none of them or too short to decide.

    A Chinese text is traditional when more of its characters change on simplification than on the way back.
    """
    sample = text[:SAMPLE]
    han = "".join(_HAN.findall(sample))
    latin = len(_LATIN.findall(sample))
    if latin * 2 > sum(map(str.isalpha, sample)):
        return "Latn"
    traditional = sum(map(ne, han, _converter("t2s").convert(han)))
    simplified = sum(map(ne, han, _converter("s2t").convert(han)))
    if traditional == simplified:
        return None
    return "Hant" if traditional > simplified else "Hans"
