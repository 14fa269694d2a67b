"""Measure the forecasts of series on past editions: how many windows hold, and the errors against two simple rules.

For each of the last editions of a real series, the forecast is made from the editions before it. The rules are *same
day last year* (the last date plus a year) and *mean interval* (the last date plus the mean of all intervals).
`--half 0` is the half on which the windows were fitted, `--half 1` the half that was set aside.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import mean, median
from time import perf_counter

from monitor.model.series import Forecast
from monitor.series.forecast import distinct_days, forecast
from monitor.series.rhythm import YEARLY, gaps, usual_gap

_DATES = Path(__file__).parent / "labels" / "series" / "dates.jsonl"
_TESTED = 6
_FEWEST = 3


@dataclass(frozen=True)
class Trial:
    """A past edition, the forecast that was made for it, and the dates of the two simple rules."""

    group: str
    actual: date
    made: Forecast
    rules: dict[str, date]
    usual: float


def trials(half: int | None) -> Iterator[Trial]:
    """Yield the trials of the series of a half, or of all series."""
    with _DATES.open(encoding="utf-8") as lines:
        for series in map(json.loads, lines):
            if half is None or int(sha256((series["group"] + series["title"]).encode()).hexdigest(), 16) % 2 == half:
                yield from _of(series["group"], series["country"], [date.fromisoformat(day) for day in series["days"]])


def _of(group: str, country: str | None, days: Sequence[date]) -> Iterator[Trial]:
    known = distinct_days(days)
    for at in range(max(_FEWEST, len(known) - _TESTED), len(known)):
        past = known[:at]
        rules = {
            "same day last year": past[-1] + timedelta(365),
            "mean interval": past[-1] + timedelta(round(mean(gaps(past)))),
        }
        yield Trial(group, known[at], forecast(past, country), rules, usual_gap(past))


def _report(name: str, found: Sequence[Trial]) -> None:
    dated = [trial for trial in found if trial.made.expected]
    held = mean(_holds(trial) for trial in dated)
    width = median(
        ((trial.made.latest or trial.actual) - (trial.made.earliest or trial.actual)).days for trial in dated
    )
    errors = [abs((trial.actual - (trial.made.expected or trial.actual)).days) for trial in dated]
    print(f"{name:22} {len(dated):4} of {len(found):4}  holds {held:.1%}  median width {width:4.0f}", end="")
    print(f"  median error {median(errors):5.1f}", end="")
    for rule in ("same day last year", "mean interval"):
        print(f"  {rule} {median(abs((trial.actual - trial.rules[rule]).days) for trial in dated):5.1f}", end="")
    print()


def _holds(trial: Trial) -> bool:
    made = trial.made
    return bool(made.earliest and made.latest and made.earliest <= trial.actual <= made.latest)


def main(arguments: list[str]) -> None:
    """Print the proportion of windows that hold, their width and the median errors, for all series and by group."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks forecasts")
    parser.add_argument("--half", type=int, choices=(0, 1), help="all series without it")
    chosen = parser.parse_args(arguments)
    began = perf_counter()
    found = list(trials(chosen.half))
    print(
        f"{(perf_counter() - began) / len(found) * 1000:.2f} ms a forecast;",
        Counter(trial.made.code for trial in found),
    )
    _report("all", found)
    groups: dict[str, list[Trial]] = defaultdict(list)
    for trial in found:
        groups[f"{trial.group}, {'yearly' if trial.usual >= YEARLY else 'frequent'}"].append(trial)
    for name, members in sorted(groups.items()):
        _report(name, members)
