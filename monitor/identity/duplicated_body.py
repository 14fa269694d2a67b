"""Split a text that contains another text twice, so that each copy is aligned on its own. Pure."""

from dataclasses import replace

from monitor.identity.normalized import LOST, NormalizedNotice

LEAST = 1.6
MOST = 2.6
"""How many times as long as the other a text is, at least and at most, that contains it twice with additions."""
PIECE = 16
STEP = 8
PIECES = 8
"""The number of letters of a piece of the text's beginning that is searched for, the distance between pieces, and their
number."""
APART = 0.7
"""The minimum part of the shorter text that lies between its two positions."""
FEWEST = 60
"""The minimum number of letters of a text that is searched for."""
MARKS = f"\n。{LOST}"
"""The characters of a body that are no letters."""


def halves(longer: NormalizedNotice, shorter: NormalizedNotice) -> list[NormalizedNotice]:
    """Return the longer text cut where the shorter one begins in it for the second time; empty where it does not."""
    size = len(shorter.letters)
    letters = longer.letters
    if size < FEWEST or not LEAST * size <= len(letters) <= MOST * size:
        return []
    for at in range(0, STEP * PIECES, STEP):
        piece = shorter.letters[at : at + PIECE]
        first = letters.find(piece)
        last = letters.rfind(piece)
        if first >= 0 and last - first >= APART * size:
            return [replace(longer, body=part) for part in _parts(longer.body, last - at)]
    return []


def _parts(body: str, letters: int) -> tuple[str, str]:
    """Return a body cut after so many letters."""
    seen = 0
    for place, char in enumerate(body):
        if seen == letters:
            return body[:place].rstrip(MARKS), body[place:].lstrip(MARKS)
        seen += char not in MARKS
    return body, ""
