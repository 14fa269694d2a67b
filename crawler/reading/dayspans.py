"""Dates and ranges of dates within a sentence, their missing years filled in. Pure."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crawler.text.date_forms import written_days
from crawler.text.date_values import DateContext, fold_date_text

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
_WITH_CLOCK = re.compile(_AFTER)
# Eras, numerals, Korean, and days and months between letters: what `_DATE` does not read.
_OTHER_FORMS = re.compile(
    r"令和|平成|民[國国]|[〇零○一二三四五六七八九十]月|년|(?<![A-Za-z])R\d|\d{1,2}[./]\d{1,2}[./]20\d\d|\d\s(?:de\s)?[a-zà-ɏЀ-ӿ]{3,}"
)
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
    """Yield the dates in a half-width text.

    A date without a year is the next such day from `today` on; without `today` it is left out, as are days that exist
    in no calendar.
    """
    found: list[DaySpan] = []
    for start, end, match in _places(text):
        joined = bool(found) and bool(_TO.fullmatch(text, found[-1].end, start))
        day = match if isinstance(match, date) else _day(match, found[-1].last if joined else None, today)
        if day is None:
            continue
        if joined and day >= found[-1].last:
            found[-1] = DaySpan(found[-1].start, end, found[-1].first, day)
        else:
            found.append(DaySpan(start, end, day, day))
    yield from found


def _places(text: str) -> list[tuple[int, int, re.Match[str] | date]]:
    """Return the positions of dates: those of this module's forms, and days with a year written in any other form."""
    own = [(match.start(), match.end(), match) for match in _DATE.finditer(text)]
    found: list[tuple[int, int, re.Match[str] | date]] = [*own]
    if _OTHER_FORMS.search(text) and fold_date_text(text) == text:
        for mention in written_days(text, DateContext()):
            apart = all(mention.end <= start or end <= mention.start for start, end, _ in own)
            if apart and mention.year_written:
                after = _WITH_CLOCK.match(text, mention.end)
                found.append((mention.start, after.end() if after else mention.end, mention.day))
    return sorted(found, key=lambda place: place[0])


def _day(match: re.Match[str], before: date | None, today: date | None) -> date | None:
    """Return the date of a match; `before` is the start of the range that the match ends."""
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
    """Return a date, the last of the month when no day is given, or None when there is no such day."""
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    number = int(day) if day else last
    return date(year, month, number) if 1 <= number <= last else None
