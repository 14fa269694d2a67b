"""Functions that compare amounts of money and dates in different notations, and detect changed units of amounts.

Pure functions; no I/O.
"""

import re
from fractions import Fraction
from typing import Literal

from monitor.identity.numerals import is_number, reach, value

_UNITS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_CURRENCIES = frozenset("美欧港日英澳台")
_MULTIPLE = re.compile("[公毫厘]$")
_MEASURE = re.compile("[里斤顷尺米升克]")
"""The first and the last character of units of measure. Without the first one, another unit remains (公里 and 里)."""
Span = tuple[int, int]
"""The start and end position of a part of a text."""
_DAY = re.compile(r"(\d{4})(?:年(\d\d?)月(\d\d?)日?|(\d\d)(\d\d)日?)")
_DAY_REACH = frozenset("0123456789年月日")
_RATIO = re.compile(r"([\d一二三四五六七八九十百千]+)分之(\d+(?:点\d+)?|[一二三四五六七八九十百千零〇两点]+)")
_RATIO_REACH = frozenset("0123456789点一二三四五六七八九十百千零〇两分之")
_REACH = frozenset("0123456789点一二三四五六七八九十百千零〇两万亿")
_AMOUNT = re.compile(
    r"(?P<number>\d+(?:点\d+)?(?=\D|$)|[一二三四五六七八九十百千零〇两]+)(?P<units>[百千]?[万亿]{0,2})"
)


def same_amount(here: str, span: Span, there: str, other_span: Span) -> bool:
    """Return whether two text spans belong to equal amounts or equal proportions, even if their notations differ.

    Equal amounts are, for example, 1000万, 1千万, 一千万, 0.1亿 and 10000000. Equal proportions are 百分之五十,
    百分之50 (normalized from 50%) and 二分之一.
    """
    for value_at in (_worth, _share):
        ours = value_at(here, *span)
        if ours is not None and ours == value_at(there, *other_span):
            return True
    return False


def same_date(here: str, span: Span, there: str, other_span: Span) -> bool:
    """Return whether two text spans belong to the same date, even if its notations differ.

    For example, 2024年6月3日 and 20240603 (normalized from 2024-6-3) are the same date.
    """
    ours = _day(here, *span)
    return ours is not None and ours == _day(there, *other_span)


def other_dates(here: str, span: Span, there: str, other_span: Span) -> bool:
    """Return whether two text spans belong to different dates that are written in different notations."""
    ours = _day(here, *span)
    theirs = _day(there, *other_span)
    if ours is None or theirs is None or ours == theirs:
        return False
    return ("年" in _around(here, span)) != ("年" in _around(there, other_span))


def resized(here: str, span: Span, there: str, other_span: Span) -> Literal["number", "lost"] | None:
    """Return how a one-character difference changes the unit of an amount, or None if it does not.

    `lost`: a unit was removed or added (50万元 and 50元). `number`: a unit was replaced by another one (50万元 and
    50美元).
    """
    ours = here[slice(*span)]
    theirs = there[slice(*other_span)]
    if len(ours) + len(theirs) == 1 and _MULTIPLE.match(ours or theirs) and _MEASURE.match(here, span[1]):
        return "lost"
    if max(len(ours), len(theirs)) > 1 or not (_counts(here, span[0]) and _counts(there, other_span[0])):
        return None
    if ours and theirs:
        return "number" if all(_is_unit(letter) for letter in (ours, theirs)) else None
    is_money = (ours or theirs) in _CURRENCIES and here.startswith("元", span[1])
    return "lost" if is_money or (ours or theirs) in _UNITS else None


def _is_unit(letter: str) -> bool:
    return letter in _UNITS or letter in _CURRENCIES


def _counts(text: str, at: int) -> bool:
    """Return whether a numeral or a unit of an amount directly precedes the position `at`."""
    before = text[max(0, at - 1) : at]
    return is_number(before) or before in _UNITS


def _around(text: str, span: Span) -> str:
    return text[slice(*reach(text, *span, _in_day))]


def _day(text: str, start: int, end: int) -> tuple[int, ...] | None:
    found = _DAY.fullmatch(_around(text, (start, end)))
    return tuple(int(part) for part in found.groups() if part) if found else None


def _worth(text: str, start: int, end: int) -> Fraction | None:
    start, end = reach(text, start, end, _in_amount)
    found = _AMOUNT.fullmatch(text, start, end)
    if found is None:
        return None
    worth = value(found["number"])
    for unit in found["units"]:
        worth *= _UNITS[unit]
    return worth


def _share(text: str, start: int, end: int) -> Fraction | None:
    start, end = reach(text, start, end, _in_share)
    found = _RATIO.fullmatch(text, start, end)
    whole = value(found[1]) if found else Fraction(0)
    return value(found[2]) / whole if found and whole else None


def _in_share(text: str, at: int) -> bool:
    return text[at] in _RATIO_REACH


def _in_amount(text: str, at: int) -> bool:
    return text[at] in _REACH


def _in_day(text: str, at: int) -> bool:
    return text[at] in _DAY_REACH
