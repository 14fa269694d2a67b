"""Inputs that make a regular expression take long, generated from its own syntax tree."""

import re
import signal
import time
from collections.abc import Iterator
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]

ALPHABET = " \n\ta1A0<>\"'=/-.,:;(&#%年月日的一二。，、　（：\x00"
LIMIT_S = 2.0
_UNBOUNDED = 400
"""Repetitions from which a bound does not help on a page."""


def attacks(pattern: re.Pattern) -> Iterator[str]:
    """Units that are to be repeated, each of which makes some repetition of the pattern run far and fail."""
    parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    yield from dict.fromkeys(unit for unit in _units(parsed, "", parsed.state.flags) if unit)


def _units(nodes, before: str, flags: int) -> Iterator[str]:
    """Walk the tree; `before` matches what stands in front of the nodes."""
    for place, (op, value) in enumerate(nodes):
        if op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            low, high, item = value
            if high > _UNBOUNDED:
                for pump in _pumps(item, flags):
                    yield pump
                    yield before + pump * max(1, low)
                    yield before + pump * max(1, low) + _example(nodes[place + 1 :])[:-1]
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
    yield before[:-1]


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
    start = time.process_time()
    try:
        search(text)
    except TooLongError:
        return LIMIT_S
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def growth(search, unit: str, size: int) -> tuple[float, float]:
    """Return the seconds for a text of about `size` characters, and how many times that of half of it."""
    short = unit * max(1, size // 2 // len(unit))
    text = unit * max(2, size // len(unit))
    return _both(search, short, text)


def _both(search, short: str, text: str) -> tuple[float, float]:
    whole = seconds(search, text)
    half = max(seconds(search, short), 1e-6)
    return whole, whole / half
