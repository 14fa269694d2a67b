"""Working days of a country: weekdays without holidays, plus make-up working days on weekends.

Pure functions; no I/O.
"""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

LONGEST = 366
"""The maximum number of working days that can be counted."""
_FIRST = 2001
_LAST = 2100


def add_workdays(day: date, count: int, country: str | None) -> tuple[date, bool]:
    """Return the `count`-th working day after `day`, and whether all holidays in between are known.

    If the holidays of a year are not announced yet, all Saturdays and Sundays and the holidays computed by the library
    are days off. If `country` is None or unknown, only Saturdays and Sundays are days off. Raise ValueError if `count`
    is not between 1 and LONGEST.
    """
    if not 1 <= count <= LONGEST:
        raise ValueError(f"between 1 and {LONGEST} working days, not {count}")
    calendar = _calendar(country)
    while count:
        day += timedelta(days=1)
        count -= _is_workday(day, calendar)
    return day, bool(country) and calendar is not None and day.year <= _known_until(str(country))


def _is_workday(day: date, calendar: "HolidayBase | None") -> bool:
    return calendar.is_working_day(day) if calendar is not None else day.weekday() < 5


@cache
def _calendar(country: str | None) -> "HolidayBase | None":
    # Import late: few pages have periods of working days, and the library is slow to load.
    import holidays

    try:
        return holidays.country_holidays(country) if country else None
    except NotImplementedError:
        return None


@cache
def _known_until(country: str) -> int:
    """Return the last year whose make-up working days are known.

    They are announced year by year (in China in November for the next year), so the library does not contain later
    years. For a country without make-up working days, the result is the library's last year.
    """
    import holidays

    calendar = holidays.country_holidays(country, years=range(_FIRST, _LAST + 1))
    return max((day.year for day in calendar.weekend_workdays), default=int(calendar.end_year))
