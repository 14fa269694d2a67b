"""The statistical test for weeks with unusually many or few notices. Pure functions; no I/O.

The number of notices in a week is compared with a negative binomial distribution. The mean of this distribution is the
number of notices per working day in the preceding weeks, multiplied by the working days of the week. Its variance is
estimated from the preceding weeks. To be unusual, the number must also be outside the range of the preceding weeks. The
false discovery rate over all groups tested for one week is limited with the method of Benjamini and Hochberg (1995).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

from monitor.model.trends import Direction, Unusual, WeekCounts


@dataclass(frozen=True)
class UnusualCalibration:
    """The constants of the test.

    A week is compared with up to `weeks` preceding weeks, its baseline. A group is tested if the baseline has at least
    `fewest` weeks and `least` notices. `false_discoveries` is the accepted proportion of wrong results among the groups
    that are called unusual.

    The dispersion is the variance divided by the mean. Its value is the weighted mean of the estimate from the baseline
    and of the constant `dispersion`. The weight of the estimate is the number of weeks, that of the constant is
    `doubt`.

    The constants were chosen with `python -m tests.benchmarks trends` so that a week without any real change contains
    an unusual group in at most 5 % of cases. This also holds if the numbers vary with the seasons, in bursts, or more
    than by chance.
    """

    weeks: int = 26
    fewest: int = 10
    least: int = 12
    false_discoveries: float = 0.03
    dispersion: float = 2.2
    doubt: float = 20.0


CALIBRATION = UnusualCalibration()


@dataclass(frozen=True)
class _Tested:
    series: WeekCounts
    place: int
    direction: Direction
    usual: float
    probability: float


def unusual_weeks(
    groups: Sequence[WeekCounts],
    exposures: Sequence[float],
    place: int,
    calibration: UnusualCalibration = CALIBRATION,
) -> list[Unusual]:
    """Return the groups with an unusual number of notices in the week at position `place`, the least probable first.

    All groups cover the same weeks. `exposures` contains the working time of each week as a proportion of a usual week,
    because fewer notices are published in weeks with holidays.
    """
    tested = [found for series in groups if (found := _test(series, exposures, place, calibration))]
    tested.sort(key=lambda found: found.probability)
    named = 0
    for rank, found in enumerate(tested, 1):
        if found.probability <= calibration.false_discoveries * rank / len(tested):
            named = rank
    return [_unusual(found) for found in tested[:named]]


def _test(
    series: WeekCounts, exposures: Sequence[float], place: int, calibration: UnusualCalibration
) -> _Tested | None:
    start = max(_first_notice(series), place - calibration.weeks)
    before = series.counts[start:place]
    if len(before) < calibration.fewest or sum(before) < calibration.least:
        return None
    shares = exposures[start:place]
    rate = sum(before) / sum(shares)
    dispersion = _dispersion(before, shares, rate, calibration)
    usual = rate * exposures[place]
    # The rate is only an estimate, which adds to the variance of the week.
    spread = dispersion * (1 + exposures[place] / sum(shares))
    count = series.counts[place]
    direction = Direction.RISE if count > usual else Direction.SILENCE
    if not _is_outside(count / exposures[place], before, shares, direction):
        return _Tested(series, place, direction, usual, 1.0)
    tail = _at_least(count, usual, spread) if count > usual else 1 - _at_least(count + 1, usual, spread)
    return _Tested(series, place, direction, usual, min(1.0, 2 * tail))


def _is_outside(rate: float, counts: Sequence[int], shares: Sequence[float], direction: Direction) -> bool:
    """Return whether a week's rate is outside the range of the rates of the preceding weeks.

    A rate is a number of notices per working time. If `direction` is a rise, `rate` must be above all preceding rates,
    otherwise below all of them. `counts` and `shares` are the numbers of notices and the working times of the preceding
    weeks.
    """
    rates = [count / share for count, share in zip(counts, shares, strict=True)]
    return rate > max(rates) if direction is Direction.RISE else rate < min(rates)


def _first_notice(series: WeekCounts) -> int:
    """Return the position of the first week in which the group has a notice.

    Earlier weeks cannot be used for a comparison, because the group was possibly not watched yet.
    """
    return next((place for place, count in enumerate(series.counts) if count), len(series.counts))


def _dispersion(counts: Sequence[int], shares: Sequence[float], rate: float, calibration: UnusualCalibration) -> float:
    """Return the estimated dispersion of the weekly numbers: their variance divided by their mean, but at least 1.

    `counts` and `shares` are the numbers of notices and the working times of the weeks, and `rate` is the mean number
    of notices per working time.
    """
    pearson = sum((count - rate * share) ** 2 / (rate * share) for count, share in zip(counts, shares, strict=True))
    weighted = pearson + calibration.doubt * calibration.dispersion
    return max(1.0, weighted / (len(counts) - 1 + calibration.doubt))


def _at_least(count: int, mean: float, dispersion: float) -> float:
    """Return the probability that a number with a negative binomial distribution is at least `count`.

    `dispersion` is the variance of the distribution divided by `mean`. If it is 1, it is a Poisson distribution.
    """
    if count <= 0:
        return 1.0
    below = sum(exp(_log_probability(number, mean, dispersion)) for number in range(count))
    if below < 0.999:
        return 1 - below
    # For precision, the smaller of the two tails is summed.
    total = 0.0
    number = count
    while True:
        term = exp(_log_probability(number, mean, dispersion))
        total += term
        if term < 1e-3 * total or term == 0.0:
            return total
        number += 1


def _log_probability(number: int, mean: float, dispersion: float) -> float:
    if dispersion <= 1.0 + 1e-9:
        return number * log(mean) - mean - lgamma(number + 1)
    size = mean / (dispersion - 1)
    return (
        lgamma(number + size)
        - lgamma(size)
        - lgamma(number + 1)
        + number * log((dispersion - 1) / dispersion)
        - size * log1p(dispersion - 1)
    )


def _unusual(found: _Tested) -> Unusual:
    series = found.series
    week = series.week(found.place)
    count = series.counts[found.place]
    return Unusual(series.dimension, series.group, week, found.direction, count, found.usual, found.probability)
