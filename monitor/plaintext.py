"""Texts of strangers as plain lines of a message, and pieces of them. Pure."""

import re
import unicodedata

_SENTENCE, _PART = re.compile(r"[。；;！!？?]|\.(?=\s)"), re.compile(r"[，,、：:]")


def plain(text: str) -> str:
    """One line without characters that control, reorder or hide the text around them (Unicode's categories C)."""
    spaced = " ".join(text.split())
    return " ".join("".join(char for char in spaced if unicodedata.category(char)[0] != "C").split())


def cut(text: str, limit: int) -> str:
    """At most so many characters of a text, with a mark where some were left out."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def unfolded(line: str, place: int) -> int:
    """Where a place in the folded line lies in the line itself: folding may turn one character into several."""
    length = 0
    for number, char in enumerate(line):
        length += len(unicodedata.normalize("NFKC", char))
        if length > place:
            return number
    return len(line)


def quote(text: str, place: int, limit: int) -> str:
    """The part of a text around a place: from the beginning of its sentence to the end of a sentence, of a part of one
    where no sentence ends in time. It has at most `limit` characters, and a mark at either end where text was left out.
    """
    if len(text) <= limit:
        return text
    room = limit - 2
    start = _last_end(_SENTENCE, text, 0, place) or 0
    if place - start > room // 2:
        least = place - room // 2
        start = _last_end(_PART, text, least, place) or least
    if len(text) - start <= room:
        return f"…{text[start:]}"
    least, most = max(place + 1, start + room // 3), start + room
    end = _last_end(_SENTENCE, text, least, most) or _last_end(_PART, text, least, most) or most
    return ("…" if start else "") + text[start:end] + "…"


def _last_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    """Where the last match in text[start:end] ends."""
    found = [match.end() for match in pattern.finditer(text, start, end)]
    return found[-1] if found else None
