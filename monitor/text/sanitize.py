"""Texts of strangers as plain lines of a message, and pieces of them. Pure."""

import re

import regex

_EMOJI = r"\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*"
# The joiners inside an emoji of several parts are invisible anywhere else; so is the blank of Braille.
_UNSEEN = regex.compile(
    rf"({_EMOJI}(?:\u200D{_EMOJI})*)|[\p{{C}}\p{{Default_Ignorable_Code_Point}}\p{{Zl}}\p{{Zp}}\u2800]"
)
_PILES = regex.compile(r"(\p{M}{4})\p{M}+")
_CHARACTER = regex.compile(r"\X")
_CLUSTER = 64
"""A grapheme cluster, and the most characters of one that are kept together."""
_SENTENCE = re.compile(r"[。；;！!？?]|\.(?=\s)")
_PART = re.compile(r"[，,、：:]")


def plain(text: str) -> str:
    """Return the text as one line of visible characters in the order in which they are written.

    Characters that control, reorder or hide the text around them, and piles of marks, are removed. Emoji of several
    parts stay whole.
    """
    spaced = " ".join(text.encode("utf-8", "ignore").decode().split())
    seen = spaced if spaced.isascii() and spaced.isprintable() else _UNSEEN.sub(lambda found: found[1] or "", spaced)
    return str(_PILES.sub(r"\1", " ".join(seen.split())))


def printable(text: str) -> str:
    """Return text from a page, without what would move a terminal's cursor or colours, or reorder the text."""
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters of a text, with a mark where some were left out.

    It never cuts within a sequence that is read as one character.
    """
    return text if len(text) <= limit else text[: character_boundary(text, limit - 1)] + "…"


def character_boundary(text: str, place: int) -> int:
    """Return the last position up to `place` that lies between two characters as people read them.

    Such characters are letters with their marks and emoji of several parts (grapheme clusters, UAX #29).
    """
    if not 0 < place < len(text):
        return max(0, min(place, len(text)))
    # An overlong cluster is cut too, so that the examined text stays small.
    start = max(0, place - _CLUSTER)
    found = max(
        (cluster.end() for cluster in _CHARACTER.finditer(text, start, place + _CLUSTER) if cluster.end() <= place),
        default=place,
    )
    return found if found > start else place


def common_start(a: str, b: str) -> int:
    """Return the number of characters with which two texts begin alike."""
    return next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def excerpt_around(text: str, place: int, limit: int) -> str:
    """Return the part of a text around a position.

    It runs from the beginning of its sentence to the end of a sentence, or of a part of one where no sentence ends in
    time. It has at most `limit` characters, and a mark at either end where text was left out.
    """
    if len(text) <= limit:
        return text
    room = limit - 2
    start = _last_end(_SENTENCE, text, 0, place) or 0
    if place - start > room // 2:
        least = place - room // 2
        start = _last_end(_PART, text, least, place) or character_boundary(text, least)
    if len(text) - start <= room:
        return f"…{text[start:]}"
    least = max(place + 1, start + room // 3)
    most = start + room
    end = (
        _last_end(_SENTENCE, text, least, most) or _last_end(_PART, text, least, most) or character_boundary(text, most)
    )
    return ("…" if start else "") + text[start:end] + "…"


def excerpt_end(text: str, limit: int) -> str:
    """Return the end of a text in at most `limit` characters, with a mark where text was left out.

    It begins at the beginning of a sentence or of a part of one where there is one.
    """
    if len(text) <= limit:
        return text
    least = len(text) - limit + 1
    found = _SENTENCE.search(text, least, len(text) - 1) or _PART.search(text, least, len(text) - 1)
    return "…" + text[found.end() if found else character_boundary(text, least) :]


def _last_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    """Return the end of the last match in text[start:end]."""
    found = [match.end() for match in pattern.finditer(text, start, end)]
    return found[-1] if found else None
