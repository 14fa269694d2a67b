"""Detection of the script (writing system) of a text as an ISO 15924 code."""

import re
from operator import ne

from crawler.text.script import to_simplified, to_traditional

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_PIECE = 40
"""The number of characters that are converted at a time."""
SAMPLE = 4000
"""The number of characters at the beginning of a text that are analysed."""


def script_of(text: str) -> str | None:
    """Return Hans, Hant or Latn, or None if the text is in another script or the script cannot be determined.

    A Chinese text is in traditional script (Hant) if a conversion to simplified characters changes more of its
    characters than a conversion to traditional characters.
    """
    sample = text[:SAMPLE]
    han = "".join(_HAN.findall(sample))
    latin = sum(map(len, _LATIN.findall(sample)))
    if latin > len(han) and (latin * 2 > len(sample) or latin * 2 > sum(map(str.isalpha, sample))):
        return "Latn"
    simple = to_simplified(han)
    traditional = 0 if simple == han else sum(map(ne, han, simple))
    # One simplified character decides if there is no traditional character.
    step = SAMPLE if traditional else _PIECE
    pieces = (han[at : at + step] for at in range(0, len(han), step))
    counts = (sum(map(ne, piece, to_traditional(piece))) for piece in pieces)
    simplified = next(filter(None, counts), 0)
    if traditional == simplified:
        return None
    return "Hant" if traditional > simplified else "Hans"
