"""Join a title that breaks over several lines, using the titles that the page gives elsewhere."""

import re
from collections.abc import Iterable, Sequence

from crawler.reading.metadata.folded import FoldedLine, fold_chars, tidy
from crawler.reading.metadata.kind import kind_of_title
from crawler.reading.metadata.layout import is_sentence

_LINES = 6
"""Lines that a title may take (GB/T 9704 7.3.1 breaks it where the sense allows)."""
_HEAD = 20
"""Lines at the beginning of a text that may contain its title."""
_SHORTEST = 8
_CUT_SHORT = re.compile(r"(?:\.{2,}|…+)\s*$")


def joined_title(lines: Sequence[FoldedLine], named: Iterable[str]) -> str | None:
    """Return the title among `named` whose letters are those of several lines one after the other, or None.

    A title that is cut short (…) is completed from the lines.
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


def squashed(text: str) -> str:
    """Return the letters and digits of a text, folded."""
    return re.sub(r"[\W_]", "", fold_chars(text).lower())


def _end_of(lines: Sequence[tuple[FoldedLine, str]], wanted: str) -> int:
    """Return how many lines make up the letters `wanted`, 0 if they do not; the last line may go on."""
    said = ""
    for count, (_, letters) in enumerate(lines, 1):
        said += letters
        if said == wanted or (said.startswith(wanted) and letters):
            return count if said == wanted or count > 1 or len(letters) < 2 * len(wanted) else 0
        if not letters or not wanted.startswith(said):
            return 0
    return 0


def _completed(lines: Sequence[FoldedLine], end: int) -> str | None:
    """Return the lines from the first to the one, at `end` or after it, that ends with a kind of document."""
    for last in range(end, len(lines) + 1):
        if is_sentence(lines[last - 1].folded):
            return None
        title = "".join(tidy(line.text) for line in lines[:last])
        if kind_of_title(title):
            return title
    return None
