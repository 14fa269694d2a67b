"""Patterns for the dates of targets, and conversion of their matches to a day or a year."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.model.notice import TargetPrecision
from crawler.reading.measures.calibration import CALIBRATION
from crawler.reading.rules import Rule, RuleGroup
from crawler.text.numerals import parse_numeral

_AIM = r"(?P<aim>力争|争取|确保|努力|保证|务必|计划|预计)?(?:要)?(?:[在于])?"
_TO = r"(?P<to>(?<!\d[时点分])(?<![达高加升降减截起年月日午末\d])[到至])?\s?"
_YEAR = (
    r"(?:(?<!\d)(?P<year>20\d\d|二[〇○零][〇○零一二三四五六七八九]{2}|民国\s?\d{2,3}|(?<=[到至于])1[01]\d(?=\s?年(?:[底前末,]|\s?\d{1,2}\s?月)))\s?年(?![代级版报])(?:全年|年内|度?内)?|(?P<relative>今年|本年度?|明年)(?!级)"
    r"|(?P<whole>(?<!健)全年|(?<![\d一二三四五六七八九十两半多几当每])(?<!根据)(?<!按照)年内|(?<![一-龥])年度内))?"
)
_DAY = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_PART = (
    rf"(?:\s?(?<![\d.个])(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?月份?(?:\s?(?P<day>{_DAY})\s?[日号]|(?P<third>[上中下]旬))?"
    r"|\s?第?(?P<quarter>[一二三四1-4])季度|\s?(?P<half>[上下])半年)?"
)
_END = r"(?P<end>(?<![\d每学])年[底末终]|(?<=[年月度])[底末])?"
_BEFORE = r"(?P<before>(?:之|以)?前(?!\s?[一二三四\d]|[后期述款者列沿瞻置端往景提]))?"
_BEFORE_THE_REPUBLIC = 1911  # year 1 of the Taiwanese calendar is 1912
_FIRST_PLAN_ENDED = 1955  # from the sixth on, the n-th five-year plan ends 5 * n years later

ANCHORS = RuleGroup(
    "targets.anchor",
    [
        Rule(
            "plan",
            r"(?P<plan_aim>力争|争取|确保|努力)?(?:[到至在])?“(?P<plan>十?[一二三四五六七八九十])五”(?:规划|时期)?(?:期?末|期间|(?<=时期)内?)",
            "the end of a five-year plan",
            ("到“十四五”末", "“十四五”期间"),
        ),
        Rule(
            "plan-bare",
            r"(?:[到至在])?(?P<bare_plan>十[一二三四五六七八九])五(?:规划)?(?:时期|期间|(?:时期)?期?末)",
            "the end of a five-year plan without quotation marks",
            ("到十四五末", "十四五期间"),
        ),
        Rule(
            "dated",
            rf"(?<!\D1[01]\d年)(?=[力争确努保务计预要在于到至\d二民今本明全年一三四五六七八九十第上下]){_AIM}{_TO}{_YEAR}{_PART}{_END}{_BEFORE}",
            "a year, a part of a year, or both, as a goal or a last day",
            ("到2027年", "力争2025年底", "2025年6月底前", "一季度", "年内", "年底前"),
        ),
    ],
)


@dataclass(frozen=True)
class TargetDate:
    """The date of a target.

    `by` is a year, or the last day as an ISO date. `precision` is the unit of time stated in the text. `is_firm` is
    true if the wording alone shows that the date is a last day or a goal (到2027年, 6月底前). Other dates, such as
    2025年 or 一季度, are dates of targets only if the words of a goal are beside them.
    """

    by: str
    precision: TargetPrecision
    is_firm: bool


def target_date(
    match: re.Match[str], day: date | None, year: int | None = None, *, is_aimed: bool = False
) -> TargetDate | None:
    """Return the date stated in `match`, or None. `match` is a match of ANCHORS, the pattern for dates of targets.

    `day` is the notice date, and `year` is a year stated earlier in the same sentence. A date without a year is not
    recognized if both are None. `is_aimed` means that an earlier word of intention applies to the date
    (力争二期工程11月建成), so that a month without a year is its date.
    """
    if number := parse_numeral(match["plan"] or match["bare_plan"] or ""):
        is_firm = bool(match["plan_aim"] or match[0].endswith("末"))
        return TargetDate(str(_FIRST_PLAN_ENDED + 5 * number), "year", is_firm) if number >= 6 else None
    part = match["month"] or match["quarter"] or match["half"]
    named = match["year"] or match["relative"] or match["whole"]
    if not (named or part or (match["end"] or "").startswith("年")):
        return None
    is_last = bool(match["before"] or match["aim"] or is_aimed or (match["to"] and named))
    # Without words such as 前 or 底, a day is the day of an event, and a month without a year may be any month.
    if match["month"] and not is_last and (match["day"] or not (named or match["end"])):
        return None
    is_firm = is_last or match["whole"] == "年内" or match[0].endswith("内")
    stated = _stated_year(match, day)
    if stated is None and named:
        return None
    if stated is None:
        return _without_year(match, day, year, is_firm=is_firm)
    return _dated(match, stated, is_firm=is_firm)


def _stated_year(match: re.Match[str], day: date | None) -> int | None:
    """Return the year in a match, or None.

    The year is written in digits or Chinese numerals, or is relative to the notice date `day` (明年).
    """
    if match["year"]:
        written = match["year"]
        year = parse_numeral(re.sub(r"民国\s?", "", written)) or 0
        return year + (_BEFORE_THE_REPUBLIC if "民" in written or year < _FIRST_PLAN_ENDED else 0)
    if day and (match["relative"] or match["whole"]):
        return day.year + (match["relative"] == "明年")
    return None


def _without_year(match: re.Match[str], day: date | None, year: int | None, *, is_firm: bool) -> TargetDate | None:
    """Return the date of a target for a match that states only a part of a year (6月底, 一季度).

    The year is `year` or, if that is None, the year of the notice date `day`. If a month has already passed on the
    notice date, the next year is used. If it passed shortly before, the result is None: the text may be older than the
    notice (9月底前 in a text published on 9 October), so that neither year is certain.
    """
    if year or not day:
        return _dated(match, year, is_firm=is_firm) if year else None
    found = _dated(match, day.year, is_firm=is_firm)
    if found and found.by < day.isoformat() and match["month"]:
        later = _dated(match, day.year + 1, is_firm=is_firm)
        is_certain = later and (date.fromisoformat(later.by) - day).days <= CALIBRATION.ahead
        return later if is_certain else None
    return found


def _dated(match: re.Match[str], year: int, *, is_firm: bool) -> TargetDate | None:
    if match["quarter"]:
        quarter = parse_numeral(match["quarter"]) or int(match["quarter"])
        return _target_date(month_end(year, quarter * 3), "quarter", is_firm=is_firm)
    if match["half"]:
        return _target_date(month_end(year, 6 if match["half"] == "上" else 12), "half", is_firm=is_firm)
    if not match["month"]:
        # 2025年底前 sets a last day; 到2025年底 names the year in which a target is reached.
        is_last_day = match["end"] and match["before"]
        return TargetDate(f"{year}-12-31" if is_last_day else str(year), "year", is_firm)
    month = parse_numeral(match["month"]) or 0
    if match["day"]:
        return _target_date(_day(year, month, parse_numeral(match["day"])), "day", is_firm=is_firm)
    if match["third"]:
        last = {"上": 10, "中": 20}.get(match["third"][0])
        return _target_date(_day(year, month, last), "month", is_firm=is_firm)
    ends_before = match["before"] and not match["end"]
    return _target_date(_before_month(year, month) if ends_before else month_end(year, month), "month", is_firm=is_firm)


def _target_date(by: str | None, precision: TargetPrecision, *, is_firm: bool) -> TargetDate | None:
    return TargetDate(by, precision, is_firm) if by else None


def _day(year: int, month: int, day: int | None) -> str | None:
    """Return a date in ISO format, or None if it does not exist. Without `day`, the last day of the month is used."""
    try:
        return date(year, month, day or monthrange(year, month)[1]).isoformat()
    except ValueError:
        return None


def _before_month(year: int, month: int) -> str | None:
    """Return the last day before a month in ISO format (6月前 means 31 May), or None if no such month exists."""
    first = _day(year, month, 1)
    return (date.fromisoformat(first) - timedelta(days=1)).isoformat() if first else None


def month_end(year: str | int | None, month: int) -> str | None:
    """Return the last day of a month in ISO format, or None if `year` is None or no such month exists."""
    return _day(int(year), month, None) if year else None
