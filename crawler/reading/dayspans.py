"""Dates and ranges of dates within a sentence, their missing years filled in. Pure."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
# Weekdays and times may stand behind a date: (星期五)17:00, 下午5点.
_AFTER = (
    r"(?:\s*\([^()]{1,8}\))?"
    r"(?:\s*(?:上午|中午|下午|晚上?|晚)?\s*\d{1,2}(?:[:：]\d\d(?::\d\d)?|[时點点](?:\d{1,2}分|整|半)?)"
    r"|\s*(?:下班|上午|中午|下午))?"
)
_ONE = (
    r"(?P<cn>(?:(?P<year>(?:19|20)\d\d)年|(?:(?:中?[华華]?民[国國])(?P<roc>\d{2,3})|(?P<bare>1\d\d))年|(?P<same>今年|本年|当年))?"
    r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号號]|(?P<last>底|末))|(?P<only>\d{1,2})[日号號])"
    r"|(?P<y2>20\d\d)[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2})(?!\d)"
    rf"|(?P<en>(?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>20\d\d)"
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m4>{_MONTH}),?\s+(?P<y4>20\d\d))"
)
# The year 1 of the calendar of Taiwan is 1912.
_BEFORE_THE_REPUBLIC = 1911
_DATE = re.compile(rf"(?<![\d.])(?:{_ONE}){_AFTER}", re.IGNORECASE)
_TO = re.compile(r"\s*起?\s*(?:至|到|—{1,2}|–|-{1,2}|~|～|to|through|until)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class DaySpan:
    """A date, or the first and last day of a range, between `start` and `end` of the text."""

    start: int
    end: int
    first: date
    last: date

    @property
    def is_range(self) -> bool:
        """Whether two dates are named."""
        return self.first != self.last


def day_spans(text: str, today: date | None) -> Iterator[DaySpan]:
    """The dates of a half-width text. One without a year is the next such day from `today` on; without `today` it is
    left out, as are days no calendar has."""
    found: list[DaySpan] = []
    for match in _DATE.finditer(text):
        joined = bool(found) and bool(_TO.fullmatch(text, found[-1].end, match.start()))
        day = _day(match, found[-1].last if joined else None, today)
        if day is None:
            continue
        if joined and day >= found[-1].last:
            found[-1] = DaySpan(found[-1].start, match.end(), found[-1].first, day)
        else:
            found.append(DaySpan(match.start(), match.end(), day, day))
    yield from found


def _day(match: re.Match[str], before: date | None, today: date | None) -> date | None:
    """The date of a match; `before` is the date it ends a range from."""
    if match["cn"] is None:
        year = match["y2"] or match["y3"] or match["y4"]
        month = match["m2"]
        day = match["d2"]
        named = match["m3"] or match["m4"]
        number = int(month) if month else _MONTHS.index(named[:3].lower()) + 1
        return _of(int(year), number, int(day or match["d3"] or match["d4"]))
    if match["only"]:
        return _of(before.year, before.month, int(match["only"])) if before else None
    month = int(match["month"])
    if roc := match["roc"] or match["bare"]:
        return _of(int(roc) + _BEFORE_THE_REPUBLIC, month, match["day"])
    if match["year"]:
        return _of(int(match["year"]), month, match["day"])
    start = before or today
    if not start:
        return None
    found = _of(start.year, month, match["day"])
    return found if not found or found >= start or match["same"] else _of(start.year + 1, month, match["day"])


def _of(year: int, month: int, day: int | str | None) -> date | None:
    """A date, the last of the month without a day, or None when there is no such day."""
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    number = int(day) if day else last
    return date(year, month, number) if 1 <= number <= last else None
