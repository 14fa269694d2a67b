"""A text of which parts are marked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.topics.terms import Span


@dataclass(frozen=True)
class Marked:
    """A harmless text, and what is marked in it: where the words of an alert stand, or what was changed."""

    text: str
    spans: tuple[Span, ...] = ()

    def parts(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked."""
        at = 0
        for start, end in self.spans:
            yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        yield self.text[at:], False
