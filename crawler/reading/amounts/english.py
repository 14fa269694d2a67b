"""Sums of money in English sentences. The sentence must be folded."""

import re
from collections.abc import Iterator

from crawler.model.notice import AmountComparison
from crawler.reading.amounts.values import COMPARISONS, DOLLAR, Sum, tidy_number

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?)"
_SCALE = r"(?:(?:thousand|million|billion|trillion)\b|(?:bn|mn|[kmb])(?![A-Za-z]))"
_SIGNS = {
    "us$": "USD",
    "hk$": "HKD",
    "nt$": "TWD",
    "a$": "AUD",
    "c$": "CAD",
    "s$": "SGD",
    "mop$": "MOP",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "cny": "CNY",
    "rmb": "CNY",
    "hkd": "HKD",
    "twd": "TWD",
    "mop": "MOP",
    "sgd": "SGD",
    "aud": "AUD",
    "nzd": "NZD",
    "cad": "CAD",
    "jpy": "JPY",
    "krw": "KRW",
    "chf": "CHF",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "$": "",
}
CODES = tuple(sign.upper() for sign in _SIGNS if sign.isalpha())
"""The codes of currencies that may precede a number."""
_NAMES = {
    "u.s. dollars": "USD",
    "us dollars": "USD",
    "hong kong dollars": "HKD",
    "dollars": "",
    "euros": "EUR",
    "euro": "EUR",
    "pounds sterling": "GBP",
    "pounds": "GBP",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rmb": "CNY",
    "yen": "JPY",
    "usd": "USD",
    "eur": "EUR",
}
_SIGN = "|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))
_NAME = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_RANGE = r"\s?(?:-|–|—|to|and)\s?"
_SUM = re.compile(
    rf"(?<![A-Za-z\d.,])(?:(?P<sign>{_SIGN})\s?(?:(?P<low>{_NUMBER})\s?(?P<lowscale>{_SCALE})?{_RANGE}(?:{_SIGN})?\s?)?"
    rf"(?P<number>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE}))?"
    rf"|(?:(?P<low2>{_NUMBER})\s?(?P<lowscale2>{_SCALE})?{_RANGE})?"
    rf"(?P<number2>{_NUMBER})\s?(?P<scale2>{_SCALE})?\s?(?P<name>{_NAME})\b)(?![\d%]|,\d)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?P<at_most>up to|no more than|not more than|not (?:to )?exceed(?:ing)?|(?:a )?maximum(?: award)? of|at most"
    r"|capped at|no greater than|limited to|maximum)"
    r"|(?P<at_least>at least|no less than|not less than|(?:a )?minimum of|no fewer than|starting (?:at|from))"
    r"|(?P<more_than>more than|over|exceed(?:s|ing)?|in excess of|above|greater than|upwards of)"
    r"|(?P<less_than>less than|under|below|lower than)"
    r"|(?P<about>about|approximately|around|roughly|nearly|an estimated|estimated at|some|almost))"
    r"(?:\s(?:a|an|the|total|of|sum)){0,4}\s?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s(?:(?P<at_least>or (?:more|above|greater)|and (?:above|over))|(?P<at_most>or (?:less|below)))", re.I
)
_WINDOW = 40
_FACTORS = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion"}
_VALUES = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def english_sums(sentence: str, country: str | None) -> Iterator[Sum]:
    """Yield the sums of money in a sentence, in order. Sums before a Chinese unit (US$5万) are omitted."""
    for match in _SUM.finditer(sentence):
        if re.match(r"\s?[百千万亿]?[万亿元圆]", sentence[match.end() : match.end() + 3]):
            continue
        yield _sum(sentence, match, country)


def _sum(sentence: str, match: re.Match[str], country: str | None) -> Sum:
    currency = _currency(match, country)
    scale = _scale(match["scale"] or match["scale2"])
    value = _number(match["number"] or match["number2"])
    written = match["low"] or match["low2"]
    high = None
    comparison: AmountComparison = "exactly"
    start = match.start()
    end = match.end()
    lead = _LEAD.search(sentence, max(0, start - _WINDOW), start)
    if lead:
        comparison = COMPARISONS[lead.lastgroup or "about"]
        start = lead.start()
    after = _AFTER.match(sentence, end)
    if after:
        comparison = COMPARISONS[after.lastgroup or "about"]
        end = after.end()
    if written:
        low = _low(_number(written), _scale(match["lowscale"] or match["lowscale2"]), value, scale)
        if low < value:
            high = value
            value = low
            comparison = "range"
    return Sum(start, end, tidy_number(value), f"{scale} {currency}".strip(), currency, comparison, high)


def _low(low: float, low_scale: str, high: float, scale: str) -> float:
    """Return the lower end of a range.

    If the lower end has no scale such as "million", the scale of the upper end is used ($20 to $30 million), unless the
    range would then be empty ($5,000 to $1 million).
    """
    is_plain = not low_scale and low >= high
    return low * _VALUES[low_scale if low_scale or is_plain else scale] / _VALUES[scale]


def _currency(match: re.Match[str], country: str | None) -> str:
    code = _NAMES[match["name"].lower()] if match["name"] else _SIGNS[match["sign"].lower()]
    return code or DOLLAR.get(country or "", "USD")


def _scale(written: str | None) -> str:
    lower = (written or "").lower()
    return _FACTORS.get(lower, lower)


def _number(written: str) -> float:
    return float(written.replace(",", ""))
