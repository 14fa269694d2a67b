"""Removal of page chrome at both ends of a text that has only a few lines, or is nearly all on one line.

The beginning is split at white space into pieces, and the pieces are judged like consecutive lines (`line_context`). At
the end, only pieces that extend to the end of the line are removed.
"""

import re
from itertools import pairwise

from crawler.model.codes import RemovalReason
from crawler.model.reason import Reason
from crawler.reading.scrub.line_context import kinds_of
from crawler.reading.scrub.patterns import chrome_reason, is_button
from crawler.reading.scrub.values import Cleaned, Lines, Span, cut_spans
from crawler.text.fold import fold, fold_all

FEW = 3
"""If a text has at most this number of non-blank lines, its first and last line are searched for page chrome."""
MOST = 0.6
LONG = 200
"""A line is regarded as the whole text if it has at least `LONG` characters and the share `MOST` of the characters."""
_WINDOW = 400
_PIECES = 60
"""Limits of the search for pieces.

`_WINDOW` is the number of characters at either end of a line that are searched. `_PIECES` is the maximum number of
spaces at which either end is split.
"""
_TOGETHER = 8
"""Maximum number of words in one piece."""
_SPACE = re.compile(r"(?<=\S)\s+(?=\S)")
_DATE = re.compile(r"\d{4}\s?[-/.年]")
# A space between two words of a language that is written with spaces does not separate pieces.
_NO_SEAM = re.compile(r"[A-Za-z0-9,.'\"-]\s+[A-Za-z0-9'\"-]")
_STEPS = (">", "»", "›")
_CRUMB = re.compile(r"[^\d。,;:!?()《》]{1,8}")
_FONT = re.compile(r"(?:放大|缩小|正常|默认|超?大|中|小)[\])】]?")

_Word = tuple[int, int]
"""The start and end index of a word within a line, or of a piece within a list of words."""


def cut_pieces(lines: Lines, title: str | None = None) -> Cleaned:
    """Remove the page chrome at both ends of a text with few lines; return the remaining lines and the removals.

    `title` is the title of the page. If the portal repeats it as a headline before the text, the headline is page
    chrome.
    """
    kept = list(lines)
    removals = []
    title = fold(title) if title else None
    ends = _ends(lines)
    for at in sorted({*ends[0], *ends[1]}):
        text = kept[at].text
        start = _start(text, title) if at in ends[0] else []
        tail = [span for span in _tail(text) if not start or span.start >= start[-1].end] if at in ends[1] else []
        rest, removed = cut_spans(kept[at], start + tail, "chrome")
        if rest:
            kept[at] = rest
            removals += removed
    return kept, removals


def _ends(lines: Lines) -> tuple[set[int], set[int]]:
    """Return two sets of line indices: lines to be searched for page chrome at their beginning, and at their end.

    If the text has few lines, the first set contains the first line, and the second set the last line. A line that
    contains nearly the whole text is in both sets.
    """
    sizes = {at: len(line.text) for at, line in enumerate(lines) if line.text.strip()}
    if not sizes:
        return set(), set()
    longest = max(sizes, key=lambda at: sizes[at])
    whole = {longest} if sizes[longest] >= max(LONG, MOST * sum(sizes.values())) else set()
    few = len(sizes) <= FEW
    return ({min(sizes)} if few else set()) | whole, ({max(sizes)} if few else set()) | whole


def _tail(text: str) -> list[Span]:
    """Return the longest span, from a space to the end of the line, that consists only of page chrome.

    The result is a list of one span, or an empty list.
    """
    end = len(text.rstrip())
    starts = [match.end() for match in _SPACE.finditer(text, max(0, end - _WINDOW), end)][-_PIECES:]
    # From the end backwards: a piece extends to the end of the line, or to the beginning of a piece already found.
    reached = [end]
    for start in reversed(starts):
        # The date of a signature belongs to the text, whatever follows the date.
        if not _DATE.match(text, start) and any(_is_piece(fold(text[start:stop])) for stop in reached):
            reached.append(start)
    return [Span(reached[-1], len(text), Reason.of(RemovalReason.PIECES_AFTER))] if len(reached) > 1 else []


def _start(text: str, title: str | None) -> list[Span]:
    """Return the spans of page chrome at the start of a line.

    Only the part of the line before the end of its first sentence is searched.
    """
    words = _words(text)
    folded = fold_all([text[start:end] for start, end in words])
    pieces = _pieces(folded)
    kinds = kinds_of([" ".join(folded[first:last]) for first, last in pieces], title, ends=False)
    spans: list[Span] = []
    for (first, last), why in zip(pieces, kinds, strict=True):
        # The white space after the piece is removed too.
        end = words[last][0] if last < len(words) else words[last - 1][1]
        if why and spans and spans[-1].end == words[first][0]:
            spans[-1] = Span(spans[-1].start, end, spans[-1].reason)
        elif why:
            spans.append(Span(words[first][0], end, Reason.of(RemovalReason.PIECES_BEFORE)))
    return spans


def _words(text: str) -> list[_Word]:
    """Return the words at the beginning of a line, before the word in which the first sentence ends.

    Only the first `_WINDOW` characters are searched. A word that extends beyond them is omitted.
    """
    seams = [match for match in _SPACE.finditer(text, 0, _WINDOW) if not _NO_SEAM.match(text, match.start() - 1)]
    bounds = [(0, 0), *((match.start(), match.end()) for match in seams[:_PIECES])]
    words = []
    for (_, start), (end, _) in pairwise(bounds):
        if "。" in text[start:end]:
            break
        words.append((start, end))
    return words


def _pieces(words: list[str]) -> list[_Word]:
    """Group the words into pieces.

    Successive words that together are page chrome form one piece, as short as possible. Every other word is a piece of
    its own. A piece is represented by the index of its first word and the index after its last word.
    """
    pieces: list[_Word] = []
    at = 0
    while at < len(words):
        end = _end_of_path(words, at) or _end_of_line(words, at)
        while end and end < len(words) and _FONT.fullmatch(words[end]):
            end += 1
        end = end or at + 1
        pieces.append((at, end))
        at = end
    return pieces


def _end_of_line(words: list[str], at: int) -> int | None:
    """Return the end of the shortest sequence of words that begins at index `at` and is page chrome.

    The end is the index after its last word, or None if there is no such sequence. If the sequence ends in a label, the
    value after the label is included.
    """
    for last in range(at + 1, min(at + _TOGETHER, len(words)) + 1):
        if not words[last - 1].endswith(_STEPS) and chrome_reason(" ".join(words[at:last])):
            valued = words[last - 1].endswith(":") and chrome_reason(" ".join(words[at : last + 1]))
            return min(last + 1, len(words)) if valued else last
    return None


def _end_of_path(words: list[str], at: int) -> int | None:
    """Return the end of the breadcrumb trail that begins at the word with index `at`.

    The end is the index after its last word, or None if no breadcrumb trail begins there. If the trail ends in a
    separator, the word after the separator is included only if it is a short name.
    """
    last = at
    for place in range(at, min(at + 2 * _TOGETHER, len(words))):
        if any(step in words[place] for step in _STEPS):
            last = place + 1
        elif place > last:
            break
    if last == at:
        return None
    if words[last - 1].endswith(_STEPS) and last < len(words) and _CRUMB.fullmatch(words[last]):
        last += 1
    return last if chrome_reason(" ".join(words[at:last])) else None


def _is_piece(text: str) -> bool:
    return bool(text) and bool(chrome_reason(text) or is_button(text))
