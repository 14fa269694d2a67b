"""Extraction of a target's figures, each with its unit, its comparison, and whether the figure is a change."""

import re
from collections.abc import Iterator
from itertools import islice

from crawler.model.notice import Comparison, Figure
from crawler.reading.fold import fold_text
from crawler.text.numerals import NUMERALS, parse_numeral

_UNIT = (
    r"个百分点|百分点|%|‰|per ?cent|percentage points"
    r"|[千万亿]{0,3}(?:平方米|平方公里|立方米|公里|公顷|千瓦时|千瓦|兆瓦|吉瓦|吨标准煤|吨标煤|吨|亩|美元|元|人次|人|家|个|项|名|件"
    r"|台|套|户|辆|所|座|条|处|次|倍|张|株|艘|架|位|种|批|支|床|小时|分钟|天|场|期(?!货)|班|例|批次|份|笔|宗|栋|间|幢|段|片|口|眼|盏|根|颗|株|头|只|尾|羽|公斤|千克|斤|标箱|箱|立方|席|站|线|门|篇|首|部|款|轮|学时|课时|对|组|队|微克|吨位|车位|户次|件次|家次|台次|千人)"
)
_FIGURE = re.compile(
    rf"(?<![\d.A-Za-z])(?P<figure>\d{{1,3}}(?:,\d{{3}}){{1,6}}(?:\.\d+)?|\d{{1,15}}(?:\.\d{{1,6}})?)\s?(?P<unit>{_UNIT})(?!级)"
    r"(?P<after>(?:及)?以上|(?:及)?以下|以内|之内|左右|上下)?"
)
_PERCENT = re.compile(
    rf"百分之(?P<figure>[{NUMERALS}]{{1,9}}(?:点[{NUMERALS}]{{1,4}})?)(?P<after>(?:及)?以上|(?:及)?以下|以内|之内|左右|上下)?"
)
_BEFORE = re.compile(
    r"(?:(?P<at_most>不超过|不高于|控制在|no more than|at most|up to)|(?P<at_least>不低于|不少于|至少|at least)"
    r"|(?P<above>超过|高于|大于|突破|过|more than|over)|(?P<below>低于|小于|少于|less than|below)"
    r"|(?P<about>约|近|大约|about|around))\s?$"
)
_AFTER: dict[str, Comparison] = {"以上": "≥", "以下": "≤", "以内": "≤", "之内": "≤", "左右": "≈", "上下": "≈"}
_SIGNS: dict[str, Comparison] = {"at_most": "≤", "at_least": "≥", "above": ">", "below": "<", "about": "≈"}
_CHANGE = re.compile(
    r"(?:(?P<rise>增长|提高|提升|增加(?!值)|上升|扩大|grow(?:s|th)?|increase[sd]?|rises?)"
    r"|(?P<fall>下降|降低|减少|压减|缩减|fall|reduced?|decrease[sd]?|cut))(?!到|至|为| to)"
)
_NEAR = re.compile(r"[^,;。到至]{0,8}")
CONTEXT = 16
LIMIT = 100
"""Limits of the search for figures.

CONTEXT is the number of characters before a figure that determine its meaning. LIMIT is the maximum number of figures
that a target may have in each of the two notations (digits, 百分之).
"""


def read_figures(words: str) -> tuple[Figure, ...]:
    """Return the figures with a unit in `words`, in text order. Years are not figures.

    `年均增长7%左右` yields the figure 7 with unit `%`, comparison `≈` and change `rise`.
    """
    folded = fold_text(words)
    found = sorted((*_matches(_FIGURE, folded), *_matches(_PERCENT, folded)), key=lambda match: match.start())
    return tuple(_figure(match, folded[max(0, match.start() - CONTEXT) : match.start()]) for match in found)


def _matches(pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    return islice(pattern.finditer(folded), LIMIT)


def _value(written: str) -> float:
    if written[0] not in NUMERALS:
        return float(written.replace(",", ""))
    whole, _, part = written.partition("点")
    return float(f"{parse_numeral(whole)}.{''.join(str(parse_numeral(digit)) for digit in part) or 0}")


def _figure(match: re.Match[str], before: str) -> Figure:
    comparison: Comparison = "="
    lead = _BEFORE.search(before)
    if lead:
        comparison = _SIGNS[lead.lastgroup or "about"]
        before = before[: lead.start()]
    if match["after"]:
        comparison = _AFTER[match["after"].lstrip("及")]
    # The nearest word determines the change: 增加值能耗下降8%.
    change = next(reversed(list(_CHANGE.finditer(before))), None)
    if change and not _NEAR.fullmatch(before, change.end()):
        change = None
    return Figure(
        figure=_value(match["figure"]),
        unit=match["unit"] if match.re is _FIGURE else "%",
        comparison=comparison,
        change="rise" if change and change["rise"] else "fall" if change else None,
    )
