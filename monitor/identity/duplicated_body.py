"""Functions that split a text with a duplicated body, so that each copy of the body can be aligned separately.

Pure functions; no I/O.
"""

from dataclasses import replace

from monitor.identity.normalized import LOST, NormalizedNotice

LEAST = 1.6
MOST = 2.6
"""`LEAST` and `MOST` limit the length of a text that contains another text twice, with additions, as a multiple of the
other text's length."""
PIECE = 16
STEP = 8
PIECES = 8
"""The pieces of the shorter text that are searched for: `PIECES` pieces of `PIECE` letters each, at distances of `STEP`
letters from its start."""
APART = 0.7
"""The minimum distance between the two occurrences, as a proportion of the shorter text's length."""
FEWEST = 60
"""The minimum number of letters of the shorter text. A shorter text is not searched for."""
MARKS = f"\n。{LOST}"
"""The characters of a normalized body that are not letters."""


def halves(longer: NormalizedNotice, shorter: NormalizedNotice) -> list[NormalizedNotice]:
    """Return the two halves of `longer`, cut where `shorter` begins for the second time.

    The result is empty if `longer` does not contain `shorter` twice.
    """
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
    """Split `body` after its first `letters` letters, and return the two parts.

    The marks for line ends, sentence ends and lost characters are not counted as letters.
    """
    seen = 0
    for place, char in enumerate(body):
        if seen == letters:
            return body[:place].rstrip(MARKS), body[place:].lstrip(MARKS)
        seen += char not in MARKS
    return body, ""
