"""Decision which numbers in a text begin clauses, and how these clauses are nested.

The numbers that may begin clauses are called candidates. An interpretation of all candidates is called a reading. The
most regular reading is chosen. In a regular reading, the numbers of each format count up from 1 within their parent.
Each irregularity has a cost: a rejected candidate (depending on its position), a gap, a repetition, a list with a
single item. A beam search from left to right finds a reading with a low total cost. Readings that end in the same open
levels are merged, so the running time is linear in the number of candidates.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crawler.reading.outline.markers import ARTICLE, STEP, Marker, Place

BEAM = 10
MARGIN = 9.0
"""Limits of the beam search.

`BEAM` is the maximum number of interpretations ("readings") that are followed at the same time. `MARGIN` is the maximum
difference in cost between a reading that is followed and the best reading.
"""
BUDGET = 50_000
NARROW = 2
"""Limits of the running time for hostile texts.

After the search has extended `BUDGET` interpretations, it follows only `NARROW` of them at the same time. No genuine
document reaches `BUDGET`.
"""

_REJECT = {
    Place.LINE: 4.0,
    Place.SENTENCE: 2.0,
    Place.BRACKET: 1.5,
    Place.ITEM: 1.0,
    Place.SPACE: 1.0,
    Place.INSIDE: 0.3,
}
_ACCEPT = {
    Place.LINE: 0.0,
    Place.SENTENCE: 0.3,
    Place.BRACKET: 0.6,
    Place.ITEM: 0.6,
    Place.SPACE: 0.6,
    Place.INSIDE: 0.6,
}
_GAP = 2.5
_REPEAT = 3.0
_BACK = 5.0
_RESTART = 2.0
_OFF_LINE = 2.5  # additional cost of an irregular number that is not at the beginning of a line
_LATE_START = 3.5
_FRAGMENT = 2.0
_CONTINUED = 0.5
_INVERSE = 0.7
_LONELY_LINE = 1.0
_LONELY = 2.5


class Placed(NamedTuple):
    """A marker that begins a clause, and its nesting depth; outermost clauses have depth 0."""

    marker: Marker
    depth: int


class _Level(NamedTuple):
    kind: str
    rank: float
    number: int
    lonely: float  # cost if no second number follows on this level


class _Trail(NamedTuple):
    placed: Placed
    before: "_Trail | None"


class _Reading(NamedTuple):
    cost: float
    levels: tuple[_Level, ...]
    lasts: tuple[tuple[str, int], ...]  # the last accepted number of each kind
    end: int  # end index of the last accepted marker
    trail: _Trail | None


def nest(candidates: Iterable[tuple[Marker, ...]]) -> tuple[Placed, ...]:
    """Return the markers that begin clauses, in order, with their nesting depths.

    Each tuple in `candidates` contains the alternative interpretations of one number in the text.
    """
    beam = [_Reading(0.0, (), (), -1, None)]
    steps = 0
    for readings in candidates:
        steps += len(beam)
        width = BEAM if steps < BUDGET else NARROW
        beam = _pruned([after for reading in beam for after in _after(reading, readings)], width)
    best = min(beam, key=lambda reading: reading.cost + sum(level.lonely for level in reading.levels))
    return tuple(reversed(list(_unwound(best.trail))))


def _unwound(trail: _Trail | None) -> Iterator[Placed]:
    while trail:
        yield trail.placed
        trail = trail.before


def _pruned(readings: Sequence[_Reading], width: int) -> list[_Reading]:
    if len(readings) == 1:
        return list(readings)
    best: dict[object, _Reading] = {}
    for reading in readings:
        key = reading.levels, reading.lasts
        if key not in best or reading.cost < best[key].cost:
            best[key] = reading
    ranked = sorted(best.values(), key=lambda reading: reading.cost)[:width]
    return [reading for reading in ranked if reading.cost <= ranked[0].cost + MARGIN]


def _after(reading: _Reading, markers: tuple[Marker, ...]) -> Iterator[_Reading]:
    accepted = [after for marker in markers for after in _accepted(reading, marker)]
    yield from accepted
    # A candidate that can be accepted without cost is never rejected, so that a regular text has only one reading.
    if not any(after.cost <= reading.cost for after in accepted):
        yield reading._replace(cost=reading.cost + _REJECT[markers[0].place])


def _accepted(reading: _Reading, marker: Marker) -> Iterator[_Reading]:
    if marker.place == Place.INSIDE and not marker.clear_from <= reading.end <= marker.start:
        return
    depth = next((at for at, level in enumerate(reading.levels) if level.kind == marker.kind), None)
    if depth is not None:
        if marker.place != Place.INSIDE:
            yield _as_sibling(reading, marker, depth)
        return
    outer = sum(1 for level in reading.levels if level.rank < marker.rank)
    yield _as_child(reading, marker, outer)
    if outer < len(reading.levels) and marker.rank > ARTICLE:
        yield _as_child(reading, marker, len(reading.levels))


def _as_sibling(reading: _Reading, marker: Marker, depth: int) -> _Reading:
    last = reading.levels[depth].number
    cost = 0.0
    lonely = 0.0
    if marker.number == STEP:
        cost = _RESTART
        lonely = _lonely(marker)
    elif marker.number <= last:
        cost = _REPEAT if marker.number == last else _BACK
    elif not follows(last, marker.number):
        cost = _GAP + min((marker.number - last) / STEP, 5) * 0.1
    if cost and marker.place != Place.LINE:
        cost += _OFF_LINE
    closing = sum(level.lonely for level in reading.levels[depth + 1 :])
    if cost and last == STEP:
        closing += reading.levels[depth].lonely
    return _opened(reading, marker, depth, cost + closing, lonely)


def _as_child(reading: _Reading, marker: Marker, depth: int) -> _Reading:
    cost = sum(level.lonely for level in reading.levels[depth:])
    if depth and reading.levels[depth - 1].rank > marker.rank:
        cost += _INVERSE
    last = dict(reading.lasts).get(marker.kind)
    lonely = 0.0
    if marker.number == STEP:
        lonely = _lonely(marker)
    elif last is not None and follows(last, marker.number):
        cost += 0.0 if marker.rank <= ARTICLE else _CONTINUED
    else:
        cost += _LATE_START if reading.trail or last else _FRAGMENT
        cost += 0.0 if marker.place == Place.LINE and not _is_decimal(marker.kind) else _OFF_LINE
    return _opened(reading, marker, depth, cost, lonely)


def _opened(reading: _Reading, marker: Marker, depth: int, cost: float, lonely: float) -> _Reading:
    level = _Level(marker.kind, marker.rank, marker.number, lonely)
    lasts = (*(pair for pair in reading.lasts if pair[0] != marker.kind), (marker.kind, marker.number))
    return _Reading(
        reading.cost + cost + _ACCEPT[marker.place],
        (*reading.levels[:depth], level),
        # Decimal numbers contain their parent's number, so their sequence never continues below another parent.
        reading.lasts if _is_decimal(marker.kind) else lasts,
        marker.end,
        _Trail(Placed(marker, depth), reading.trail),
    )


def _is_decimal(kind: str) -> bool:
    return kind.endswith(".x")


def _lonely(marker: Marker) -> float:
    if marker.rank <= ARTICLE:
        return 0.0
    return _LONELY_LINE if marker.place == Place.LINE else _LONELY


def follows(last: int, number: int) -> bool:
    """Return whether `number` directly follows `last`: 二 after 一, 一之一 after 一, 二 after 一之三.

    Both are clause numbers multiplied by `STEP`.
    """
    if number % STEP:
        return number == last + 1
    return number // STEP == last // STEP + 1
