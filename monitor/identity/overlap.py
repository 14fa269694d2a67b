"""What two texts share and where they differ, letter by letter. Pure, near linear in the length of the texts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

ANCHOR, STEP = 24, 64
"""Letters of an anchor, and how far apart anchors are looked for in long texts."""
WINDOW = 4096
"""Letters behind the last anchor in which the next one is looked for first."""
SEARCHES = 64
"""How often a whole text is searched for an anchor."""
DIRECT = 6000
"""Letters up to which two texts are compared without anchors; a gap between anchors with more counts as replaced."""
TORN = 12
"""Equal letters that do not part two long differences: an alignment tears words."""


@dataclass(frozen=True)
class Hunk:
    """A difference: `here[start:end]` stands where the other text has `there[other_start:other_end]`."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def sizes(self) -> tuple[int, int]:
        """Letters on either side."""
        return self.end - self.start, self.other_end - self.other_start


def hunks(here: str, there: str) -> list[Hunk]:
    """The differences between two texts, in order; where only few equal letters stand between two, they are one."""
    if len(here) <= len(there):
        return _joined(_raw(here, there))
    # From the shorter text: of a part, each piece stands in the whole, but not the other way about.
    return [Hunk(one.other_start, one.other_end, one.start, one.end) for one in _joined(_raw(there, here))]


def _raw(here: str, there: str) -> Iterator[Hunk]:
    at = other = 0
    for start, other_start in [*_anchors(here, there), (len(here), len(there))]:
        yield from _between(here, there, at, start, other, other_start)
        at, other = start, other_start


def _between(here: str, there: str, start: int, end: int, other_start: int, other_end: int) -> Iterator[Hunk]:
    if end - start > DIRECT and other_end - other_start > DIRECT:
        yield Hunk(start, end, other_start, other_end)
        return
    for one in Levenshtein.opcodes(here[start:end], there[other_start:other_end]):
        if one.tag != "equal":
            yield Hunk(start + one.src_start, start + one.src_end, other_start + one.dest_start,
                       other_start + one.dest_end)  # fmt: skip


def _anchors(here: str, there: str) -> Iterator[tuple[int, int]]:
    """Places where both texts have the same ANCHOR letters, rising on both sides; none in short texts."""
    if len(here) <= DIRECT and len(there) <= DIRECT:
        return
    searches, last = SEARCHES, 0
    for at in range(0, len(here) - ANCHOR, STEP):
        piece = here[at : at + ANCHOR]
        found = there.find(piece, last, last + WINDOW)
        if found < 0 and searches:
            searches -= 1
            found = there.find(piece, last)
        if found >= 0:
            yield at, found
            last = found


def _joined(found: Iterable[Hunk]) -> list[Hunk]:
    joined: list[Hunk] = []
    for one in found:
        before = joined[-1] if joined else None
        if before and one.start - before.end <= _gap(before, one):
            joined[-1] = Hunk(before.start, one.end, before.other_start, one.other_end)
        else:
            joined.append(one)
    return joined


def _gap(before: Hunk, after: Hunk) -> int:
    """Equal letters that two differences swallow: more of them where the differences are long."""
    size = max(*before.sizes, *after.sizes)
    return min(size, TORN) if size > 1 else 0
