"""Text with marked parts, and where the words of an alert occur in it. Pure."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from monitor.text.fold import fold
from monitor.topics import Term
from monitor.topics.terms import Span


@dataclass(frozen=True)
class Marked:
    """A harmless text, and its marked parts: where the words of an alert occur, or what was changed."""

    text: str
    spans: tuple[Span, ...] = ()

    def parts(self) -> Iterator[tuple[str, bool]]:
        """Yield the text in pieces, each with whether it is marked."""
        at = 0
        for start, end in self.spans:
            yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        yield self.text[at:], False


def term_spans(text: str, terms: Iterable[str]) -> list[Span]:
    """Return the spans of the terms in a text as it was written.

    They are in order, their ends exclusive; those that overlap or touch are joined. A term that a field held may occur
    nowhere in the text.
    """
    spans = sorted(_spans(text, [Term(term) for term in terms]))
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _spans(text: str, terms: list[Term]) -> Iterator[Span]:
    folded = fold(text)
    ends = list(accumulate(_width(char) for char in text))
    if not ends or ends[-1] != len(folded):
        # Marks that combine with the letter before them were folded into it: line by line the loss stays small.
        yield from _by_lines(text, terms)
        return
    for term in terms:
        for start, end in term.spans(folded):
            yield bisect_right(ends, start), bisect_left(ends, end) + 1


def _by_lines(text: str, terms: list[Term]) -> Iterator[Span]:
    offset = 0
    for line in text.splitlines(keepends=True):
        folded = fold(line)
        ends = list(accumulate(_width(char) for char in line))
        for term in terms:
            for start, end in term.spans(folded):
                first = bisect_right(ends, start)
                yield offset + first, offset + min(len(line), max(first, bisect_left(ends, end)) + 1)
        offset += len(line)


def _width(char: str) -> int:
    """Return the number of characters that folding makes of one: ㈱ becomes (株), and İ an i with a dot."""
    return len(unicodedata.normalize("NFKC", char).lower())
