"""Cut the chrome of a text on one or two lines: the pieces at its ends that have the form of page lines.

The beginning is split at its spaces, and the pieces are judged together as lines are (`judging`). At the end only
pieces that extend to it are cut.
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
"""The maximum number of lines of a text on few lines."""
MOST = 0.6
LONG = 200
"""The share of a text's characters, and how many, from which a line counts as the text, whatever is around it."""
_WINDOW = 400
_PIECES = 60
"""Characters at either end that are searched for pieces, and the number of pieces."""
_TOGETHER = 8
"""Words that may make one piece."""
_SPACE = re.compile(r"(?<=\S)\s+(?=\S)")
_DATE = re.compile(r"\d{4}\s?[-/.年]")
# Between two words of a language that has spaces there is no seam.
_NO_SEAM = re.compile(r"[A-Za-z0-9,.'\"-]\s+[A-Za-z0-9'\"-]")
_STEPS = (">", "»", "›")
_CRUMB = re.compile(r"[^\d。,;:!?()《》]{1,8}")
_FONT = re.compile(r"(?:放大|缩小|正常|默认|超?大|中|小)[\])】]?")

_Word = tuple[int, int]
"""The beginning and end of a word in its line."""


def cut_pieces(lines: Lines, title: str | None = None) -> Cleaned:
    """Return the lines, those of a text on few lines without the pieces of chrome at both ends.

    `title` is the page's.
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
    """Return the first and last lines of a text that is on few lines, or nearly all on one."""
    sizes = {at: len(line.text) for at, line in enumerate(lines) if line.text.strip()}
    if not sizes:
        return set(), set()
    longest = max(sizes, key=lambda at: sizes[at])
    whole = {longest} if sizes[longest] >= max(LONG, MOST * sum(sizes.values())) else set()
    few = len(sizes) <= FEW
    return ({min(sizes)} if few else set()) | whole, ({max(sizes)} if few else set()) | whole


def _tail(text: str) -> list[Span]:
    """Return the longest end of a line, starting at a space, that consists of pieces of chrome."""
    end = len(text.rstrip())
    starts = [match.end() for match in _SPACE.finditer(text, max(0, end - _WINDOW), end)][-_PIECES:]
    # From the back: a piece may reach to the end, or to where other pieces begin.
    reached = [end]
    for start in reversed(starts):
        # The date a text is signed with is its own, whatever stands behind it.
        if not _DATE.match(text, start) and any(_is_piece(fold(text[start:stop])) for stop in reached):
            reached.append(start)
    return [Span(reached[-1], len(text), Reason.of(RemovalReason.PIECES_AFTER))] if len(reached) > 1 else []


def _start(text: str, title: str | None) -> list[Span]:
    """Return the pieces of chrome among those before the end of the first sentence."""
    words = _words(text)
    folded = fold_all([text[start:end] for start, end in words])
    pieces = _pieces(folded)
    kinds = kinds_of([" ".join(folded[first:last]) for first, last in pieces], title, ends=False)
    spans: list[Span] = []
    for (first, last), why in zip(pieces, kinds, strict=True):
        # The space before what follows goes too.
        end = words[last][0] if last < len(words) else words[last - 1][1]
        if why and spans and spans[-1].end == words[first][0]:
            spans[-1] = Span(spans[-1].start, end, spans[-1].reason)
        elif why:
            spans.append(Span(words[first][0], end, Reason.of(RemovalReason.PIECES_BEFORE)))
    return spans


def _words(text: str) -> list[_Word]:
    """Return the words before the one in which the first sentence ends; a word cut by the window does not count."""
    seams = [match for match in _SPACE.finditer(text, 0, _WINDOW) if not _NO_SEAM.match(text, match.start() - 1)]
    bounds = [(0, 0), *((match.start(), match.end()) for match in seams[:_PIECES])]
    words = []
    for (_, start), (end, _) in pairwise(bounds):
        if "。" in text[start:end]:
            break
        words.append((start, end))
    return words


def _pieces(words: list[str]) -> list[_Word]:
    """Return the words joined where only several together form a line of a page.

    Each piece is the index of its first word and the index after its last, with as few words as possible.
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
    """Return the end of the fewest words from here that form a line of a page; a label includes its value."""
    for last in range(at + 1, min(at + _TOGETHER, len(words)) + 1):
        if not words[last - 1].endswith(_STEPS) and chrome_reason(" ".join(words[at:last])):
            valued = words[last - 1].endswith(":") and chrome_reason(" ".join(words[at : last + 1]))
            return min(last + 1, len(words)) if valued else last
    return None


def _end_of_path(words: list[str], at: int) -> int | None:
    """Return the end of a path through the parts of a site that begins here.

    Its last part is included only when it is a short name.
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
