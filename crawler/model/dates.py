"""Parsing of dates in listings, feeds and URLs.

Pure functions; no I/O: the current date is the parameter `today`.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from crawler.text import dates
from crawler.text.date_values import day_or_none
from crawler.text.dates import DateContext, first_day

_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_UPLOADS = re.compile(r"/(?:uploads|files)/(?:[\w-]{1,40}/){0,3}(?:19|20)\d\d[-/]\d\d/(?!\d\d/)")
"""Matches the folder of the month in which a file was uploaded. What follows is the name of the file, not a day."""


def parse_date(text: str, today: date, day_first: bool = False) -> date | None:
    """Return the first date in a short text, such as a date cell, or None if the text contains no date.

    The date may have any meaning, such as publication or deadline. If `day_first` is True, `3/4/2024` is in April. For
    a date without a year, the latest occurrence that is not after tomorrow is used.
    """
    return first_day(text, DateContext(today, day_first=day_first))


def day_comes_first(texts: Iterable[str]) -> bool:
    """Return whether dates such as `3/4/2024` have the day first.

    The result is True if the first number of at least one date cannot be a month (as in `25/4/2024`), and the second
    number of every date can be a month.
    """
    return dates.day_comes_first(texts) is True


def date_in_url(url: str) -> date | None:
    """Return the date in a URL such as `/202406/t20240613_1.html` or `/art/2024/6/13/…`, or None."""
    url = _UPLOADS.sub("/", url)
    found = [day_or_none(*map(int, groups)) for groups in _URL_DAY.findall(url)]
    if not found and (match := re.search(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/", url)):
        found = [day_or_none(*map(int, match.groups()))]
    return next((day for day in reversed(found) if day), None)


def local_date(instant: datetime, zone: tzinfo) -> date:
    """Return the calendar date of an aware datetime in the time zone `zone`."""
    return instant.astimezone(zone).date()
