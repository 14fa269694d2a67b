"""A class that holds two notices to be compared and the differences between their texts. No I/O."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from monitor.identity.alignment import Hunk, hunks
from monitor.identity.normalized import ROW, NormalizedNotice
from monitor.identity.numerals import span

SMALL = 2
"""The maximum number of letters of a small difference. Damage at a single position may cause such a difference."""
PREAMBLE = 150
PREAMBLE_FOUND = 1000
"""`PREAMBLE` is the maximum number of letters before the body if the start of the body is not marked. `PREAMBLE_FOUND`
is the number of letters that are searched for a mark of the start (第一条).
"""
_BODY = re.compile("第(?:一|1)条")
_OPENING = "为依根本凡"
"""Characters with which the text of a first article begins (为了, 依照, 根据, 本法, 凡)."""


@dataclass(frozen=True)
class Pair:
    """Two compared notices and the differences between their texts."""

    found: NormalizedNotice
    known: NormalizedNotice
    hunks: tuple[Hunk, ...]

    @classmethod
    def of(cls, found: NormalizedNotice, known: NormalizedNotice) -> "Pair":
        """Return the pair of two notices, with the differences between their texts."""
        return cls(found, known, tuple(hunks(found.letters, known.letters)))

    @cached_property
    def same(self) -> int:
        """Return the number of letters that both texts have in common."""
        return len(self.found.letters) - sum(hunk.sizes[0] for hunk in self.hunks)

    @cached_property
    def bodies(self) -> tuple[int, int]:
        """Return the position in each text at which the body begins, after the number, title and addressees.

        It is the position of the first article, or an estimate if there are no articles.
        """
        ours, theirs = self.articles
        return _body_at(self.found, ours), _body_at(self.known, theirs)

    @cached_property
    def articles(self) -> tuple[int | None, int | None]:
        """Return the position of the first article in each text, or None for a text without articles."""
        return _article_at(self.found), _article_at(self.known)

    @cached_property
    def renamed(self) -> frozenset[tuple[str, str]]:
        """Return the parts in which the titles of the two notices differ.

        Each element contains the part of the newly fetched title and the corresponding part of the known title.
        """
        ours = self.found.title
        theirs = self.known.title
        if not ours or not theirs or ours == theirs:
            return frozenset()
        return frozenset(
            (ours[hunk.start : hunk.end], theirs[hunk.other_start : hunk.other_end]) for hunk in hunks(ours, theirs)
        )

    def sides(self, hunk: Hunk) -> tuple[str, str]:
        """Return the letters of a difference in the newly fetched text and in the known text."""
        return self.found.letters[hunk.start : hunk.end], self.known.letters[hunk.other_start : hunk.other_end]

    def repeats(self, hunk: Hunk) -> bool:
        """Return whether a difference is a passage that one of the texts has twice in a row, as in 不不得."""
        here, there = self.sides(hunk)
        if here and there:
            return False
        gist, start = (self.found, hunk.start) if here else (self.known, hunk.other_start)
        letters = gist.letters
        size = len(here or there)
        # The alignment may begin anywhere in the first of both occurrences.
        first = last = start
        while first > start - size and first and letters[first - 1] == letters[first - 1 + size]:
            first -= 1
        while last < start + size and last + size < len(letters) and letters[last] == letters[last + size]:
            last += 1
        return last - first >= size

    def whole(self, hunk: Hunk) -> tuple[str, str]:
        """Return both sides of a difference, each extended so that it does not begin or end inside a number."""
        here = self.found.letters
        there = self.known.letters
        start, end = span(here, hunk.start, hunk.end)
        other_start, other_end = span(there, hunk.other_start, hunk.other_end)
        return here[start:end], there[other_start:other_end]

    def is_in_paragraph(self, hunk: Hunk) -> bool:
        """Return whether a difference is only a part of a long line, and this line contains the end of a sentence."""
        ours, theirs = hunk.sizes
        gist, start, end = (self.found, *hunk.span) if ours >= theirs else (self.known, *hunk.other_span)
        lines = pairwise(sorted(gist.ends))
        first, last = next(((begin, stop) for begin, stop in lines if begin <= start and end <= stop), (start, end))
        has_sentence = any(first < stop <= last for stop in gist.stops)
        return last - first > max(ROW, end - start) and has_sentence

    def is_outside(self, hunk: Hunk) -> bool:
        """Return whether a difference is at the start or at the end of one of the texts."""
        before = hunk.start == 0 or hunk.other_start == 0
        return before or hunk.end == len(self.found.letters) or hunk.other_end == len(self.known.letters)

    def is_lost(self, hunk: Hunk) -> bool:
        """Return whether a difference is a character that one text lost.

        A lost character is recognised by the mark LOST at this position of the text.
        """
        ours, theirs = hunk.sizes
        if max(ours, theirs) > SMALL or not (self.found.losses or self.known.losses):
            return False
        # Where two equal digits are adjacent, the alignment may report the other one as missing.
        start, end = span(self.found.letters, hunk.start, hunk.end)
        other_start, other_end = span(self.known.letters, hunk.other_start, hunk.other_end)
        here = ours < theirs and not self.found.losses.isdisjoint(range(start, end + 1))
        there = theirs < ours and not self.known.losses.isdisjoint(range(other_start, other_end + 1))
        return here or there


def _article_at(gist: NormalizedNotice) -> int | None:
    """Return the position of the first article of a notice, or None if the notice has no articles.

    A citation of another law's first article does not count.
    """
    letters = gist.letters
    for match in _BODY.finditer(letters, 0, PREAMBLE_FOUND):
        if match.start() in gist.starts or letters.startswith(tuple(_OPENING), match.end()):
            return match.start()
    return None


def _body_at(gist: NormalizedNotice, article: int | None) -> int:
    return min(PREAMBLE, len(gist.letters) // 10) if article is None else article
