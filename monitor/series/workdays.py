"""Working days and the Spring Festival of a country, from the library `holidays`.

Pure functions; no I/O.
"""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

LUNAR_COUNTRIES = frozenset({"CN", "TW", "HK", "MO", "SG", "VN", "KR"})
"""The countries that have a long holiday at the beginning of the lunar year."""
_FESTIVAL = "(Spring Festival)"


def is_workday(day: date, country: str | None) -> bool:
    """Return whether a date is a working day, including make-up working days on weekends.

    If the country is None or unknown, only Saturdays and Sundays are days off.
    """
    calendar = _calendar(country)
    return calendar.is_working_day(day) if calendar is not None else day.weekday() < 5


def next_workday(day: date, country: str | None) -> date:
    """Return the first working day on or after a date."""
    while not is_workday(day, country):
        day += timedelta(1)
    return day


def workdays_before(day: date, country: str | None) -> int:
    """Return the number of working days from the first of the month of `day` to the day before `day`."""
    return sum(is_workday(day.replace(day=number), country) for number in range(1, day.day))


def workday_of_month(month: date, ordinal: int, country: str | None) -> date:
    """Return the working day that follows the first `ordinal` working days of a month.

    If `ordinal` is 0, this is the first working day. If the month has no such working day, its last day is returned.
    """
    day = month.replace(day=1)
    while True:
        if is_workday(day, country):
            if ordinal == 0:
                return day
            ordinal -= 1
        following = day + timedelta(1)
        if following.month != month.month:
            return day
        day = following


@cache
def spring_festival(year: int) -> date | None:
    """Return the first day of the lunar year, or None if the library does not contain the year."""
    calendar = _calendar("CN")
    if calendar is None:
        return None
    first, last = date(year, 1, 20), date(year, 2, 22)
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return next((day for day in days if _FESTIVAL in calendar.get(day, "")), None)


@cache
def _calendar(country: str | None) -> "HolidayBase | None":
    # Imported late: the library is slow to load, and few processes forecast.
    import holidays

    try:
        # Holiday names must be English, regardless of the language of the host.
        return holidays.country_holidays(country, language="en_US" if country == "CN" else None) if country else None
    except NotImplementedError:
        return None
