"""Calendar days as documents write them: 2024年5月31日, 二〇二四年五月三十一日, 中華民國103年1月1日, 2024-05-31."""

import re
from datetime import date, timedelta

_DIGITS = {
    char: value
    for value, chars in enumerate("〇零○◯Oo0 一元1 二2 三3 四4 五5 六6 七7 八8 九9".split())
    for char in chars
}
_NUMERAL = "〇零○◯Oo一二三四五六七八九十百元"
_YEAR = (
    rf"(?:中华民国\s{{0,3}}(?P<roc>\d{{2,3}}|[{_NUMERAL}]{{1,5}})"
    rf"|(?P<year>(?:19|20)\d\d|[一二][九〇零○◯Oo0][{_NUMERAL}0-9]{{2}}))"
)
_SMALL = rf"\d{{1,2}}|[{_NUMERAL}]{{1,3}}"
WRITTEN = rf"{_YEAR}\s{{0,3}}年\s{{0,3}}(?P<month>{_SMALL})\s{{0,3}}月\s{{0,3}}(?P<day>{_SMALL})\s{{0,3}}日"
"""A pattern for a day written with 年, 月 and 日 in folded text."""
_WRITTEN = re.compile(WRITTEN)
_NUMERIC = re.compile(r"(?<![\d./-])((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?![\d]|[./-]\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + r")\.?"
_DAY_MONTH = re.compile(rf"(?i)\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+((?:19|20)\d\d)\b")
_MONTH_DAY = re.compile(rf"(?i)\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")


def number_of(written: str) -> int | None:
    """The value of digits or of a numeral up to 999 (三十一, 一百零三, 二〇二四), or None."""
    if written.isascii() and written.isdigit():
        return int(written)
    if "十" not in written and "百" not in written:
        digits = [_DIGITS.get(char) for char in written]
        if not digits or None in digits:
            return None
        return int("".join(map(str, digits)))
    value = 0
    digit = None
    for char in written:
        if char in "十百":
            unit = 10 if char == "十" else 100
            value = value + (1 if digit is None else digit) * unit
            digit = None
        elif char in _DIGITS:
            digit = _DIGITS[char] or digit
        else:
            return None
    return value + (digit or 0)


def _date(year: int | None, month: int | None, day: int | None) -> date | None:
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def date_of(match: re.Match[str]) -> date | None:
    """The day of a match of WRITTEN, or None where there is no such day."""
    year = number_of(match["year"]) if match["year"] else (number_of(match["roc"]) or -1911) + 1911
    return _date(year, number_of(match["month"]), number_of(match["day"]))


def first_day(folded: str) -> date | None:
    """The first day a short text names in any of the forms, or None."""
    for match in _WRITTEN.finditer(folded):
        if found := date_of(match):
            return found
    for pattern in (_NUMERIC, _COMPACT):
        for match in pattern.finditer(folded):
            if found := _date(*(int(group) for group in match.groups())):
                return found
    return english_day(folded)


def english_day(text: str) -> date | None:
    """The first day written as `June 5, 2024` or `5 June 2024`, or None."""
    found = []
    for match in _MONTH_DAY.finditer(text):
        found.append((match.start(), _date(int(match[3]), _month(match[1]), int(match[2]))))
    for match in _DAY_MONTH.finditer(text):
        found.append((match.start(), _date(int(match[3]), _month(match[2]), int(match[1]))))
    return next((day for _, day in sorted(found, key=lambda dated: dated[0]) if day), None)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].lower()))


def years_after(start: date, years: int) -> date | None:
    """The last day of so many years from `start`."""
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:  # 29 February, or beyond the calendar
        return date(start.year + years, 2, 28) if start.year + years <= date.max.year else None
