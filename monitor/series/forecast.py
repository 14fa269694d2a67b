"""The forecast of the next date of a series, with a window that contains the actual date in 80 % of cases.

Pure functions; no I/O, except that a library provides the holidays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model.series import Basis, Forecast, ForecastCode
from monitor.series.rhythm import FREQUENT_BASES, PREDICTORS, YEARLY, YEARLY_BASES, usual_gap
from monitor.series.workdays import next_workday

FEWEST = 3
"""The minimum number of editions on different dates from which a forecast is made."""
TOGETHER = 3
"""The maximum distance in days of dates that count as one: parts of an edition are often published day by day."""
TESTED = 8
"""The number of recent editions on which the predictors are compared."""
COMPARED = 2
"""The minimum number of editions on which two predictors are compared."""
CLEARLY = 0.7
"""A predictor is replaced by another predictor whose errors are less than this proportion of its own."""
LONGEST = 60
"""The number of recent dates that are used."""


@dataclass(frozen=True)
class ForecastCalibration:
    """The constants that determine the windows of forecasts. With them, 80 % of the windows contain the actual date.

    They were fitted on one half of the series of the benchmark `python -m tests.benchmarks forecasts`, which tests them
    on the other half.

    The error scale of a series is the mean of the errors of its past predictions and of `doubt` further errors, each of
    which is `prior` times the usual interval. `yearly` contains two factors. The window begins the first factor times
    the error scale before the expected date, and ends the second factor times the error scale after it. For series with
    several editions a year, the factors in `frequent` are used instead.
    """

    prior: float = 0.2
    doubt: float = 3.0
    yearly: tuple[float, float] = (1.3, 0.85)
    frequent: tuple[float, float] = (1.35, 1.5)
    irregular: float = 0.75
    """No date is forecast if the scale of the errors exceeds this proportion of the usual interval."""
    patience: float = 2.5
    """The number of usual intervals after the last edition at which a series counts as ended."""


CALIBRATION = ForecastCalibration()


def distinct_days(days: Sequence[date]) -> list[date]:
    """Return the first date of each edition, in ascending order.

    Dates that are only a few days apart belong to one edition.
    """
    found: list[date] = []
    last: date | None = None
    for day in sorted(days):
        if last is None or (day - last).days > TOGETHER:
            found.append(day)
        last = day
    return found


def forecast(
    days: Sequence[date], country: str | None, today: date | None = None, calibration: ForecastCalibration = CALIBRATION
) -> Forecast:
    """Return the forecast of the next edition of a series, of which `days` are the dates of past editions.

    `country` is the ISO 3166 code of the country whose working days and festivals count, or None. If no date can be
    forecast, the result states why: there are too few editions, their dates are too irregular, or the series has ended.
    It counts as ended if, at `today`, the last edition was long ago compared to the usual interval.
    """
    past = distinct_days(days)[-LONGEST:]
    if len(past) < FEWEST:
        return Forecast(ForecastCode.TOO_FEW, len(past))
    usual = usual_gap(past)
    ends = past[-1] + timedelta(round(calibration.patience * usual))
    if today and today >= ends:
        return Forecast(ForecastCode.ENDED, len(past))
    basis, errors = _best(past, country)
    predicted = PREDICTORS[basis](past, country)
    assert predicted is not None
    # The last edition may consist of several notices, on neighbouring days.
    possible = max(days) + timedelta(1)
    expected = next_workday(max(predicted, possible), country)
    scale = (sum(errors) + calibration.doubt * calibration.prior * usual) / (len(errors) + calibration.doubt)
    if scale > calibration.irregular * usual:
        return Forecast(ForecastCode.TOO_IRREGULAR, len(past), basis=basis, ends=ends)
    before, after = calibration.yearly if usual >= YEARLY else calibration.frequent
    earliest = max(possible, expected - timedelta(round(before * scale)))
    latest = expected + timedelta(max(1, round(after * scale)))
    return Forecast(
        ForecastCode.EXPECTED, len(past), expected, earliest, latest, basis, max(ends, latest + timedelta(1))
    )


def _best(past: Sequence[date], country: str | None) -> tuple[Basis, list[int]]:
    """Return the predictor to be used for a series, and the errors in days of its predictions of recent editions.

    The predictors that apply to the series are compared in the order of preference. A predictor is replaced by a later
    one only if the later one is clearly better, because small differences are accidental with so few editions.
    """
    tested = range(max(2, len(past) - TESTED), len(past))
    chosen: tuple[Basis, list[int]] | None = None
    for basis in YEARLY_BASES if usual_gap(past) >= YEARLY else FREQUENT_BASES:
        predict = PREDICTORS[basis]
        if predict(past, country) is None:
            continue
        predictions = [(past[at], predict(past[:at], country)) for at in tested]
        errors = [abs((day - predicted).days) for day, predicted in predictions if predicted]
        if chosen is None or _is_better(errors, chosen[1]):
            chosen = (basis, errors)
    assert chosen is not None
    return chosen


def _is_better(errors: Sequence[int], than: Sequence[int]) -> bool:
    count = min(len(errors), len(than))
    if count < COMPARED:
        return not than and bool(errors)
    return sum(errors[-count:]) < CLEARLY * sum(than[-count:])
