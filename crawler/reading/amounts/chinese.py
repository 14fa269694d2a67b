"""Sums of money in Chinese sentences. The sentence must be folded."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from crawler.model.notice import AmountComparison
from crawler.reading.amounts.values import CHINESE_CURRENCIES, COMPARISONS, MONEY_NOUNS, YUAN, Sum, tidy_number
from crawler.text.numerals import NUMERALS, parse_quantity

_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?)"
_WORDS = rf"[{NUMERALS}]{{1,10}}(?:点[{NUMERALS}]{{1,6}})?"
_SCALE = r"(?:[百千]?万亿|[百千十]?[万亿]|[百千])"
_PART = rf"(?:{_DIGITS}|{_WORDS})"
_SCALED = rf"{_PART}\s?(?:[余多几]\s?)?{_SCALE}"
_NUMBER = rf"(?:{_SCALED}(?:零?{_SCALED})?(?:零?{_PART})?|{_PART}(?:\s?[余多几])?)"
_NAMES = "|".join(sorted(CHINESE_CURRENCIES, key=len, reverse=True))
_YUAN = r"(?:元|圆)(?![旦素月件组器宵宝首老勋帅谋朝代始音化论制性年]|[一二两三]次(?:方程|函数|不等))"
_UNIT = rf"(?:{_NAMES}|{_YUAN})"
_PREFIX = rf"(?:(?P<name>{_NAMES}|RMB|CNY|HK\$|US\$|USD|HKD)\s?[::]?\s?(?:大写[::]?)?|[¥$])"
_RANGE = r"\s?(?:-{1,2}|—{1,2}|–|―|~|～|至|到)\s?"
_INCLUDED = r"(?:[(]不?含[^()]{0,8}[)])"
_NOUN = "|".join(MONEY_NOUNS)
_BARE_END = rf"[,。;、)]|$|[及或]?以[上下内]|左右|上下|不等|封顶|的[^,。;、()\d]{{0,4}}(?:{_NOUN})"
_SEPARATOR = r"\s?(?:、|,|和|及|或|与|/)\s?"
_SUM = re.compile(
    rf"(?<![\d.A-Za-z])(?:{_PREFIX}\s?)?"
    rf"(?P<list>(?:{_NUMBER}\s?、\s?){{1,8}}(?={_NUMBER}\s?{_UNIT}))?"
    rf"(?:(?P<low>{_NUMBER})\s?(?P<lowunit>{_UNIT})?{_INCLUDED}?{_RANGE})?"
    rf"(?P<number>{_NUMBER})\s?(?P<more>[余多])?\s?(?P<unit>{_UNIT}(?:整|人民币)?|(?<=[万亿余多])(?={_BARE_END}))"
)
_BEFORE = re.compile(
    r"(?P<at_most>(?:最高|最多|至多|上限|封顶|限额)(?!人民[法检]|法院|检察|人民政府|奖|级|学|层|气温|领导)[^,。、;:()\d]{0,18}?"
    r"|(?:不|未|不得|不能|不应|不予|不会)(?:超过|超出|高于|多于|大于|突破|超)(?:人民币)?(?:总额)?|控制在|累计不超)"
    r"|(?P<at_least>(?:不|不得|不能|不应|不可)(?:低于|少于|小于|足于|下于)|(?:至少|最低|最少|起点|下限)(?!工资|生活保障)[^,。、;:()\d]{0,12}?)"
    r"|(?P<more_than>超过|超出|高于|大于|突破|多于|逾|超)"
    r"|(?P<less_than>低于|小于|少于|不足|不满|未满|不到|未达到?)"
    r"|(?P<about>约|大约|近|将近|接近|大概|左右)"
)
_LEAD = re.compile(rf"(?:{_BEFORE.pattern})(?:为|达|是|至|到|等值|折合|约)?\s?$")
_AFTER = re.compile(
    r"\s?(?:[(](?:[^()]{0,4}?(?P<parenthesis>含|不含)[^()]{0,6})[)])?"
    r"(?:/[^\s,。、;()\d]{1,6}|的?(?:标准)?)?"
    r"(?:(?P<at_most>(?:及|或|\(含\))?(?:以下|以内|之内)|封顶|为限|为上限)|(?P<at_least>(?:及|或|\(含\))?(?:以上|起步?(?![草诉点止])))"
    r"|(?P<about>左右|上下))?"
)
_EXCLUDED = re.compile(r"\s?[(]\s?不含")
_SPAN = re.compile(r"\s?(?:至|到|、|,)?\s?")
_LABELLED = re.compile(rf"[(](?:单位[::]?)?(?P<unit>[万亿]?元)[)]\s?[::]?\s?(?P<number>{_DIGITS})(?![\d年月日%.])")
_RESTATED = re.compile(r"[(]\s?[不]?含\s?$")
_IS_MONEY = re.compile(
    rf"(?:{_NOUN})(?:总额|金额|余额|额度?|标准|资金|规模)?(?:给予|企业|单位|个人|每[人户家项个])?(?:{_BEFORE.pattern})?"
    r"[为达约共计至在到]{0,3}\s?$"
)
"""Matches the words before a number with 万 or 亿 which show that it is a sum even without 元."""
_NAMED_BEHIND = re.compile(rf"的[^,。;、()\d]{{0,4}}(?:{_NOUN})")
_ALONE = re.compile(rf"[{NUMERALS}]")
_GOES_ON = re.compile(r"[\u4e00-\u9fff]")
_UNIT_ENDS = re.compile(r"[整以至到的及或左人每)]")
_WITH_LIMIT: Mapping[AmountComparison, AmountComparison] = {"more_than": "at_least", "less_than": "at_most"}
"""The comparisons of sums that include their limit: 超过1000万元(含)."""
_MINUS = re.compile(r"[为成至达约:(]\s?-$")
_CHANGED = re.compile(
    r"[^,。;\d]{0,10}?(?:调整|提高|增加|上调|下调|降低|统一提高|变更)(?:为|至|到)[^,。;\d]{0,4}|[和及、][^,。;\d]{1,6}"
)
_UNITS_OF_TEN = "十百千万亿"
_VAGUE = ("数", "几", "好几", "好")
_UPWARDS = re.compile(r"(?<![以线网之])上$")
"""Matches 上 before a round number (上百亿元), which is then a lower limit."""
_WINDOW = 30
_LIST_START = re.compile(r"(?:^|[\s。:(])$")
_SCALES = {"亿": Fraction(10**8), "万": Fraction(10**4)}


def chinese_sums(sentence: str, country: str | None) -> Iterator[Sum]:
    """Yield the sums of money in a sentence, in order."""
    before: Sum | None = None
    for match in _SUM.finditer(sentence):
        if _RESTATED.search(sentence, max(0, match.start() - 4), match.start()) or _is_word(sentence, match):
            continue
        if not match["unit"] and not _is_money(sentence, match, before):
            continue
        for found in _sums(sentence, match, country, before):
            joined = _joined(sentence, before, found)
            if before and not joined:
                yield before
            before = joined or found
    if before:
        yield before
    for match in _LABELLED.finditer(sentence):
        value = float(match["number"].replace(",", ""))
        yield Sum(match.start(), match.end(), value, match["unit"], YUAN.get(country or "", "CNY"))


def _is_word(sentence: str, match: re.Match[str]) -> bool:
    """Return whether a match is not a sum but the beginning of a word with a numeral and 元, such as 三元工资.

    Numbers such as 数十亿元 and 几十万元 are no sums either, because they have no value.
    """
    if match["number"][0] in _UNITS_OF_TEN and sentence[match.start() - 1 : match.start()] in _VAGUE:
        return True
    if not _ALONE.fullmatch(match["number"]) or match["low"] or match["name"]:
        return False
    following = sentence[match.end() : match.end() + 1]
    return bool(_GOES_ON.match(following)) and not _UNIT_ENDS.match(following)


def _is_money(sentence: str, match: re.Match[str], before: Sum | None) -> bool:
    """Return whether a number without 元 is a sum of money, according to the words before and after it.

    `before` is the sum before it, if any: the items of a list (奖励30万、20万) are all sums.
    """
    start = match.start()
    if before and re.fullmatch(_SEPARATOR, sentence[before.end : start]):
        return True
    leads = _IS_MONEY.search(sentence, max(0, start - _WINDOW), start)
    return bool(leads or _NAMED_BEHIND.match(sentence, match.end()))


def _joined(sentence: str, low: Sum | None, high: Sum) -> Sum | None:
    """Return the range that two sums state together (5000元以上1万元以下), or None."""
    if low is None or (low.comparison, high.comparison) not in (("at_least", "at_most"), ("more_than", "at_most")):
        return None
    if not _SPAN.fullmatch(sentence[low.end : high.start]) or low.currency != high.currency:
        return None
    value = tidy_number(low.value * _factor(low.unit) / _factor(high.unit))
    return (
        replace(high, start=low.start, value=value, high=high.value, comparison="range") if value < high.value else None
    )


def _factor(unit: str) -> int:
    return {"亿": 10**8, "万": 10**4}.get(unit[0], 1)


def _sums(sentence: str, match: re.Match[str], country: str | None, before: Sum | None) -> Iterator[Sum]:
    """Yield the sum of money that a match states, or the sums if it is a list such as 100、80、50万元.

    `before` is the sum before the match, if any.
    """
    total = _total(match["number"])
    if total is None:
        return
    scale = _scale(match["number"])
    unit = ("亿" if scale == _SCALES["亿"] else "万" if scale == _SCALES["万"] else "") + _bare_unit(match["unit"])
    currency = _currency(match, country)
    lead = _lead(sentence, match.start())
    after = _AFTER.match(sentence, match.end())
    comparison, start, end = _comparison(sentence, match, lead, after)
    is_list = bool(match["list"]) and not _LIST_START.search(sentence[: match.start("list")])
    if match["list"] and not is_list and not lead:
        start = match.end("list")
    if comparison == "exactly" and before and _continues(sentence, before, match.start()):
        comparison = before.comparison if before.comparison in ("at_most", "at_least") else "exactly"
    if is_list:
        for written in re.split(r"\s?、\s?", match["list"].strip("、 ")):
            value = parse_quantity(_plain(written))
            if value is not None:
                factor = 1 if _scale(written) != 1 else scale
                yield Sum(start, end, tidy_number(float(value * factor / scale)), unit, currency, comparison)
    high = None
    value = total / scale
    if match["low"] and (low := parse_quantity(_plain(match["low"]))) is not None:
        # The unit after the second number applies to both: 50至100万元.
        factor = 1 if _scale(match["low"]) != 1 or match["lowunit"] else scale
        low = low * factor / scale
        if low < value:
            high = tidy_number(float(value))
            value = low
            comparison = "range"
    if high is None and _MINUS.search(sentence, 0, match.start()):
        start -= 1
        value = -value
    yield Sum(start, end, tidy_number(float(value)), unit, currency, comparison, high)


def _comparison(
    sentence: str, match: re.Match[str], lead: re.Match[str] | None, after: re.Match[str] | None
) -> tuple[AmountComparison, int, int]:
    """Return the comparison of a sum (`at_most` for 最高), and the start and end of the sum with its comparing words.

    `lead` and `after` are the matches of such words before and after the sum, if any.
    """
    start = match.start()
    end = match.end()
    comparison: AmountComparison = "exactly"
    if match["more"] or re.search("[余多]", match["number"]):
        comparison = "more_than"
    if match["number"][0] in _UNITS_OF_TEN and _UPWARDS.search(sentence, max(0, start - 2), start):
        comparison = "at_least"
        start -= 1
    if lead:
        comparison = COMPARISONS[lead.lastgroup or "about"]
        start = lead.start()
        if after and after["parenthesis"] == "含":
            comparison = _WITH_LIMIT.get(comparison, comparison)
    if after and after.lastgroup in COMPARISONS:
        comparison = _after(sentence, after)
        end = after.end()
    return comparison, start, end


def _after(sentence: str, after: re.Match[str]) -> AmountComparison:
    kind = after.lastgroup or ""
    is_excluded = after["parenthesis"] == "不含" or _EXCLUDED.match(sentence, after.end())
    if is_excluded and kind in ("at_most", "at_least"):
        return "less_than" if kind == "at_most" else "more_than"
    return COMPARISONS[kind]


def _lead(sentence: str, start: int) -> re.Match[str] | None:
    """Return the match of a word of comparison (不超过, 最高) directly before a sum, or None."""
    begin = max(0, start - _WINDOW)
    return _LEAD.search(sentence, begin, start)


def _continues(sentence: str, before: Sum, start: int) -> bool:
    """Return whether a sum belongs to the same statement as the sum `before` it.

    This is the case if both are items of a list (最高100万元、50万元), or if an amount is changed from the first to the
    second. `start` is the start of the second sum in `sentence`.
    """
    between = sentence[before.end : start]
    return bool(re.fullmatch(_SEPARATOR, between) or _CHANGED.fullmatch(between))


def _currency(match: re.Match[str], country: str | None) -> str:
    unit = match["unit"].removesuffix("整")
    named = {"RMB": "CNY", "CNY": "CNY", "HK$": "HKD", "HKD": "HKD", "US$": "USD", "USD": "USD"}
    for written in (unit, match["name"] or ""):
        if written in CHINESE_CURRENCIES or written in named:
            return CHINESE_CURRENCIES.get(written) or named[written]
    return "CNY" if unit.endswith("人民币") else YUAN.get(country or "", "CNY")


def _bare_unit(written: str) -> str:
    """Return the unit in its usual form: 元 for 圆, 元整 and 人民币, any other unit as written."""
    unit = written.removesuffix("整").removesuffix("人民币")
    return "元" if unit in ("", "圆") else unit


def _plain(written: str) -> str:
    return re.sub(r"[\s余多]|(?<=[百千万亿])几|几(?=[百千万亿])", "", written)


def _total(written: str) -> Fraction | None:
    return parse_quantity(_plain(written)) if "几" not in written else None


def _scale(written: str) -> Fraction:
    """Return the number that the last character of a numeral stands for if it is 万 or 亿, otherwise 1."""
    plain = _plain(written)
    return next((value for sign, value in _SCALES.items() if plain.endswith(sign)), Fraction(1))
