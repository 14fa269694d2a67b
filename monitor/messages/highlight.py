"""Functions that search for an alert's terms in a text and mark parts of the text. Pure functions; no I/O."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from crawler.text.fold import fold, fold_with_offsets
from monitor.topics import Term
from monitor.topics.terms import Span


@dataclass(frozen=True)
class Marked:
    """An escaped text and the spans of its marked parts: the occurrences of an alert's terms, or the changed parts."""

    text: str
    spans: tuple[Span, ...] = ()

    def parts(self) -> Iterator[tuple[str, bool]]:
        """Yield the text in pieces. Each piece has a flag that is true if the piece is marked."""
        at = 0
        for start, end in self.spans:
            yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        yield self.text[at:], False


def term_spans(text: str, terms: Iterable[str]) -> list[Span]:
    """Return the start and end positions of the terms in the text, in order.

    Overlapping or adjacent spans are joined. Terms may be missing from the text, because they can also match other
    fields.
    """
    spans = sorted(_spans(text, list(map(parsed_term, terms))))
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


@lru_cache(maxsize=1000)
def parsed_term(written: str) -> Term:
    """Return a term. The results are cached, because the same terms are searched for in many texts."""
    return Term(written)


def _spans(text: str, terms: list[Term]) -> Iterator[Span]:
    # Folding without offsets is several times faster, and most texts contain none of the terms.
    plainly_folded = fold(text)
    if not any(term.is_in(plainly_folded) for term in terms):
        return
    folded = fold_with_offsets(text)
    for term in terms:
        for start, end in term.spans(folded.text):
            yield folded.source_span(start, end)
