"""Predictors of the next date of a series, each a pure function of the past dates.

A predictor returns the next date, or None if it does not apply to these dates. The dates are in ascending order, at
least two, and no two of them belong to one edition.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from monitor.model.series import Basis
from monitor.series.workdays import LUNAR_COUNTRIES, spring_festival, workday_of_month, workdays_before

YEAR = 365.25
YEARLY = 270
"""The minimum median interval, in days, of a series with at most one edition a year."""
RECENT = 5
"""The number of past cycles that a predictor uses. Rhythms change, so older dates are not used."""
FESTIVAL_REACH = 75
"""The maximum distance, in days from the Spring Festival, of a date that may move with it."""
STEP_LIMIT = 6
"""The maximum number of months between two editions that are issued on a working day of the month."""


def gaps(days: Sequence[date]) -> list[int]:
    """Return the numbers of days between consecutive dates."""
    return [(later - earlier).days for earlier, later in pairwise(days)]


def usual_gap(days: Sequence[date]) -> float:
    """Return the median of the recent intervals between consecutive dates, in days."""
    return median(gaps(days)[-2 * RECENT :])


def by_interval(days: Sequence[date], _country: str | None) -> date | None:
    """Return the date of the last edition plus the usual interval."""
    return days[-1] + timedelta(round(usual_gap(days)))


def by_day_of_year(days: Sequence[date], _country: str | None) -> date | None:
    """Return the usual day of the year, in the year in which the next edition is due.

    The predictor applies to series with at most one edition a year. Days are counted from 1 March, so that leap days
    have no effect.
    """
    return _by_anchor(days, lambda year: date(year, 3, 1))


def by_spring_festival(days: Sequence[date], country: str | None) -> date | None:
    """Return the date at the usual distance from the Spring Festival, in the year in which the next edition is due.

    The result is None if the recent dates are far from the festival, or if the country does not celebrate it.
    """
    recent = days[-RECENT:]
    if country not in LUNAR_COUNTRIES or any(_from_festival(day) > FESTIVAL_REACH for day in recent):
        return None
    return _by_anchor(days, spring_festival)


def by_last_year(days: Sequence[date], _country: str | None) -> date | None:
    """Return the date one year after the edition that, in the year before, corresponded to the next edition.

    To find that edition, the edition closest to a year before the last edition is determined. The edition after it is
    the one that corresponds to the next edition. The predictor applies to series with several editions a year, even at
    unequal intervals.
    """
    since = days[-1] - timedelta(YEAR)
    if days[0] > since + timedelta(usual_gap(days) / 2):
        return None
    occasion = min(range(len(days) - 1), key=lambda at: abs(days[at] - since))
    day = days[occasion + 1] + timedelta(round(YEAR))
    return day if day > days[-1] else None


def by_workday_of_month(days: Sequence[date], country: str | None) -> date | None:
    """Return the usual working day of the month, such as the third, in the month in which the next edition is due."""
    months = [day.year * 12 + day.month - 1 for day in days[-2 * RECENT - 1 :]]
    step = round(median(later - earlier for earlier, later in pairwise(months)))
    if not 1 <= step <= STEP_LIMIT:
        return None
    ordinals = sorted(workdays_before(day, country) for day in days[-2 * RECENT :])
    ahead = months[-1] + step
    day = workday_of_month(date(ahead // 12, ahead % 12 + 1, 1), ordinals[len(ordinals) // 2], country)
    return day if day > days[-1] else None


Predictor = Callable[[Sequence[date], str | None], date | None]
PREDICTORS: dict[Basis, Predictor] = {
    Basis.DAY_OF_YEAR: by_day_of_year,
    Basis.SPRING_FESTIVAL: by_spring_festival,
    Basis.LAST_YEAR: by_last_year,
    Basis.WORKDAY_OF_MONTH: by_workday_of_month,
    Basis.INTERVAL: by_interval,
}
YEARLY_BASES = (Basis.DAY_OF_YEAR, Basis.SPRING_FESTIVAL, Basis.INTERVAL)
FREQUENT_BASES = (Basis.LAST_YEAR, Basis.WORKDAY_OF_MONTH, Basis.INTERVAL)
"""The predictors for series with at most one edition a year, and for more frequent ones, the preferred ones first."""


def _by_anchor(days: Sequence[date], anchor: Callable[[int], date | None]) -> date | None:
    """Return the date at the usual distance from a day that recurs every year, such as a festival.

    `anchor` returns this day for a year. The distance is the mean of two values: the last distance, to follow changes
    in the rhythm, and the median of the recent distances, to smooth outliers. The number of years until the next
    edition is the smallest of the recent intervals, so that a missing past edition does not increase it. For series
    with several editions a year, the result is None.
    """
    recent = days[-RECENT - 1 :]
    if usual_gap(recent) < YEARLY:
        return None
    last = anchor(days[-1].year)
    cycle = min(max(1, round(gap / YEAR)) for gap in gaps(recent))
    ahead = anchor(days[-1].year + cycle)
    if last is None or ahead is None:
        return None
    centre = (days[-1] - last).days
    distances = [_distance(day, anchor, centre) for day in days[-RECENT:]]
    day = ahead + timedelta(round((distances[-1] + median(distances)) / 2))
    return day if day > days[-1] else None


def _distance(day: date, anchor: Callable[[int], date | None], centre: int) -> int:
    """Return the number of days from a day that recurs every year to `day`.

    `anchor` returns the recurring day for a year. Of the years around `day`, the one is used in which the distance is
    closest to `centre`.
    """
    found = (anchor(year) for year in (day.year - 1, day.year, day.year + 1))
    return min(((day - near).days for near in found if near), key=lambda distance: abs(distance - centre))


def _from_festival(day: date) -> int:
    found = (spring_festival(year) for year in (day.year, day.year + 1))
    return min((abs((day - near).days) for near in found if near), default=FESTIVAL_REACH + 1)
