"""Inputs that make a regular expression take long, generated from its own syntax tree."""

import re
import signal
import time
from collections.abc import Iterator
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]

ALPHABET = " \n\ta1A0<>\"'=/-.,:;(&#%年月日的一二。，、　（：\x00"
LIMIT_S = 2.0
SIZE = 10_000
SHORT = 1000
"""SIZE is the number of characters of the first text by which growth is measured, SHORT that of a text for patterns
whose repetitions all have bounds."""
QUICK_S = 0.02
SLOW_S = 0.3
"""QUICK_S is a time in seconds for SIZE characters that needs no second look, SLOW_S the limit for SHORT characters."""
_TICK_S = 0.004
"""The unit in which some systems count processor time, in seconds."""
_UNBOUNDED = 400
"""Repetitions from which a bound does not help on a page."""


def attacks(pattern: re.Pattern) -> tuple[list[str], list[str]]:
    """Return units that are to be repeated: those that make an unbounded repetition run far and fail, and others.

    Only the first kind can take time that grows faster than the text.
    """
    parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    units = [(unit, is_far) for unit, is_far in _units(parsed, "", parsed.state.flags) if unit]
    far = dict.fromkeys(unit for unit, is_far in units if is_far)
    return list(far), [unit for unit in dict.fromkeys(unit for unit, _ in units) if unit not in far]


def _units(nodes, before: str, flags: int) -> Iterator[tuple[str, bool]]:
    """Walk the tree; `before` matches what stands in front of the nodes."""
    for place, (op, value) in enumerate(nodes):
        if op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            low, high, item = value
            if high > _UNBOUNDED:
                for pump in _pumps(item, flags):
                    yield pump, True
                    yield before + pump * max(1, low), True
                    yield before + pump * max(1, low) + _example(nodes[place + 1 :])[:-1], True
            yield from _units(item, before, flags)
        elif op is _constants.SUBPATTERN:
            yield from _units(value[3], before, flags)
        elif op is _constants.BRANCH:
            for branch in value[1]:
                yield from _units(branch, before, flags)
        elif op in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from _units(value[1], before, flags)
        elif op is _constants.ATOMIC_GROUP:
            yield from _units(value, before, flags)
        before += _example([(op, value)])
    yield before[:-1], False


def _pumps(item, flags: int) -> list[str]:
    """Return strings that a repeated part matches: characters of an alphabet, or an example."""
    if len(item) == 1 and item[0][0] in (_constants.IN, _constants.ANY, _constants.NOT_LITERAL, _constants.CATEGORY):
        matches = _compiler.compile(item, flags).fullmatch
        return [char for char in ALPHABET if matches(char)][:12]
    return [example] if (example := _example(item)) else []


def _example(nodes) -> str:
    """Return a string that the nodes match, the shortest as a rule."""
    found = []
    for op, value in nodes:
        if op is _constants.LITERAL:
            found.append(chr(value))
        elif op is _constants.NOT_LITERAL:
            found.append("a" if value != ord("a") else "b")
        elif op is _constants.ANY:
            found.append("a")
        elif op is _constants.IN:
            found.append(_member(value))
        elif op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            found.append(_example(value[2]) * min(value[0], 50))
        elif op is _constants.SUBPATTERN:
            found.append(_example(value[3]))
        elif op is _constants.BRANCH:
            found.append(_example(value[1][0]))
        elif op is _constants.ATOMIC_GROUP:
            found.append(_example(value))
    return "".join(found)


def _member(items) -> str:
    test = _compiler.compile(_parser.SubPattern(_parser.State(), [(_constants.IN, items)]), 0).fullmatch
    for char in ALPHABET + "".join(map(chr, range(33, 127))):
        if test(char):
            return char
    for op, value in items:
        if op is _constants.LITERAL:
            return chr(value)
        if op is _constants.RANGE:
            return chr(value[0])
    return "a"


class TooLongError(Exception):
    """The search did not end in LIMIT_S."""


def seconds(search, text: str) -> float:
    """Return the processor time of a search, at most LIMIT_S."""

    def stop(*_):
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
    start = time.perf_counter()
    used = time.process_time()
    try:
        search(text)
    except TooLongError:
        return LIMIT_S
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    # Other programs lengthen the time that passes, but not the processor time.
    return min(time.perf_counter() - start, time.process_time() - used + _TICK_S)


def slow_unit(pattern: re.Pattern, is_anchored: bool) -> str | None:
    """Return a unit whose repetitions take time that grows faster than their number, or None.

    If `is_anchored`, the pattern is only matched at the start of the text, otherwise at all its places.
    """

    def search(text: str) -> None:
        given = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
        if is_anchored:
            pattern.match(given)
            pattern.fullmatch(given)
        else:
            for _ in pattern.finditer(given):
                pass

    far, others = attacks(pattern)
    for unit in far:
        if _grows(search, unit, SIZE // 8, QUICK_S / 8) and _grows(search, unit, SIZE, QUICK_S):
            return unit
    for unit in others:
        if seconds(search, unit * max(2, SHORT // len(unit))) > SLOW_S:
            return unit
    return None


def _grows(search, unit: str, size: int, quick_s: float) -> bool:
    """Return whether a text four times as long takes more than six times as long."""
    text = unit * max(2, size // len(unit))
    short = seconds(search, text)
    if short < quick_s:
        return False
    whole = seconds(search, text * 4)
    return whole >= LIMIT_S or whole > 6 * min(short, seconds(search, text))
