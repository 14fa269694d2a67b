"""Functions that align two texts character by character, to determine their common parts and their differences.

Pure functions; no I/O. The run time is nearly linear in the length of the texts.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from rapidfuzz.distance import Levenshtein

ANCHOR = 24
STEP = 64
"""`ANCHOR` is the number of characters of an anchor, a passage that both texts contain. `STEP` is the distance, in
characters, between the passages of a long text that are tried as anchors."""
WINDOW = 4096
"""The number of characters around the expected position of an anchor that are searched first."""
SEARCHES = 64
"""The maximum number of anchors that are searched for in the whole text, not only near their expected position."""
DIRECT = 6000
"""The maximum number of characters of texts that are compared without anchors. If the texts between two anchors are
longer, they are not compared, but treated as replaced."""
JUMP = 3 * ANCHOR
LOOK_BACK = 8
"""`JUMP` is the maximum cost of a jump, in characters. `LOOK_BACK` is the number of preceding anchors from which a jump
to an anchor is considered."""
LARGEST = 2 * DIRECT**2
"""The maximum product of the lengths of two texts that are compared without anchors. The product is the number of bits
of memory that the comparison needs."""
TORN = 12
"""Two long differences are merged if at most this number of equal characters separates them: an alignment tends to
split words."""

_Codes = list[tuple[str, int, int, int, int]]


class Hunk(NamedTuple):
    """A difference between two texts.

    The part `[start:end]` of the first text is replaced by the part `[other_start:other_end]` of the other text.
    """

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def span(self) -> tuple[int, int]:
        """Return the start and end position of the difference in the first text."""
        return self.start, self.end

    @property
    def other_span(self) -> tuple[int, int]:
        """Return the start and end position of the difference in the other text."""
        return self.other_start, self.other_end

    @property
    def sizes(self) -> tuple[int, int]:
        """Return the number of characters of the difference in the first text and in the other text."""
        return self.end - self.start, self.other_end - self.other_start


def hunks(here: str, there: str) -> list[Hunk]:
    """Return the differences between two texts, in order.

    Differences separated by only a few equal characters are merged.
    """
    if len(here) <= len(there):
        return _joined(_raw(here, there))
    # Align from the shorter text: if it is a part of the longer one, each of its anchors occurs there.
    return [Hunk(hunk.other_start, hunk.other_end, hunk.start, hunk.end) for hunk in _joined(_raw(there, here))]


def is_subsequence(here: str, there: str) -> bool:
    """Return whether all characters of the shorter text occur in the longer one, in the same order."""
    short, long = sorted((here, there), key=len)
    rest = iter(long)
    return all(char in rest for char in short)


def _raw(here: str, there: str) -> Iterator[Hunk]:
    if len(here) <= DIRECT and len(there) <= DIRECT:
        yield from _aligned(here, there)
        return
    at = other = 0
    for start, other_start in [*_anchors(here, there), (len(here), len(there))]:
        yield from _between(here, there, at, start, other, other_start)
        at = start
        other = other_start


def _between(here: str, there: str, start: int, end: int, other_start: int, other_end: int) -> Iterator[Hunk]:
    ours = end - start
    theirs = other_end - other_start
    if min(ours, theirs) > DIRECT or ours * theirs > LARGEST:
        yield Hunk(start, end, other_start, other_end)
        return
    for hunk in _aligned(here[start:end], there[other_start:other_end]):
        yield Hunk(start + hunk.start, start + hunk.end, other_start + hunk.other_start, other_start + hunk.other_end)


def _aligned(here: str, there: str) -> list[Hunk]:
    codes = cast(_Codes, Levenshtein.opcodes(here, there).as_list())
    return [Hunk(first, last, other, end) for tag, first, last, other, end in codes if tag != "equal"]


def _anchors(here: str, there: str) -> list[tuple[int, int]]:
    """Return pairs of positions at which the same sequence of ANCHOR characters begins in both texts.

    The positions increase in both texts. False matches are removed.
    """
    return _without_false_matches(_longest_increasing(list(_common(here, there))))


def _common(here: str, there: str) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions at which the same sequence of ANCHOR characters begins in both texts.

    Some pairs may be false matches. Each passage of the first text is searched for near the place that the previous
    match suggests, and then elsewhere.
    """
    searches = SEARCHES
    off = 0
    for at in range(0, len(here) - ANCHOR, STEP):
        piece = here[at : at + ANCHOR]
        found = _nearest(there, piece, at + off)
        if found < 0 and searches:
            searches -= 1
            found = there.find(piece)
        if found >= 0:
            yield at, found
            off = found - at


def _nearest(text: str, piece: str, place: int) -> int:
    """Return the position of `piece` within WINDOW characters of `place`, or -1 if it is absent.

    A position at or after `place` is preferred.
    """
    place = max(0, place)
    if text.startswith(piece, place):
        return place
    found = text.find(piece, place, place + WINDOW)
    return found if found >= 0 else text.find(piece, max(0, place - WINDOW), place + ANCHOR)


def _longest_increasing(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of the pairs `places` in which the positions increase in both texts.

    The other pairs are dropped: a sentence that occurs twice may have been matched with its other occurrence. The
    algorithm is patience sorting.
    """
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for at, (_, found) in enumerate(places):
        pile = bisect_left(ends, found)
        ends[pile : pile + 1] = [found]
        tops[pile : pile + 1] = [at]
        before.append(tops[pile - 1] if pile else -1)
    row = []
    at = tops[-1] if tops else -1
    while at >= 0:
        row.append(places[at])
        at = before[at]
    return row[::-1]


def _without_false_matches(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pairs of positions `places` without false matches.

    The offset of a pair is the difference between its two positions. At a false match, the offset jumps and then jumps
    back. This happens where a damaged passage was matched with a similar passage nearby. The returned pairs have the
    highest total score. Each pair scores ANCHOR points. Each change of the offset costs as many points as its size, but
    at most JUMP.
    """
    offs = [found - start for start, found in places]
    scores: list[int] = []
    before: list[int] = []
    top = 0
    for at, off in enumerate(offs):
        best = 0
        origin = -1
        near = range(max(0, at - LOOK_BACK), at)
        if at and off == offs[at - 1] and scores[at - 1] == top:
            near = range(at - 1, at)
        for other in near:
            score = scores[other] - min(abs(off - offs[other]), JUMP)
            if score > best:
                best = score
                origin = other
        scores.append(best + ANCHOR)
        top = max(top, scores[-1])
        before.append(origin)
    row = []
    at = max(range(len(scores)), key=scores.__getitem__, default=-1)
    while at >= 0:
        row.append(places[at])
        at = before[at]
    return row[::-1]


def _joined(found: Iterable[Hunk]) -> list[Hunk]:
    joined: list[Hunk] = []
    for hunk in found:
        before = joined[-1] if joined else None
        equal = hunk.start - before.end if before else TORN + 1
        if before and equal <= TORN and equal <= _gap(before, hunk):
            joined[-1] = Hunk(before.start, hunk.end, before.other_start, hunk.other_end)
        else:
            joined.append(hunk)
    return joined


def _gap(before: Hunk, after: Hunk) -> int:
    """Return how many equal characters may separate two neighbouring differences that are merged into one.

    The number is larger for long differences. A removed and an added character on both sides of one equal character
    are one difference, as in the alignment of 小微 with 中小.
    """
    size = max(*before.sizes, *after.sizes)
    if size > 1:
        return min(size, TORN)
    return int(before.sizes == after.sizes[::-1] != (1, 1))
