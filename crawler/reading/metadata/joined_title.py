"""Detection of titles that span several lines of the text, by comparison with titles in other page elements."""

import re
from collections.abc import Iterable, Sequence

from crawler.reading.metadata.folded import FoldedLine, squashed, tidy
from crawler.reading.metadata.kind import kind_of_title
from crawler.reading.metadata.layout import is_sentence

_LINES = 6
"""Maximum number of lines of a title (GB/T 9704-2012 7.3.1 allows breaks between phrases)."""
_HEAD = 20
"""Number of lines at the beginning of a text that may contain the title."""
_SHORTEST = 8
_CUT_SHORT = re.compile(r"(?:\.{2,}|…+)\s*$")


def joined_title(lines: Sequence[FoldedLine], named: Iterable[str]) -> str | None:
    """Return the first title in `named` that equals several consecutive lines of the text joined together, or None.

    Only letters and digits are compared. A title that is truncated with an ellipsis is completed from the lines.
    """
    head = [(line, squashed(line.folded)) for line in lines[:_HEAD]]
    for title in named:
        wanted = squashed(_CUT_SHORT.sub("", title))
        if len(wanted) < _SHORTEST:
            continue
        for start in range(len(head)):
            end = _end_of(head[start : start + _LINES], wanted)
            if not end:
                continue
            if not _CUT_SHORT.search(title):
                return title if end > 1 else None
            if whole := _completed([line for line, _ in head[start : start + _LINES]], end):
                return whole
    return None


def _end_of(lines: Sequence[tuple[FoldedLine, str]], wanted: str) -> int:
    """Return how many lines, counted from the first, are needed to form the title `wanted`, or 0.

    Each item of `lines` is a line and its letters. `wanted` consists of the letters of the title. The last of the
    needed lines may contain further letters after the title. The result is 0 if the lines do not begin with the title.
    """
    said = ""
    for count, (_, letters) in enumerate(lines, 1):
        said += letters
        if said == wanted or (said.startswith(wanted) and letters):
            return count if said == wanted or count > 1 or len(letters) < 2 * len(wanted) else 0
        if not letters or not wanted.startswith(said):
            return 0
    return 0


def _completed(lines: Sequence[FoldedLine], end: int) -> str | None:
    """Return the title that the first lines form when they are joined, or None.

    The title consists of as few lines as possible, but of at least `end` lines, and it must end in a document type. The
    result is None if there is no such title, or if one of its lines would be running text.
    """
    for last in range(end, len(lines) + 1):
        if is_sentence(lines[last - 1].folded):
            return None
        title = "".join(tidy(line.text) for line in lines[:last])
        if kind_of_title(title):
            return title
    return None
