"""Functions that select lines of a notice's text to quote in a message without measures. Pure functions; no I/O."""

from collections.abc import Sequence

from crawler.model.notice import Notice
from crawler.text.fold import fold_all, fold_with_offsets
from monitor.messages.highlight import parsed_term
from monitor.text.sanitize import character_boundary, cut, plain

QUOTES = 3
"""Maximum number of lines quoted in a message."""
_LINE_LIMIT = 120


def notice_excerpts(notice: Notice, terms: Sequence[str]) -> list[str]:
    """Return the lines of a notice in which the most terms occur, at most QUOTES of them.

    Lines of the page are followed by lines of its attachments. Those are prefixed with the attachment's name.
    """
    found = excerpts(notice.text, terms)
    for attachment in notice.attachments:
        found += [f"[{cut(plain(attachment.name), 60)}] {line}" for line in excerpts(attachment.text or "", terms)]
    return found[:QUOTES]


def excerpts(text: str, terms: Sequence[str]) -> list[str]:
    """Return the lines of a text in which the most terms occur, at most QUOTES of them, in the order of the text.

    Each line is shortened to the part around its first term.
    """
    searched = list(map(parsed_term, terms))
    lines = list(map(plain, text.splitlines()))
    found = []
    for number, folded in enumerate(fold_all(lines)):
        starts = [span[0] for term in searched if (span := next(term.spans(folded), None))]
        if starts:
            found.append((-len(starts), number, min(starts)))
    quoted = sorted(sorted(found)[:QUOTES], key=lambda hit: hit[1])
    return [_around(lines[number], first) for _, number, first in quoted]


def _around(line: str, folded_place: int) -> str:
    """Return the part of a line around a position. `folded_place` is this position in the folded form of the line."""
    if len(line) <= _LINE_LIMIT:
        return line
    place = fold_with_offsets(line).source_place(folded_place)
    start = character_boundary(line, max(0, min(place - _LINE_LIMIT // 3, len(line) - _LINE_LIMIT)))
    end = character_boundary(line, start + _LINE_LIMIT)
    return ("…" if start else "") + line[start:end] + ("…" if end < len(line) else "")
