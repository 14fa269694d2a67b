"""Parsing of dates in the notations that occur in documents.

The notations are 2024年5月31日, 二〇二四年五月三十一日, 中華民國103年1月1日 and 2024-05-31.
"""

import re
from datetime import date, timedelta

from crawler.text import dates
from crawler.text.numerals import parse_date_number

__all__ = ["WRITTEN", "date_of", "first_day", "parse_date_number", "years_after"]
_NO_CONTEXT = dates.DateContext()

_NUMERAL = "〇零○◯Oo一二三四五六七八九十百元"
_YEAR = (
    rf"(?:中华民国\s{{0,3}}(?P<roc>\d{{2,3}}|[{_NUMERAL}]{{1,5}})"
    rf"|(?P<year>(?:19|20)\d\d|[一二][九〇零○◯Oo0][{_NUMERAL}0-9]{{2}}))"
)
_SMALL = rf"\d{{1,2}}|[{_NUMERAL}]{{1,3}}"
WRITTEN = rf"{_YEAR}\s{{0,3}}年\s{{0,3}}(?P<month>{_SMALL})\s{{0,3}}月\s{{0,3}}(?P<day>{_SMALL})\s{{0,3}}日"
"""Regular expression for a date written with 年, 月 and 日 in folded text."""


def _date(year: int | None, month: int | None, day: int | None) -> date | None:
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def date_of(match: re.Match[str]) -> date | None:
    """Return the date of a match of WRITTEN, or None if the calendar has no such date."""
    year = parse_date_number(match["year"]) if match["year"] else (parse_date_number(match["roc"]) or -1911) + 1911
    return _date(year, parse_date_number(match["month"]), parse_date_number(match["day"]))


def first_day(text: str) -> date | None:
    """Return the first date that includes a year in a short text, in any supported notation, or None."""
    return dates.first_day(text, _NO_CONTEXT)


def years_after(start: date, years: int) -> date | None:
    """Return the last date of a period of `years` years that begins on `start`, or None if it is after year 9999."""
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:  # `start` is 29 February, or the period ends after `date.max`
        return date(start.year + years, 2, 28) if start.year + years <= date.max.year else None
