"""Amended versions and damaged copies made from real texts, for the benchmarks of verdicts.

An edit changes a rule as amendments do: it removes, inserts or replaces words, figures, obligations. Damage changes a
text as reposts do: it never changes a rule.
"""

import random
import re
from collections.abc import Callable

from tests.benchmarks.made import COPIES, Text

Maker = Callable[[Text, random.Random], Text | None]
_SENTENCE = re.compile(r"[^。\n]{8,120}。")
_CLAUSE = re.compile(r"(?<=[，；,;])[^，；。、,;\n]{4,40}[，；,;]")
_OBLIGED = {
    "应当": ("可以", "不得", "无需"),
    "可以": ("应当", "不得"),
    "不得": ("可以", "应当"),
    "必须": ("可以", "不必"),
    "应": ("可",),
    "鼓励": ("要求", "禁止"),
    "禁止": ("允许",),
    "允许": ("禁止",),
    "負責": ("協助",),
    "應": ("得", "不得"),
    "得": ("應",),
}
_NEGATED = (
    ("没有", "曾有"),
    ("没", "曾"),
    ("未", "已"),
    ("已", "未"),
    ("无", "有"),
    ("不", ""),
    ("不予", "予以"),
    ("予以", "不予"),
    ("非", ""),
    ("未經", "已經"),
    ("無", "有"),
    ("适用", "不适用"),
    ("符合", "不符合"),
    ("属于", "不属于"),
)
_LIMITS = (
    ("以上", "以下"),
    ("以下", "以上"),
    ("以内", "以外"),
    ("之前", "之后"),
    ("和", "或"),
    ("或者", "和"),
    ("并处", "或处"),
    ("不低于", "不高于"),
    ("不超过", "不少于"),
    ("全部", "部分"),
    ("至少", "至多"),
    ("县级", "市级"),
    ("每年", "每季"),
    ("增加", "减少"),
    ("高于", "低于"),
)
_QUALIFIED = ("依法", "经批准", "主要", "县级以上", "重点", "在册", "合格", "连续")
_TERMS = (
    ("工商行政管理", "市场监督管理"),
    ("环境保护", "生态环境"),
    ("国土资源", "自然资源"),
    ("卫生计生", "卫生健康"),
    ("食品药品", "药品"),
    ("农业", "农业农村"),
    ("企业", "经营主体"),
    ("主管部门", "行政部门"),
    ("人民政府", "行政公署"),
    ("主管機關", "目的事業主管機關"),
    ("申请人", "当事人"),
    ("登记", "备案"),
    ("审批", "核准"),
    ("安全", "公共安全"),
)
_PERCENT = re.compile(r"百分之[一二三四五六七八九十]+|\d+(?:\.\d+)?[%％]")
_MONEY = re.compile(r"[一二三四五六七八九十百千]+(?=[万亿]?元)|\d+(?:\.\d+)?(?=[万亿]?元)")
_TERM = re.compile(r"[一二三四五六七八九十]+(?=个?(?:工作日|月|日内|年内|日以))|\d+(?=个?(?:工作日|月内|日内|年内))")
_INSERTED = (
    "有关单位应当每半年向主管部门报送一次实施情况。",
    "未按规定期限办理的，不再受理其申请。",
    "前款所列情形，由设区的市级主管部门另行制定标准。",
    "情节严重的，并处一万元以上三万元以下罚款。",
)
_CONFUSED = dict(
    zip("人末土己千日未士已于曰天夭大太木本今令治冶", "入未士已干曰末土己干日夭天太大本木令今冶治", strict=True)
)
_SOURCES = (
    "来源：市政府办公室  发布时间：2021-03-05 16:20  浏览次数：312  字体：【大 中 小】",
    "信息来源：政策法规科 责任编辑：刘敏 打印 关闭",
    "【字体：大 中 小】 打印 分享到： 收藏",
)
_ADS = (
    "更多资讯请关注微信公众号“政策早知道”",
    "广告：点击领取最新备考资料 www.tiku.example",
    "相关推荐：2021年最新政策汇总",
)


def _replaced(text: Text, span: tuple[int, int], new: str) -> Text:
    return text | {"text": text["text"][: span[0]] + new + text["text"][span[1] :]}


def _inside(text: Text, pattern: "re.Pattern[str]") -> list["re.Match[str]"]:
    """The places of a pattern between the first and the last tenth of a text."""
    size = len(text["text"])
    return [
        found for found in pattern.finditer(text["text"]) if size * 0.1 < found.start() and found.end() < size * 0.9
    ]


def _drawn(text: Text, pattern: "re.Pattern[str]", chance: random.Random) -> "re.Match[str] | None":
    found = _inside(text, pattern)
    return chance.choice(found) if found else None


def _sentence_removed(text: Text, chance: random.Random) -> Text | None:
    found = _drawn(text, _SENTENCE, chance)
    return _replaced(text, found.span(), "") if found else None


def _clause_removed(text: Text, chance: random.Random) -> Text | None:
    found = _drawn(text, _CLAUSE, chance)
    return _replaced(text, found.span(), "") if found else None


def _paragraph_removed(text: Text, chance: random.Random) -> Text | None:
    lines = text["text"].split("\n")
    inner = range(len(lines) // 10 + 1, len(lines) * 9 // 10)
    prose = [at for at in inner if "。" in lines[at] and len(lines[at]) >= 20]
    if not prose:
        return None
    del lines[chance.choice(prose)]
    return text | {"text": "\n".join(lines)}


def _sentence_inserted(text: Text, chance: random.Random) -> Text | None:
    found = _drawn(text, _SENTENCE, chance)
    return _replaced(text, (found.end(), found.end()), chance.choice(_INSERTED)) if found else None


def _paragraph_inserted(text: Text, chance: random.Random) -> Text | None:
    found = _drawn(text, re.compile(r"。\n"), chance)
    return _replaced(text, (found.end(), found.end()), chance.choice(_INSERTED) + "\n") if found else None


def _exchanged(text: Text, chance: random.Random, table: "list[tuple[str, str]]") -> Text | None:
    present = [(old, new) for old, new in table if _inside(text, re.compile(re.escape(old)))]
    if not present:
        return None
    old, new = chance.choice(present)
    found = _drawn(text, re.compile(re.escape(old)), chance)
    return _replaced(text, found.span(), new) if found else None


def _obligation(text: Text, chance: random.Random) -> Text | None:
    return _exchanged(text, chance, [(old, new) for old, others in _OBLIGED.items() for new in others])


def _negation(text: Text, chance: random.Random) -> Text | None:
    return _exchanged(text, chance, list(_NEGATED))


def _limit(text: Text, chance: random.Random) -> Text | None:
    return _exchanged(text, chance, list(_LIMITS))


def _qualified(text: Text, chance: random.Random) -> Text | None:
    found = _drawn(text, re.compile("单位|企业|人员|机构|部门|機關|機構"), chance)
    return _replaced(text, (found.start(), found.start()), chance.choice(_QUALIFIED)) if found else None


def _term(text: Text, chance: random.Random) -> Text | None:
    present = [(old, new) for old, new in _TERMS if text["text"].count(old) >= 3]
    if not present:
        return None
    old, new = chance.choice(present)
    return text | {"text": text["text"].replace(old, new)}


def _figure(
    pattern: "re.Pattern[str]", written: "tuple[str, ...]", digits: "tuple[str, ...]", before: str = ""
) -> Maker:
    def make(text: Text, chance: random.Random) -> Text | None:
        found = _drawn(text, pattern, chance)
        if not found:
            return None
        choices = digits if any(map(str.isdecimal, found[0])) else tuple(before + new for new in written)
        return _replaced(text, found.span(), chance.choice([new for new in choices if new != found[0]]))

    return make


def _several(text: Text, chance: random.Random) -> Text | None:
    made = text
    for make in chance.sample(list(SINGLE.values()), 4):
        made = make(made, chance) or made
    return made if made != text else None


SINGLE: dict[str, Maker] = {
    "a sentence removed": _sentence_removed,
    "a clause removed": _clause_removed,
    "a paragraph removed": _paragraph_removed,
    "a sentence inserted": _sentence_inserted,
    "a paragraph inserted": _paragraph_inserted,
    "an obligation": _obligation,
    "a negation": _negation,
    "a limit": _limit,
    "a qualification": _qualified,
    "a term throughout": _term,
    "a percentage": _figure(_PERCENT, ("六", "十二", "二十五", "七十"), ("6%", "12%", "25%", "70%"), "百分之"),
    "an amount": _figure(_MONEY, ("三", "六", "二十", "五十"), ("3", "8", "60", "150")),
    "a period": _figure(_TERM, ("三", "七", "二十", "九十"), ("3", "7", "20", "90")),
}
EDITS: dict[str, Maker] = {**SINGLE, "several edits": _several}


def _misread(text: Text, chance: random.Random) -> Text | None:
    letters = list(text["text"])
    places = [
        at
        for at, letter in enumerate(letters)
        if letter in _CONFUSED and at and letters[at - 1] not in "一二三四五六七八九十0123456789"
    ]
    if len(places) < 4:
        return None
    for at in chance.sample(places, max(2, len(places) // 6)):
        letters[at] = _CONFUSED[letters[at]]
    return text | {"text": "".join(letters)}


def _wide(text: Text, chance: random.Random) -> Text:
    wide = {ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789()%:;,"}
    return text | {"text": text["text"].translate(wide)}


def _narrow(text: Text, chance: random.Random) -> Text:
    return text | {"text": text["text"].translate(str.maketrans("，；：（）", ",;:()"))}


def _sources(text: Text, chance: random.Random) -> Text:
    return text | {"text": f"{chance.choice(_SOURCES)}\n{text['text']}\n{chance.choice(_SOURCES)}"}


def _advertised(text: Text, chance: random.Random) -> Text | None:
    ends = [found.end() for found in _inside(text, re.compile("\n"))]
    if not ends:
        return None
    made = text["text"]
    for at in sorted(chance.sample(ends, min(2, len(ends))), reverse=True):
        made = f"{made[:at]}{chance.choice(_ADS)}\n{made[at:]}"
    return text | {"text": made}


def _wrapped(text: Text, chance: random.Random) -> Text:
    return text | {"text": re.sub(r"([^\n]{38})(?=[^\n])", r"\1\n", text["text"])}


def _end_lost(text: Text, chance: random.Random) -> Text | None:
    lines = text["text"].rstrip().split("\n")
    kept = lines[: -chance.choice((1, 2, 3))]
    return text | {"text": "\n".join(kept)} if len(kept) > 4 else None


def _table_lost(text: Text, chance: random.Random) -> Text | None:
    lines = text["text"].split("\n")
    runs: list[tuple[int, int]] = []
    start = 0
    for at, line in enumerate([*lines, "。"]):
        if any(mark in line for mark in "。；，;：") or len(line) > 30:
            if at - start >= 6:
                runs.append((start, at))
            start = at + 1
    runs = [run for run in runs if run[0] > 3]
    if not runs:
        return None
    first, last = chance.choice(runs)
    kept = [*lines[:first], *lines[last:]]
    return text | {"text": "\n".join(kept)} if sum(map(len, kept)) > 200 else None


def _with_table(text: Text, chance: random.Random) -> Text | None:
    """The other side of a lost table: a table that one of two texts has, in the middle."""
    ends = [found.end() for found in _inside(text, re.compile("。\n"))]
    if not ends:
        return None
    at = chance.choice(ends)
    rows = "\n".join(f"{number}\n{name}\n{number * 120}" for number, name in enumerate("甲乙丙丁戊己", 1))
    return text | {"text": f"{text['text'][:at]}序号\n项目\n金额\n{rows}\n{text['text'][at:]}"}


def _spaced(text: Text, chance: random.Random) -> Text:
    return text | {"text": re.sub("([\u4e00-\u9fff]{7})", r"\1 ", text["text"])}


DAMAGE: dict[str, Maker] = {
    **{name: COPIES[name] for name in ("script", "pinyin", "spam", "double body", "chrome", "one line", "1 % damaged")},
    "misread letters": _misread,
    "full width": _wide,
    "half width": _narrow,
    "source and editor": _sources,
    "advertisements": _advertised,
    "wrapped lines": _wrapped,
    "the end lost": _end_lost,
    "a table lost": _table_lost,
    "a table more": _with_table,
    "spaces": _spaced,
}


_ARTICLE_LINE = re.compile(r"(?m)^[\s　]*第[一二三四五六七八九十百零]+条.*\n")
_ITEM_LINE = re.compile(r"(?m)^[\s　]*[（(][一二三四五六七八九十]+[）)].*[；;]\n")
_DAY = re.compile(r"\d{1,2}日|(?<=月)[一二三四五六七八九十]{1,3}日")
_MARKS = re.compile("[，。；：、“”《》（）]")


def _article_removed(text: Text, chance: random.Random) -> Text | None:
    found = _drawn(text, _ARTICLE_LINE, chance)
    return _replaced(text, found.span(), "") if found else None


def _item_removed(text: Text, chance: random.Random) -> Text | None:
    found = _drawn(text, _ITEM_LINE, chance)
    return _replaced(text, found.span(), "") if found else None


def _day(text: Text, chance: random.Random) -> Text | None:
    found = _drawn(text, _DAY, chance)
    if not found:
        return None
    days = ("6日", "17日", "28日") if found[0][0].isdecimal() else ("六日", "十七日", "二十八日")
    return _replaced(text, found.span(), chance.choice([day for day in days if day != found[0]]))


def _without_marks(text: Text, chance: random.Random) -> Text:
    return text | {"text": _MARKS.sub(lambda found: "" if chance.random() < 0.3 else found[0], text["text"])}


def _read_by_machine(text: Text, chance: random.Random) -> Text | None:
    """What recognition of a scan makes: one letter in fifty misread, some lines broken, some spaces."""
    letters = list(_wrapped(text, chance)["text"])
    places = [
        at for at, letter in enumerate(letters) if letter in _CONFUSED and letters[at - 1] not in "第十一二三四五"
    ]
    for at in chance.sample(places, min(len(places), max(1, len(letters) // 50))):
        letters[at] = _CONFUSED[letters[at]]
    return text | {"text": "".join(f"{letter} " if chance.random() < 0.01 else letter for letter in letters)}


MORE_EDITS: dict[str, Maker] = {
    "an article removed": _article_removed,
    "an item removed": _item_removed,
    "a day": _day,
}
MORE_DAMAGE: dict[str, Maker] = {
    "marks lost": _without_marks,
    "read by machine": _read_by_machine,
}
"""Kinds that were added for the third set of pairs (`pairs-new` in `labels/pairs`)."""
