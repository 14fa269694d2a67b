"""An altered clause in few words: what changed, marked, and the text around it. Pure."""

from dataclasses import dataclass

from monitor.messages.diff import Alteration
from monitor.messages.escape import escape_text
from monitor.messages.highlight import Marked
from monitor.text.sanitize import common_start, excerpt_around, excerpt_end


@dataclass(frozen=True)
class ChangeView:
    """A clause as it was and as it is, with what differs marked; one of them is empty when it was added or removed."""

    old: Marked
    new: Marked


def change_view(alteration: Alteration, limit: int) -> ChangeView:
    """Return the alteration with at most about `limit` characters of each text, harmless and marked."""
    short = narrowed_alteration(alteration, limit)
    old = escape_text(short.old)
    new = escape_text(short.new)
    if not (old and new):
        return ChangeView(Marked(old), Marked(new))
    start, end = _common_ends(old, new)
    return ChangeView(_between(old, start, end), _between(new, start, end))


def narrowed_alteration(alteration: Alteration, limit: int) -> Alteration:
    """Return the alteration cut around the difference.

    Half of the room is for the difference, the rest for what is the same in both, most of it for what precedes.
    """
    old = alteration.old
    new = alteration.new
    if not (old and new):
        return Alteration(excerpt_around(old, 0, limit), excerpt_around(new, 0, limit))
    if max(len(old), len(new)) <= limit:
        return alteration
    start, end = _common_ends(old, new)
    was, now = (excerpt_around(text[start : len(text) - end], 0, limit // 2) for text in (old, new))
    tail = excerpt_around(old[len(old) - end :], 0, limit // 4)
    lead = excerpt_end(old[:start], limit - max(len(was), len(now)) - len(tail))
    return Alteration(f"{lead}{was}{tail}", f"{lead}{now}{tail}")


def _between(text: str, start: int, end: int) -> Marked:
    stop = len(text) - end
    return Marked(text, ((start, stop),) if start < stop else ())


def _common_ends(old: str, new: str) -> tuple[int, int]:
    """Return how many characters are the same at the beginning and at the end.

    No number and no Latin word is divided.
    """
    start = common_start(old, new)
    rest = min(len(old), len(new)) - start
    end = min(common_start(old[::-1], new[::-1]), rest)
    while start and _is_within(old, start) | _is_within(new, start):
        start -= 1
    while end and _is_within(old, len(old) - end) | _is_within(new, len(new) - end):
        end -= 1
    return start, end


def _is_within(text: str, place: int) -> bool:
    """Return whether a place is between two letters or digits of ASCII."""
    around = text[max(0, place - 1) : place + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()
