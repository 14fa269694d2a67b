"""Copies of real texts with other notations of dates, amounts and numbers, and siblings that differ in one value."""

import random
import re
from collections.abc import Callable

Text = dict[str, str]
Maker = Callable[[Text, random.Random], Text | None]
_DAY = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_AMOUNT = re.compile(r"(?<![\d.])([1-9]\d{0,5})(万?)元")
_DECIMAL = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?=万元|亿元|元|%|倍|个百分点|公里|亩|吨)")
_ORDINAL = re.compile(r"第([1-9]|[一二三四五六七八九])(?=[批期次届])")
_DIGITS = "〇一二三四五六七八九"
_TENS = ("", "十", "二十", "三十")


def _dates(text: Text, chance: random.Random) -> Text | None:
    forms = ("{0}-{1:02}-{2:02}", "{0}.{1}.{2}", "{0}/{1}/{2}", "{0}年{1:02}月{2:02}日", "{0} 年 {1} 月 {2} 日")
    form = chance.choice([*forms, ""])
    return _everywhere(text, _DAY, lambda found: form.format(*map(int, found.groups())) if form else _in_chinese(found))


def _in_chinese(found: re.Match[str]) -> str:
    return f"{_digitwise(found[1])}年{_counted(int(found[2]))}月{_counted(int(found[3]))}日"


def _years(text: Text, chance: random.Random) -> Text | None:
    zero = chance.choice("〇○零")
    return _everywhere(text, _YEAR, lambda found: _digitwise(found[0]).replace("〇", zero))


def _amounts(text: Text, chance: random.Random) -> Text | None:
    def written(found: re.Match[str]) -> str:
        number = int(found[1])
        grouped = f"{int(found[1]):,}"
        if found[2] and number % 1000 == 0:
            return chance.choice([f"{grouped}万元", f"{number // 1000}千万元", f"{number}0000元"])
        return chance.choice([f"{grouped}{found[2]}元", f"{number}.00{found[2]}元"])

    return _everywhere(text, _AMOUNT, written)


def _ordinals(text: Text, chance: random.Random) -> Text | None:
    wide = chance.random() < 1 / 2

    def written(found: re.Match[str]) -> str:
        if found[1] in _DIGITS:
            digit = str(_DIGITS.index(found[1]))
            return f"第{chr(ord(digit) + 0xFEE0) if wide else digit}"
        return f"第{_DIGITS[int(found[1])]}"

    return _everywhere(text, _ORDINAL, written)


def _everywhere(text: Text, pattern: re.Pattern[str], written: Callable[[re.Match[str]], str]) -> Text | None:
    if not pattern.search(text["text"]):
        return None
    return text | {"text": pattern.sub(written, text["text"])}


def _unit(text: Text, chance: random.Random) -> Text | None:
    found = list(_AMOUNT.finditer(text["text"]))
    if not found:
        return None
    drawn = chance.choice(found)
    units = ("元", "亿元", "万美元") if drawn[2] else ("万元", "亿元", "美元")
    return _at(text, drawn, f"{drawn[1]}{chance.choice(units)}")


def _point(text: Text, chance: random.Random) -> Text | None:
    found = list(_DECIMAL.finditer(text["text"]))
    if not found:
        return None
    drawn = chance.choice(found)
    moved = f"{drawn[1]}{drawn[2]}" if drawn[1] != "0" else f"{drawn[1]}.0{drawn[2]}"
    return _at(text, drawn, moved)


def _dated_otherwise(text: Text, chance: random.Random) -> Text | None:
    found = list(_DAY.finditer(text["text"]))
    if not found:
        return None
    drawn = chance.choice(found)
    day = chance.choice([day for day in range(1, 29) if day != int(drawn[3])])
    return _at(text, drawn, f"{drawn[1]}-{int(drawn[2]):02}-{day:02}")


def _at(text: Text, found: re.Match[str], new: str) -> Text:
    return text | {"text": text["text"][: found.start()] + new + text["text"][found.end() :]}


def _digitwise(year: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in year)


def _counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (_DIGITS[ones] if ones else "")


REWRITTEN: dict[str, Maker] = {
    "dates in another notation": _dates,
    "years in Chinese numerals": _years,
    "amounts in another notation": _amounts,
    "ordinals in other numerals": _ordinals,
}
CHANGED: dict[str, Maker] = {
    "an amount's unit": _unit,
    "a decimal point": _point,
    "a date, in another notation": _dated_otherwise,
}
