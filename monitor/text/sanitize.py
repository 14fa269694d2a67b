"""Functions that convert untrusted text to plain lines, and functions that shorten texts. Pure functions; no I/O."""

import re
from urllib.parse import urlsplit

import regex

_EMOJI = r"\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*"
# Zero-width joiners are visible only inside emoji sequences; U+2800 is the blank Braille pattern.
_UNSEEN = regex.compile(
    rf"({_EMOJI}(?:\u200D{_EMOJI})*)|[\p{{C}}\p{{Default_Ignorable_Code_Point}}\p{{Zl}}\p{{Zp}}\u2800]"
)
_ORDINARY = re.compile(r"[ -~\u2018-\u2026\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]*")
"""Texts of the characters that are most frequent in notices, none of which is ever removed."""
_PILES = regex.compile(r"(\p{M}{4})\p{M}+")
_CHARACTER = regex.compile(r"\X")
_CLUSTER = 64
"""Maximum length, in characters, of a grapheme cluster that is kept together."""
_SENTENCE = re.compile(r"[。；;！!？?]|\.(?=\s)")
_PART = re.compile(r"[，,、：:]")


def plain(text: str) -> str:
    """Return the text as one line of visible characters in logical order.

    Two kinds of characters are removed: those that control, reorder or hide the text around them, and excess combining
    marks. Emoji sequences stay intact.
    """
    spaced = " ".join(text.encode("utf-8", "ignore").decode().split())
    if _ORDINARY.fullmatch(spaced):
        return spaced
    seen = _UNSEEN.sub(lambda found: found[1] or "", spaced)
    return str(_PILES.sub(r"\1", " ".join(seen.split())))


def printable(text: str) -> str:
    """Return text in which each unprintable character is replaced by a blank.

    Such characters could move the terminal's cursor, change its colours, or reorder the text.
    """
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)


def cut(text: str, limit: int) -> str:
    """Shorten a text to at most `limit` characters, with an ellipsis if a part was cut off.

    Grapheme clusters are never divided.
    """
    return text if len(text) <= limit else text[: character_boundary(text, limit - 1)] + "…"


def character_boundary(text: str, place: int) -> int:
    """Return the last grapheme cluster boundary (UAX #29) at or before the position `place`.

    A cluster is what readers perceive as one character, such as a letter with its marks or an emoji sequence.
    """
    if not 0 < place < len(text):
        return max(0, min(place, len(text)))
    # Overlong clusters are divided, so that only a short stretch of text is examined.
    start = max(0, place - _CLUSTER)
    found = max(
        (cluster.end() for cluster in _CHARACTER.finditer(text, start, place + _CLUSTER) if cluster.end() <= place),
        default=place,
    )
    return found if found > start else place


def common_start(a: str, b: str) -> int:
    """Return the length of the common prefix of two texts."""
    return next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def excerpt_around(text: str, place: int, limit: int) -> str:
    """Return an excerpt of at most `limit` characters that contains the position `place`.

    If possible, the excerpt begins and ends at the boundaries of sentences. If a sentence is too long, it begins or
    ends at the boundary of a clause, or else between two characters. An ellipsis marks each end at which text was cut
    off.
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
    """Return the end of a text, at most `limit` characters, with an ellipsis in front if a part was cut off.

    If a sentence or a clause begins within the limit, the excerpt starts at that beginning.
    """
    if len(text) <= limit:
        return text
    least = len(text) - limit + 1
    found = _SENTENCE.search(text, least, len(text) - 1) or _PART.search(text, least, len(text) - 1)
    start = found.end() if found else character_boundary(text, least)
    if start < least and (cluster := _CHARACTER.match(text, start)):
        # A grapheme cluster that crosses the limit is omitted as a whole.
        start = cluster.end()
    return "…" + text[start:]


def _last_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    """Return where the last match of `pattern` within `text[start:end]` ends, or None if there is no match."""
    found = [match.end() for match in pattern.finditer(text, start, end)]
    return found[-1] if found else None


def outside_link(written: str | None) -> str | None:
    """Return `written` if it is an http or https URL, or None for other schemes, which a browser might execute."""
    if not written:
        return None
    try:
        parts = urlsplit(written.strip())
    except ValueError:
        return None
    return written.strip() if parts.scheme in ("http", "https") and parts.netloc else None
