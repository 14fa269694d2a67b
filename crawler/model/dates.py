"""Dates as listings, feeds and addresses write them. Pure: `today` is an argument."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

_FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d.,/-])(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)(?![\d/-])")
_NO_YEAR = re.compile(r"(?<![A-Za-z\d./-])(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})(?![\d.]|[-/]\d)")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(" + "|".join(_MONTHS) + r")[a-z]*\.?"
_DAY_MONTH = re.compile(r"(?i)\b(\d{1,2})(?:st|nd|rd|th)?\s+" + _MONTH + r",?\s+((?:19|20)\d\d)\b")
_MONTH_DAY = re.compile(r"(?i)\b" + _MONTH + r"\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")
_MONTH_NAME = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTH_DAY_ALONE = re.compile(r"(?i)(?<!\w)" + _MONTH_NAME + r"\s+(\d{1,2})(?:st|nd|rd|th)?(?![\w:/.-]|,?\s*\d)")
_DAYS_BACK = {"前天": 2, "昨天": 1, "昨日": 1, "今天": 0, "今日": 0, "yesterday": 1, "today": 0}
# Standing by itself: not 今日头条, and not USA Today.
_RELATIVE = re.compile(rf"(?i)(?<!\w)(?<![A-Za-z] )({'|'.join(_DAYS_BACK)})(?![^\W\d])")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_date(text: str, today: date, day_first: bool = False) -> date | None:
    """The first date that a short text (a listing's row, a date cell) names, or None.

    Understood: `2024-06-13`, `2024年6月13日`, `2024.6.13`, `[2024/06/13]`, `20240613`, `13 June 2024`, `June 13, 2024`,
    `13.06.2024`, `6/13/2024` (`day_first`: 13/6/2024; either way where only one is a day of the calendar), today and
    yesterday in Chinese and English, and `06-13` or `June 13`, which is the latest such day that is not after tomorrow.
    """
    text = unicodedata.normalize("NFKC", text)
    for pattern in (_FULL, _COMPACT):
        if (match := pattern.search(text)) and (found := _day(*map(int, match.groups()))):
            return found
    if match := _YEAR_LAST.search(text):
        return _year_last(int(match[1]), int(match[3]), int(match[4]), day_first or match[2] == ".")
    if match := _DAY_MONTH.search(text):
        day, month, year = match.groups()
        return _day(int(year), _MONTHS.index(month[:3].lower()) + 1, int(day))
    if match := _MONTH_DAY.search(text):
        month, day, year = match.groups()
        return _day(int(year), _MONTHS.index(month[:3].lower()) + 1, int(day))
    if match := _RELATIVE.search(text):
        return today - timedelta(days=_DAYS_BACK[match[1].lower()])
    if match := _NO_YEAR.search(text):
        return _without_year(int(match[1]), int(match[2]), today)
    if match := _MONTH_DAY_ALONE.search(text):
        return _without_year(_MONTHS.index(match[1][:3].lower()) + 1, int(match[2]), today)
    return None


def _year_last(one: int, other: int, year: int, day_first: bool) -> date | None:
    month, day = (other, one) if day_first else (one, other)
    return _day(year, month, day) or _day(year, day, month)


def day_comes_first(texts: Iterable[str]) -> bool:
    """Whether dates such as `3/4/2024` name the day first: some have a first number that can be no month, and none a
    second."""
    found = [match for text in texts for match in _YEAR_LAST.findall(text)]
    return any(int(first) > 12 for first, *_ in found) and not any(int(other) > 12 for _, _, other, _ in found)


def _without_year(month: int, day: int, today: date) -> date | None:
    # 29 February may lie up to eight years back.
    for year in range(today.year + 1, today.year - 9, -1):
        found = _day(year, month, day)
        if found and found <= today + timedelta(days=1):
            return found
    return None


def date_in_url(url: str) -> date | None:
    """The day in an address such as `/202406/t20240613_1.html` or `/art/2024/6/13/…`, or None."""
    found = [_day(*map(int, groups)) for groups in _URL_DAY.findall(url)]
    if not found and (match := re.search(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/", url)):
        found = [_day(*map(int, match.groups()))]
    return next((day for day in reversed(found) if day), None)


def local_date(instant: datetime, zone: tzinfo) -> date:
    """The calendar day of an aware instant in the zone of its source."""
    return instant.astimezone(zone).date()
