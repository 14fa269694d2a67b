"""Measure false alarms and power of the test for unusual weeks, on made and on real numbers.

Made numbers: weeks without any change, in which the numbers of GROUPS groups vary by chance (Poisson), more than by
chance (negative binomial), with the seasons, or in bursts of notices on one day. The false-alarm rate is the proportion
of weeks in which any group is named. The power is the proportion of tripled and of silenced groups that are named.

Real numbers: the publication dates of `--data` (a folder with the `.xlsx` lists of labels/series, or a JSON list of
[group, date]). The figure is the proportion of the weeks of a group that are named. They may really be unusual.
"""

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from monitor.model.trends import Dimension, WeekCounts, monday_of
from monitor.trends.unusual import unusual_weeks
from monitor.trends.weeks import working_weeks

GROUPS = 60
WEEKS = 40
_FIRST = date(2020, 1, 6)
_Draw = Callable[[random.Random, float, int], int]


def _poisson(chance: random.Random, mean: float, _week: int) -> int:
    if mean > 30:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, number = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def _overdispersed(chance: random.Random, mean: float, week: int) -> int:
    return _poisson(chance, chance.gammavariate(mean / 1.5, 1.5), week)


def _seasonal(chance: random.Random, mean: float, week: int) -> int:
    return _poisson(chance, mean * (1 + 0.4 * math.sin(2 * math.pi * week / 52)), week)


def _bursts(chance: random.Random, mean: float, week: int) -> int:
    return sum(1 + _poisson(chance, 1.0, week) for _ in range(_poisson(chance, mean / 2, week)))


_DRAWS: dict[str, _Draw] = {
    "Poisson": _poisson,
    "overdispersed": _overdispersed,
    "seasonal": _seasonal,
    "bursts": _bursts,
}


def _made(draw: _Draw, chance: random.Random) -> list[WeekCounts]:
    start = chance.randrange(52)
    means = [math.exp(chance.uniform(math.log(0.5), math.log(40))) for _ in range(GROUPS)]
    return [
        WeekCounts(
            Dimension.ISSUER, str(number), _FIRST, tuple(draw(chance, mean, start + week) for week in range(WEEKS))
        )
        for number, mean in enumerate(means)
    ]


def _false_alarms(draw: _Draw, chance: random.Random, rounds: int) -> tuple[float, float]:
    """Return the proportion of weeks with a false name, and the number of false names per group week."""
    names = [len(unusual_weeks(_made(draw, chance), [1.0] * WEEKS, WEEKS - 1)) for _ in range(rounds)]
    return sum(map(bool, names)) / rounds, sum(names) / rounds / GROUPS


def _power(draw: _Draw, chance: random.Random, rounds: int, factor: float) -> float:
    """Return the proportion of weeks with `factor` times the notices that are named, in groups of 5 or more a week."""
    named = changed = 0
    for _ in range(rounds):
        groups = _made(draw, chance)
        busy = [place for place, series in enumerate(groups) if sum(series.counts) >= 5 * WEEKS][:3]
        for place in busy:
            counts = groups[place].counts
            groups[place] = WeekCounts(
                Dimension.ISSUER, groups[place].group, _FIRST, (*counts[:-1], round(counts[-1] * factor))
            )
        found = {unusual.group for unusual in unusual_weeks(groups, [1.0] * WEEKS, WEEKS - 1)}
        changed += len(busy)
        named += sum(groups[place].group in found for place in busy)
    return named / max(1, changed)


def _real(pairs: Sequence[tuple[str, date]]) -> Iterator[str]:
    weeks: dict[str, Counter[date]] = defaultdict(Counter)
    for group, day in pairs:
        weeks[group][monday_of(day)] += 1
    first = min(min(counts) for counts in weeks.values())
    count = (max(max(counts) for counts in weeks.values()) - first).days // 7 + 1
    groups = [
        WeekCounts(
            Dimension.ISSUER, group, first, tuple(counts[first + timedelta(7 * place)] for place in range(count))
        )
        for group, counts in weeks.items()
    ]
    shares = working_weeks(first, count, "CN")
    with_names = names = tested = 0
    for place in range(WEEKS, count):
        found = unusual_weeks(groups, shares, place)
        with_names += bool(found)
        names += len(found)
        tested += 1
    yield f"real: {len(groups)} groups, {tested} weeks, weeks with a name {with_names / tested:.1%}, "
    yield f"names per group week {names / tested / len(groups):.2%}"


def main(arguments: list[str]) -> None:
    """Print false-alarm rates and power by kind of numbers, and the rate on real dates if given."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks trends")
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--dates", type=Path, help="a JSON list of [group, ISO date]")
    chosen = parser.parse_args(arguments)
    chance = random.Random(23)
    for name, draw in _DRAWS.items():
        began = perf_counter()
        alarms, names = _false_alarms(draw, chance, chosen.rounds)
        rise, silence = (_power(draw, chance, chosen.rounds // 10, factor) for factor in (3, 0))
        spent = (perf_counter() - began) / chosen.rounds * 1000
        print(f"{name:14} false alarm in {alarms:.1%} of weeks, {names:.3%} of group weeks; ", end="")
        print(f"tripled named {rise:.0%}, silenced {silence:.0%}; {spent:.0f} ms a round")
    if chosen.dates:
        pairs = [(group, date.fromisoformat(day)) for group, day in json.loads(chosen.dates.read_text("utf-8"))]
        print("".join(_real(pairs)))
