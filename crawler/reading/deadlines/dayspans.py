"""Detection of dates and date ranges in a sentence. Missing years are inferred. Pure functions; no I/O."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from crawler.text.date_forms import written_days
from crawler.text.date_values import DateContext, fold_date_text
from crawler.text.numerals import parse_numeral

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
# A date may be followed by a weekday and a time: (星期五)17:00, 下午5点, 9:00-11:30.
_CLOCK = (
    r"(?:每[日天]|北京时间)?\s*+(?:上午|中午|下午|晚上?|凌晨|早上?)?\s*+(?:\d{1,2}|[一二三四五六七八九十]{1,2}(?=[时時點点]))\s?"
    r"(?:[:：]\s?\d\d(?:[:：]\d\d)?(?:\s?[时時分](?![间間]))?|[时時點点](?!间)(?:\s?\d{1,2}\s?分|整|半)?)"
)
_AFTER = (
    rf"(?:\s*+\((?:[^()]{{1,8}}|{_CLOCK}[^()]{{0,16}})\))?(?:当[天日])?"
    rf"(?:\s*+,?\s*+{_CLOCK}(?:\s*+[-—~～至到]++\s*+{_CLOCK})?(?:\s*+[,、]\s*+{_CLOCK}\s*+[-—~～至到]++\s*+{_CLOCK})?"
    r"|\s*+[上下中]午\d{1,2}(?=\s?之?前)|\s*+(?:下班|上午|中午|下午|零时))?"
)
_MONTH_AND_DAY = (
    r"(?:[本今上下]?\((?P<bracketed>\d{1,2})\)|(?P<month>\d{1,2})\s?)月(?:\s?(?P<day>\d{1,2})(?:\s?[日号號]|(?=\s?[-—~～至]\s?\d{1,2}\s?[日号號]))"
    r"|份?(?P<last>底|末|上旬|中旬|下旬))"
)
_ONE = (
    r"(?P<cn>(?:(?P<year>(?:19|20)\d\d)\s?年|(?:(?:中?[华華]?民[国國])\s?(?P<roc>\d{2,3})|(?P<bare>1\d\d)|[今本明]\((?P<said>1\d\d)\))\s?年"
    rf"|(?P<same>今年|本年|当年|明年))?\s?(?:{_MONTH_AND_DAY}|(?P<year_end>(?:(?<=年)年?|年)[底末](?=之?前))"
    r"|第?(?P<quarter>[一二三四1-4])季度[底末]?(?=之?前)"
    r"|(?P<near>[本下])月\s?(?:(?P<near_day>\d{1,2})\s?[日号號]|底)|(?P<only>\d{1,2})\s?[日号號]))"
    r"|(?P<y2>20\d\d)[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2})(?!\d)"
    rf"|(?P<en>(?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>20\d\d)"
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m4>{_MONTH}),?\s+(?P<y4>20\d\d)"
    rf"|\b(?P<m5>{_MONTH})\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s+\d|[:.]\d))"
)
_LAST_OF_PART = {"上旬": 10, "中旬": 20}
# Year 1 of the Taiwanese calendar is 1912.
_BEFORE_THE_REPUBLIC = 1911
# A date may follow the number of an item at the start of the text: 1.3月25日前.
_BEGIN = r"(?:(?<![\d.])|(?<=^\d\.)|(?<=^\d\d\.)|(?<=^\s\d\.)|(?<=^\s\d\d\.))"
_DATE = re.compile(rf"{_BEGIN}(?:{_ONE}){_AFTER}", re.IGNORECASE)
_HAS_DATE_CHAR = re.compile(r"[\d年月日号號季令平民년]")
"""Matches a character of the kind that every date contains. The search is much faster than those for dates."""
_MAY_BE_DATE = re.compile(
    r"[月日号號]|季度|年[年底末]|20\d\d[-/.]|(?i:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_WITH_CLOCK = re.compile(_AFTER)
# Hints of date formats that `_DATE` does not match: eras, Chinese numerals, Korean, month names in other languages.
_OTHER_FORMS = re.compile(
    r"令和|平成|民[國国]|[〇零○一二三四五六七八九十]月|년|(?<![A-Za-z])R\d|\d{1,2}[./]\d{1,2}[./]20\d\d|\d\s(?:de\s)?[a-zà-ɏЀ-ӿ]{3,}"
)
_TO = re.compile(
    r"\s*+(?:\([^()]{1,12}\))?(?:起|开始)?\s*+,?\s*+(?:至|到|—{1,2}|–|-{1,2}|~|～|―|一(?=\s?\d)|to|through|until|and(?=\s))\s*+",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"\s*(?:起|开始),?\s*")
_ENDS = re.compile(r"\s*(?:结束|截止|止)")
_AND = re.compile(r"\s*+(?:、|和|及|或|,)\s*+")
_NUMERAL_DATE = re.compile(
    r"(?<![\d年一二三四五六七八九十])[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号號]"
)


@dataclass(frozen=True)
class DaySpan:
    """A date, or the first and last date of a range, between the positions `start` and `end` of the text.

    `year_written` is true if the date or an earlier date of the sentence states its year.
    """

    start: int
    end: int
    first: date
    last: date
    year_written: bool = True

    @property
    def is_range(self) -> bool:
        """Return whether the span is a range of two different dates."""
        return self.first != self.last


def day_spans(text: str, today: date | None) -> Iterator[DaySpan]:
    """Yield the dates and date ranges in a text that contains only half-width digits and punctuation.

    For a date without a year, the next occurrence on or after `today` is used; if `today` is None, the date is skipped.
    Dates that do not exist are skipped.
    """
    found: list[DaySpan] = []
    for start, end, match in _places(text):
        joined = bool(found) and _joins(text, found[-1].end, start, match, end)
        earliest = _year_from(found, today, joined=joined)
        day = match if isinstance(match, date) else _day(match, earliest, today)
        if day is None:
            continue
        if joined and day >= found[-1].last:
            found[-1] = _in_progress(replace(found[-1], end=end, last=day), match, today)
        else:
            is_known = bool(earliest) or isinstance(match, date) or _has_year(match)
            found.append(DaySpan(start, end, day, day, is_known))
    yield from found


def _year_from(found: list[DaySpan], today: date | None, *, joined: bool) -> date | None:
    """Return the earliest date that the next date can be, according to the date before it, or None.

    The last date of a range is not before its first. After a date in a later year than `today`, the next date is in
    the same year (在2025年6月30日前缴税并在7月31日前申报).
    """
    if joined:
        return found[-1].last
    is_later = found and today and found[-1].year_written and found[-1].last.year > today.year
    return date(found[-1].last.year, 1, 1) if is_later else None


def _in_progress(span: DaySpan, match: re.Match[str] | date, today: date | None) -> DaySpan:
    """Return a range of dates without a year one year earlier if `today` is then within the range.

    Otherwise, return `span` unchanged. `match` is the last date of the range.
    """
    if today is None or span.year_written or isinstance(match, date) or _has_year(match):
        return span
    first, last = (_of(day.year - 1, day.month, day.day) for day in (span.first, span.last))
    return replace(span, first=first, last=last) if first and last and first <= today <= last else span


def end_with_time(text: str, end: int) -> int:
    """Return the end position of the weekday and time after a date, or `end` if there are none.

    `end` is the end position of the date.
    """
    match = _WITH_CLOCK.match(text, end)
    return match.end() if match else end


def _joins(text: str, start: int, end: int, match: re.Match[str] | date, stop: int) -> bool:
    """Return whether the words between two dates join them into a range or a list (8月25日、26日).

    `start` and `end` are the positions of these words. `match` is the second date, which ends at `stop`.
    """
    if _BEGINS.fullmatch(text, start, end) and _ENDS.match(text, stop):
        return True
    if _TO.fullmatch(text, start, end):
        return True
    return not isinstance(match, date) and bool(match["only"]) and bool(_AND.fullmatch(text, start, end))


def _has_year(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("year", "roc", "bare", "said", "same", "y2", "y3", "y4"))


def _places(text: str) -> list[tuple[int, int, re.Match[str] | date]]:
    """Return a triple for each date in a text, in text order.

    The first two items are the start and end position of the date. The third item is a match if the date has a format
    of this module. Otherwise, the date has a format that only `crawler.text.date_forms` recognizes, and the third item
    is the date itself. Such dates are returned only if they have a year.
    """
    if not _HAS_DATE_CHAR.search(text):
        return []
    text = _NUMERAL_DATE.sub(_in_digits, text)
    found_dates = _DATE.finditer(text) if _MAY_BE_DATE.search(text) else ()
    own = [(match.start(), match.end(), match) for match in found_dates]
    found: list[tuple[int, int, re.Match[str] | date]] = [*own]
    if _OTHER_FORMS.search(text) and fold_date_text(text) == text:
        for mention in written_days(text, DateContext()):
            apart = all(mention.end <= start or end <= mention.start for start, end, _ in own)
            if apart and mention.year_written:
                found.append((mention.start, end_with_time(text, mention.end), mention.day))
    return sorted(found, key=lambda place: place[0])


def _in_digits(match: re.Match[str]) -> str:
    """Return a date with digits instead of Chinese numerals, padded to the same length.

    For example, 三月十五日 becomes ` 3月 15日`.
    """
    month, day = match[0][:-1].split("月")
    return f"{parse_numeral(month):>{len(month)}}月{parse_numeral(day):>{len(day)}}{match[0][-1]}"


def _day(match: re.Match[str], before: date | None, today: date | None) -> date | None:
    """Return the date that a match states, or None if there is no such date or its year cannot be inferred.

    If the match ends a range, `before` is the first date of the range, otherwise it is None. A missing year is inferred
    from `before` or, if it is None, from `today`.
    """
    if match["cn"] is None:
        return _numeric_day(match, before or today)
    if match["only"]:
        return _of(before.year, before.month, int(match["only"])) if before else None
    if match["near"]:
        return _near_day(match, today)
    month = (
        3 * (parse_numeral(match["quarter"]) or 0)
        if match["quarter"]
        else int(match["month"] or match["bracketed"] or 12)
    )
    day = _LAST_OF_PART.get(match["last"] or "", match["day"])
    if roc := match["roc"] or match["bare"] or match["said"]:
        return _of(int(roc) + _BEFORE_THE_REPUBLIC, month, day)
    if match["year"]:
        return _of(int(match["year"]), month, day)
    start = before or today
    if not start:
        return None
    found = _of(start.year + (match["same"] == "明年"), month, day)
    return found if not found or found >= start or match["same"] else _of(start.year + 1, month, day)


def _numeric_day(match: re.Match[str], start: date | None) -> date | None:
    """Return a date in digits or with an English month name, or None.

    For a date without a year, the next occurrence on or after `start` is used.
    """
    named = match["m3"] or match["m4"] or match["m5"]
    month = _MONTHS.index(named[:3].lower()) + 1 if named else int(match["m2"])
    day = match["d2"] or match["d3"] or match["d4"] or match["d5"]
    if year := match["y2"] or match["y3"] or match["y4"]:
        return _of(int(year), month, day)
    if not start:
        return None
    found = _of(start.year, month, day)
    return found if not found or found >= start else _of(start.year + 1, month, day)


def _near_day(match: re.Match[str], today: date | None) -> date | None:
    """Return the date of a day in this or the next month (本月, 下月), or None if it does not exist.

    This month is the month of `today`. If `today` is None, the result is None.
    """
    if not today:
        return None
    year, month = divmod(today.year * 12 + today.month - 1 + (match["near"] != "本"), 12)
    return _of(year, month + 1, match["near_day"])


def _of(year: int, month: int, day: int | str | None) -> date | None:
    """Return the date with this year, month and day, or None if no such date exists.

    If `day` is None, return the last date of the month.
    """
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    number = int(day) if day else last
    return date(year, month, number) if 1 <= number <= last else None
