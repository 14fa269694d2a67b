"""Sums of money in a text: their value, unit, currency, comparison and purpose.

A sum is a number with a unit of money in Chinese (500万元, 五百万元, 3亿5000万元, 人民币500元) or with a currency in
English (US$5 million, 300 euros). If a list states the unit once (100、80、50万元), each of its numbers is a sum. Pure
functions; no I/O.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from crawler.model.notice import Amount
from crawler.reading.amounts.chinese import chinese_sums
from crawler.reading.amounts.english import CODES, english_sums
from crawler.reading.amounts.purpose import purpose_of
from crawler.reading.amounts.values import MONEY_NOUNS, Sum
from crawler.reading.fold import fold_text

LIMIT = 300
"""The maximum number of sums that are returned for a text."""
_EXAMINED = 3000
_SENTENCE = re.compile(r"[^。;；!！\n]{1,1000}")
_SIGNS = "元圆币镑$€£¥"
_UNITS = ("million", "billion", "yuan", "euro", "dollar", "pound")
_SCALES = "万亿"
_MONEY = re.compile(
    rf"[{_SIGNS}]|\d\s?(?:{'|'.join(_UNITS)})|(?:{'|'.join(CODES)})\b"
    rf"|(?:{'|'.join(MONEY_NOUNS)})[^。]{{0,40}}?\d\s?[百千]?[{_SCALES}]|\d\s?[百千]?[{_SCALES}]的"
)
_HINTS = (*_SIGNS, *_UNITS, *CODES, *_SCALES)
"""Substrings for a fast precheck: a text that contains none of them has no match of _MONEY."""
_SHARE = re.compile(r"(?:(?P<digits>\d{1,3}(?:\.\d{1,4})?)\s?%|百分之(?P<words>[一二三四五六七八九十百零两]{1,5}))")
_SEPARATOR = re.compile(r"\s?(?:、|,|和|及|或|与|/)\s?")
_OTHER_SUM = re.compile(r"\d\s?[百千万亿]{0,2}元")
_CONDITION = re.compile(
    r"(?:达到?|占比?|超过|增长|下降|完成|大于|高于|提高|降低)(?<!不超过)(?<!不高于)(?<!不大于)了?\s?$"
)
"""Words before a percentage that is a condition (占比达到20%), not a share of costs."""
_SHARED = 60
"""The maximum number of characters between a percentage and the sum of money that limits it (按30%补助,最高100万元)."""
_PERCENT_WORDS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}


def amounts(text: str, country: str | None = None) -> tuple[Amount, ...]:
    """Return the sums of money in a text, in text order.

    A sum is omitted if an earlier sum has the same wording, value and purpose. `country` is the ISO 3166 code of the
    issuer's country or territory. It determines the currency of 元 and $.
    """
    found: dict[tuple[object, ...], Amount] = {}
    for amount in islice(_amounts(text, country), _EXAMINED):
        key = (amount.text, amount.value, amount.high, amount.purpose)
        found.setdefault(key, amount)
        if len(found) >= LIMIT:
            break
    return tuple(found.values())


def _amounts(text: str, country: str | None) -> Iterator[Amount]:
    folded = fold_text(text)
    hints = [hint for hint in _HINTS if hint in folded]
    for sentence in _SENTENCE.finditer(folded) if hints else ():
        if not any(hint in sentence[0] for hint in hints) or not _MONEY.search(sentence[0]):
            continue
        start = sentence.start()
        sums = sorted((*chinese_sums(sentence[0], country), *english_sums(sentence[0], country)), key=_place)
        last = 0
        for group in _groups(sentence[0], sums):
            yield from _grouped(text, start, sentence[0], group, last)
            last = group[-1].end


def _groups(sentence: str, sums: Sequence[Sum]) -> Iterator[list[Sum]]:
    """Yield the sums of a sentence in groups.

    A group is a list of sums with a common purpose (奖励100万元、80万元), or a single sum.
    """
    group: list[Sum] = []
    for found in sums:
        if group and not (found.start < group[-1].end or _SEPARATOR.fullmatch(sentence[group[-1].end : found.start])):
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _grouped(text: str, start: int, sentence: str, group: Sequence[Sum], last: int) -> Iterator[Amount]:
    """Yield an Amount for each sum in a group of sums with a common purpose.

    `sentence` is the sentence with the group, in folded form, and `start` is its position in `text`. `last` is the end
    of the previous group in the sentence.
    """
    purpose = purpose_of(sentence, last, group[0].start, group[-1].end)
    for found in group:
        yield Amount(
            text=" ".join(text[start + found.start : start + found.end].split()),
            value=found.value,
            high=found.high,
            unit=found.unit,
            currency=found.currency,
            comparison=found.comparison,
            percent=_percent(sentence, group[0].start, found),
            **{"for": purpose},
        )


def _place(found: Sum) -> tuple[int, int]:
    return found.start, found.end


def _percent(sentence: str, begin: int, found: Sum) -> float | None:
    """Return the percentage to which a sum sets an upper limit (30 in 按30%给予补助,最高100万元), or None.

    If `found` belongs to a list of sums, `begin` is the start of the first sum in the list, otherwise it is the start
    of `found`. The result is None if there is another sum between the percentage and `begin`.
    """
    if found.comparison != "at_most":
        return None
    start = max(0, begin - _SHARED)
    shares = list(_SHARE.finditer(sentence, start, begin))
    if not shares:
        return None
    last = shares[-1]
    if _OTHER_SUM.search(sentence, last.end(), begin) or _CONDITION.search(sentence, 0, last.start()):
        return None
    if last["digits"]:
        return float(last["digits"])
    tens, _, ones = last["words"].rpartition("十")
    if "十" not in last["words"]:
        return float(_PERCENT_WORDS.get(ones, 100)) if len(ones) == 1 else None
    return float(_PERCENT_WORDS.get(tens, 1) * 10 + _PERCENT_WORDS.get(ones, 0))
