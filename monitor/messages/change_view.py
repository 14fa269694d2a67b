"""A compact view of a changed clause: the marked change and the text around it. Pure functions; no I/O."""

from dataclasses import dataclass

from monitor.messages.diff import Alteration
from monitor.messages.escape import escape_text
from monitor.messages.highlight import Marked
from monitor.text.sanitize import common_start, excerpt_around, excerpt_end


@dataclass(frozen=True)
class ChangeView:
    """The old and the new text of a clause with the differences marked.

    `old` is empty if the clause was added; `new` is empty if it was removed.
    """

    old: Marked
    new: Marked


def change_view(alteration: Alteration, limit: int) -> ChangeView:
    """Return the old and the new text of an altered clause, escaped and with the differences marked.

    Both texts are shortened to about `limit` characters each.
    """
    short = narrowed_alteration(alteration, limit)
    old = escape_text(short.old)
    new = escape_text(short.new)
    if not (old and new):
        return ChangeView(Marked(old), Marked(new))
    start, end = _common_ends(old, new)
    return ChangeView(_between(old, start, end), _between(new, start, end))


def narrowed_alteration(alteration: Alteration, limit: int) -> Alteration:
    """Return an alteration whose texts are shortened to about `limit` characters around the difference.

    At most half of the limit is used for the difference. The rest is used for the unchanged text around it, mostly for
    the text before it.
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
    """Return the lengths of the common prefix and the common suffix of two texts.

    A prefix or suffix that would divide a number or Latin word is shortened.
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
    """Return whether the position `place` is between two ASCII letters or digits."""
    around = text[max(0, place - 1) : place + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()
