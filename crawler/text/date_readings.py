"""Conversion of the matches of date formats (`date_forms`) to dates.

Pure functions; no I/O.
"""

import re
from datetime import date

from crawler.text.date_values import (
    REPUBLIC,
    DateContext,
    complete_year,
    day_or_none,
    plausible_publication,
)
from crawler.text.date_words import month_of
from crawler.text.numerals import parse_date_number

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "r": 2018, "h": 1988, "s": 1925}
_BUDDHIST = 543
_FIRST_ROC = 1990
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
Reading = tuple[date | None, bool, bool]
"""A date or None, whether the year of the date is written, and whether the text can only be a date."""


def _year(written: str) -> int:
    year = int(written)
    return year - _BUDDHIST if year >= 2500 else year


def _counted_from(era: int, match: re.Match[str]) -> date | None:
    """Return the date that a match states in digits or in Chinese numerals, or None if it is not a valid date.

    `era` is added to the year of the match, so it is the year before the first year of the era.
    """
    year, month, day = (parse_date_number(match[part]) for part in ("year", "month", "day"))
    return day_or_none(era + year, month, day) if year and month and day else None


def read_full(match: re.Match[str], _: DateContext) -> Reading:
    """Parse a full date with the year first, such as 2024-11-20."""
    return day_or_none(_year(match[1]), int(match[2]), int(match[3])), True, True


def read_year_last(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a full date with the year last, such as 20/11/2024."""
    first, separator, second, year = int(match[1]), match[2], int(match[3]), _year(match[4])
    day_first = separator == "." or context.puts_day_first
    month, day = (second, first) if day_first else (first, second)
    return day_or_none(year, month, day) or day_or_none(year, day, month), True, True


def read_short(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a date such as 26-11-21, whose order of year, month and day depends on the context.

    In Chinese, Japanese and Korean texts the year is first.
    """
    order = context.short_order or (
        "ymd" if match[1] or context.east_asian or _EAST_ASIAN.search(match.string) else None
    )
    one, two, three = int(match[2]), int(match[4]), int(match[5])
    if order is None or (order == "ymd" and len(match[2]) != 2) or (order != "ymd" and len(match[5]) != 2):
        return None, True, True
    year, month, day = {"ymd": (one, two, three), "dmy": (three, two, one), "mdy": (three, one, two)}[order]
    if order == "ymd" and context.roc and year < 100 and context.today and year + REPUBLIC > _FIRST_ROC:
        return plausible_publication(day_or_none(year + REPUBLIC, month, day), context), True, True
    return plausible_publication(day_or_none(_century(year, context), month, day), context), True, True


def _century(year: int, context: DateContext) -> int:
    """Return the full year for a two-digit year: in the 2000s or, if that would be in the future, in the 1900s."""
    if year >= 100:
        return year
    newest = context.latest.year if context.today else 2069
    return 2000 + year if 2000 + year <= newest else 1900 + year


def read_republic(match: re.Match[str], _: DateContext) -> Reading:
    """Parse a date with the name of the Republic of China calendar (民國113年11月20日)."""
    return _counted_from(REPUBLIC, match), True, True


def read_bare_republic(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a date with a three-digit year of the Republic of China calendar, such as 113年11月20日 or 113-11-20.

    The name of the calendar (民國) is missing in such a date. The date in the result is None if it would be more than
    30 years in the future.
    """
    day = day_or_none(int(match[1]) + REPUBLIC, int(match[3]), int(match[4]))
    dots = match[2] == "." and not context.counts_republic and (len(match[3]) < 2 or len(match[4]) < 2)
    return (None if dots or (day and context.today and day.year > context.today.year + 30) else day), True, True


def read_short_year(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a date such as 24年11月20日, with a two-digit year.

    If the context says that short years are years of the Republic of China, the year is one of these. Otherwise, it is
    a year of the 2000s or 1900s. The date in the result is None if the year is probably one of a Japanese era.
    """
    year = int(match[1])
    month, day = int(match[2]), int(match[3])
    if context.counts_republic:
        return plausible_publication(day_or_none(year + REPUBLIC, month, day), context), True, True
    if context.country == "JP" or len(match[1]) < 2:
        return None, True, True  # 6年 is a year of an era whose name is missing
    return plausible_publication(day_or_none(_century(year, context), month, day), context), True, True


def read_era(match: re.Match[str], _: DateContext) -> Reading:
    """Parse a date in a Japanese era (令和6年11月20日, R6.11.20)."""
    return _counted_from(_ERAS[match["era"].lower()], match), True, True


def read_compact_republic(match: re.Match[str], context: DateContext) -> Reading:
    """Parse seven digits such as 1131120 as a date with a three-digit year of the Republic of China.

    The date in the result is None if the context does not say that such years are used, because the digits are then
    probably not a date.
    """
    if not context.counts_republic:
        return None, True, True
    return (
        plausible_publication(day_or_none(int(match[1]) + REPUBLIC, int(match[2]), int(match[3])), context),
        True,
        True,
    )


def read_numerals(match: re.Match[str], _: DateContext) -> Reading:
    """Parse a date in Chinese numerals (二〇二四年十一月二十日)."""
    return _counted_from(0, match), True, True


def read_named(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a date with the name of the month and a year (20 November 2024)."""
    month = month_of(match["month"], context.country)
    if not month:
        return None, True, True
    year = match["year"]
    if len(year) == 2:
        return (
            plausible_publication(day_or_none(_century(int(year), context), month, int(match["day"])), context),
            True,
            True,
        )
    return day_or_none(_year(year), month, int(match["day"])), True, True


def read_named_without_year(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a date with a named month and no year (20 November) as the latest such date that is not in the future."""
    month = month_of(match["month"], context.country)
    return (complete_year(month, int(match["day"]), context) if month else None), False, True


def read_vietnamese(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a Vietnamese date (20 tháng 11 năm 2024), with or without a year."""
    day, month, year = int(match[1]), int(match[2]), match[3]
    return (day_or_none(int(year), month, day) if year else complete_year(month, day, context)), bool(year), True


def read_month_day(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a Chinese or Korean month and day (11月20日) as the latest such date that is not in the future."""
    month = parse_date_number(match[1])
    day = parse_date_number(match[2])
    return (complete_year(month, day, context) if month and day else None), False, True


def read_bare_pair(match: re.Match[str], context: DateContext) -> Reading:
    """Parse two numbers such as 11-20 as a month and a day. The result states that they are possibly not a date.

    Of the possible years, the latest in which the date is not in the future is chosen.
    """
    first, second = int(match[1]), int(match[3])
    swapped = context.day_first is True and match[2] != "-"
    return complete_year(second if swapped else first, first if swapped else second, context), False, False
