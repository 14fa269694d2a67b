"""Chrome of a text that stands on a line or two: the pieces at its ends that are lines of a page by their form."""

import re

from crawler.reading.scrub.forms import chrome_reason, is_button
from crawler.reading.scrub.values import Cleaned, Lines, Span, cut, fold

FEW = 3
"""Lines of a text that stands on few."""
_WINDOW, _PIECES = 400, 60
"""Characters at either end in which pieces are looked for, and how many."""
_SPACE = re.compile(r"(?<=\S)\s+(?=\S)")
_DATE = re.compile(r"\d{4}\s?[-/.年]")
_JOINED, _SEPARATED = re.compile(r"\s*[>»›]"), re.compile(r"[>»›:]\s*$")


def cut_pieces(lines: Lines) -> Cleaned:
    """The lines, those of a text on few lines without the pieces of chrome at both ends of the text."""
    kept = list(lines)
    written = [at for at, line in enumerate(lines) if line.text.strip()]
    if not written or len(written) > FEW:
        return kept, []
    removals = []
    for at, spans in ((written[-1], _tail), (written[0], _start)):
        rest, removed = cut(kept[at], spans(kept[at].text), "chrome")
        if rest:
            kept[at] = rest
            removals += removed
    return kept, removals


def _tail(text: str) -> list[Span]:
    """The longest end of a line, from a space on, that consists of pieces of chrome."""
    end = len(text.rstrip())
    starts = [match.end() for match in _SPACE.finditer(text, max(0, end - _WINDOW), end)][-_PIECES:]
    # From the back: a piece may reach to the end, or to where other pieces begin.
    reached = [end]
    for start in reversed(starts):
        # The date a text is signed with is its own, whatever stands behind it.
        if not _DATE.match(text, start) and any(_is_piece(fold(text[start:stop])) for stop in reached):
            reached.append(start)
    return [Span(reached[-1], len(text), "pieces of the page after the text")] if len(reached) > 1 else []


def _start(text: str) -> list[Span]:
    """The pieces of chrome a line begins with, each as short as it can be."""
    at = 0
    for match in list(_SPACE.finditer(text, 0, _WINDOW))[:_PIECES]:
        open_end = _JOINED.match(text, match.end()) or _SEPARATED.search(text, at, match.start())
        if not open_end and _is_piece(fold(text[at : match.start()])):
            at = match.end()
    return [Span(0, at, "pieces of the page before the text")] if at else []


def _is_piece(text: str) -> bool:
    return bool(text) and bool(chrome_reason(text) or is_button(text))
