"""Hold two texts that are compared, with their differences. Pure."""

import re
from dataclasses import dataclass
from functools import cached_property

from monitor.identity.alignment import Hunk, hunks
from monitor.identity.normalized import NormalizedNotice
from monitor.identity.numerals import span

SMALL = 2
"""The number of letters of the longest difference that damage makes at one place."""
PREAMBLE = 150
PREAMBLE_FOUND = 1000
"""The number of letters before the body of a text that does not mark where it begins, and the number of letters that
are searched for such a mark."""
_BODY = re.compile("第(?:一|1)条")


@dataclass(frozen=True)
class Pair:
    """Two texts, and their differences."""

    found: NormalizedNotice
    known: NormalizedNotice
    hunks: tuple[Hunk, ...]

    @classmethod
    def of(cls, found: NormalizedNotice, known: NormalizedNotice) -> "Pair":
        """Return the pair of two notices, with the differences of their texts."""
        return cls(found, known, tuple(hunks(found.letters, known.letters)))

    @cached_property
    def same(self) -> int:
        """The number of letters in both."""
        return len(self.found.letters) - sum(hunk.sizes[0] for hunk in self.hunks)

    @cached_property
    def bodies(self) -> tuple[int, int]:
        """The positions where the bodies begin, after number, title and addressees."""
        return _body_at(self.found.letters), _body_at(self.known.letters)

    @cached_property
    def articles(self) -> tuple[int | None, int | None]:
        """The positions of the first articles, None where a text has none."""
        return _article_at(self.found.letters), _article_at(self.known.letters)

    @cached_property
    def renamed(self) -> frozenset[tuple[str, str]]:
        """The parts of the found title that are replaced by others in the known title."""
        ours = self.found.title
        theirs = self.known.title
        if not ours or not theirs or ours == theirs:
            return frozenset()
        return frozenset(
            (ours[hunk.start : hunk.end], theirs[hunk.other_start : hunk.other_end]) for hunk in hunks(ours, theirs)
        )

    def sides(self, hunk: Hunk) -> tuple[str, str]:
        """Return the letters of a difference in the found text, and in the known one."""
        return self.found.letters[hunk.start : hunk.end], self.known.letters[hunk.other_start : hunk.other_end]

    def whole(self, hunk: Hunk) -> tuple[str, str]:
        """Return both sides, extended to the whole of the numbers that the difference cuts."""
        here = self.found.letters
        there = self.known.letters
        start, end = span(here, hunk.start, hunk.end)
        other_start, other_end = span(there, hunk.other_start, hunk.other_end)
        return here[start:end], there[other_start:other_end]

    def is_outside(self, hunk: Hunk) -> bool:
        """Return whether the difference is located before or after all that the texts share."""
        before = hunk.start == 0 or hunk.other_start == 0
        return before or hunk.end == len(self.found.letters) or hunk.other_end == len(self.known.letters)

    def is_lost(self, hunk: Hunk) -> bool:
        """Return whether one side lost a character there, according to its own marks of losses."""
        ours, theirs = hunk.sizes
        if max(ours, theirs) > SMALL or not (self.found.losses or self.known.losses):
            return False
        # Of two equal digits an alignment may miss the other one.
        start, end = span(self.found.letters, hunk.start, hunk.end)
        other_start, other_end = span(self.known.letters, hunk.other_start, hunk.other_end)
        here = ours < theirs and not self.found.losses.isdisjoint(range(start, end + 1))
        there = theirs < ours and not self.known.losses.isdisjoint(range(other_start, other_end + 1))
        return here or there


def _article_at(letters: str) -> int | None:
    found = _BODY.search(letters, 0, PREAMBLE_FOUND)
    return found.start() if found else None


def _body_at(letters: str) -> int:
    found = _article_at(letters)
    return min(PREAMBLE, len(letters) // 10) if found is None else found
