"""A function that parses dates as written in a query, such as 2024, 2024-05, 2024-05-01 or 2024年5月1日."""

import calendar
import re
from datetime import date

from crawler.text.fold import fold

_DAY = re.compile(r"(\d{4})年?(?:(?<=年)(\d{1,2})月?|[-/.](\d{1,2}))?(?:(?<=月)(\d{1,2})日?|[-/.](\d{1,2}))?")


def read_days(written: str) -> tuple[date, date]:
    """Return the first and last date of the period `written`: a year, a month or a date.

    Raises ValueError if `written` is not a valid date.
    """
    found = _DAY.fullmatch(fold(written))
    if not found:
        raise ValueError(written)
    year = int(found[1])
    month = found[2] or found[3]
    day = found[4] or found[5]
    if day:
        return (single := date(year, int(month), int(day))), single
    if month:
        return date(year, int(month), 1), date(year, int(month), calendar.monthrange(year, int(month))[1])
    return date(year, 1, 1), date(year, 12, 31)
