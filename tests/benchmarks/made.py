"""Copies and siblings made from real texts, for the benchmarks of verdicts."""

import random
import re
from collections.abc import Callable, Iterator

import opencc

from monitor.identity.numerals import numbers
from tests.benchmarks import data
from tests.benchmarks.notations import CHANGED, REWRITTEN
from tests.benchmarks.scrubbing import HEADS, SPAM, TAILS, _with_pinyin

_TO_TRADITIONAL = opencc.OpenCC("s2t")
_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_DIGITS = re.compile(r"\d+")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?=[万亿]?元)|[一二三四五六七八九十百千]+(?=[万亿]?元)")
_DATE = re.compile(r"(\d+|[一二三四五六七八九十]+)月(\d+|[一二三四五六七八九十]+)日")
_ADDRESSEE = re.compile(r"(?m)^(?!第|[（(]?[\d一二三四五六七八九十]+[、.．）)])([^\n，。；：:]{4,60})[：:]$")
_PERSON = re.compile("(?<=任免|任命|聘任)[\u4e00-\u9fff]{2,3}(?=同志|等|为)")
_PLACE = re.compile("(?<=[\u4e00-\u9fff])[\u4e00-\u9fff]{2}[省市县区](?=人民政府|[\u4e00-\u9fff]{1,4}[局厅委])")
_BATCH = re.compile("第([一二三四五六七八九十])([批条期次届])")
ADDRESSEES = ("各镇人民政府、街道办事处", "市直各学校", "各有关企业")
PERSONS = ("周文彬", "欧阳岚", "贺铭")
TITLES = ("湖南省行政程序规定", "首页", "通知公告_政务公开_门户网站", "政策文件")
Text = dict[str, str]


def texts(*names: str) -> Iterator[Text]:
    """The texts of these files, with title."""
    for name in names:
        yield from data.rows(name)


def _script(text: Text, chance: random.Random) -> Text:
    other = _TO_TRADITIONAL.convert(text["text"])
    return text | {"text": other if other != text["text"] else _TO_SIMPLIFIED.convert(text["text"])}


def _pinyin(text: Text, chance: random.Random) -> Text:
    return text | {"text": _with_pinyin(text["text"], chance)[0]}


def _spam(text: Text, chance: random.Random) -> Text:
    return text | {"text": f"{text['text']}\n{chance.choice(SPAM)}"}


def _double(text: Text, chance: random.Random) -> Text:
    return text | {"text": f"{text['text']}\n\n{text['text']}"}


def _chrome(text: Text, chance: random.Random) -> Text:
    return text | {"text": f"{chance.choice(HEADS)}\n{text['text']}\n\n{chance.choice(TAILS)}"}


def _flat(text: Text, chance: random.Random) -> Text:
    return text | {"text": re.sub(r"\s*\n\s*", "", text["text"])}


def _without_a_paragraph(text: Text, chance: random.Random) -> Text | None:
    lines = [line for line in text["text"].split("\n") if line.strip()]
    if len(lines) < 4:
        return None
    del lines[chance.randrange(1, len(lines) - 1)]
    return text | {"text": "\n".join(lines)}


def _first_third(text: Text, chance: random.Random) -> Text:
    return text | {"text": text["text"][: len(text["text"]) // 3]}


def _last_third(text: Text, chance: random.Random) -> Text:
    return text | {"text": text["text"][-(len(text["text"]) // 3) :]}


def _damaged(text: Text, chance: random.Random) -> Text:
    letters = list(text["text"])
    for at in chance.sample(range(len(letters)), max(1, len(letters) // 100)):
        letters[at] = chance.choice(("?", "\ufffd", "", chance.choice(letters)))
    return text | {"text": "".join(letters)}


def _garbled(text: Text, chance: random.Random) -> Text:
    letters = list(text["text"])
    for at in chance.sample(range(len(letters)), max(1, len(letters) // 100)):
        letters[at] = chr(chance.randrange(0x4E00, 0x9FA6))
    return text | {"text": "".join(letters)}


def _lossy(text: Text, chance: random.Random) -> Text:
    gone = set(chance.sample(range(len(text["text"])), max(1, len(text["text"]) // 100)))
    return text | {"text": "".join(char for at, char in enumerate(text["text"]) if at not in gone)}


def _other_title(text: Text, chance: random.Random) -> Text:
    return text | {"title": chance.choice(TITLES)}


COPIES: dict[str, Callable[[Text, random.Random], Text | None]] = {
    "script": _script,
    "pinyin": _pinyin,
    "spam": _spam,
    "double body": _double,
    "chrome": _chrome,
    "one line": _flat,
    "a paragraph missing": _without_a_paragraph,
    "first third": _first_third,
    "last third": _last_third,
    "1 % damaged": _damaged,
    "1 % other characters": _garbled,
    "1 % lost": _lossy,
    "another title": _other_title,
    **REWRITTEN,
}


def _swapped(text: Text, old: str, new: str) -> Text | None:
    made = text | {name: text[name].replace(old, new) for name in ("title", "text")}
    return made if made != text else None


def _other_number(text: Text, chance: random.Random) -> Text | None:
    found = _DIGITS.findall(text["text"])
    if not found:
        return None
    old = chance.choice(found)
    at = chance.choice([hit.start() for hit in re.finditer(rf"(?<!\d){old}(?!\d)", text["text"])])
    new = str(int(old) + 1)
    return text | {"text": text["text"][:at] + new + text["text"][at + len(old) :]}


def _other_year(text: Text, chance: random.Random) -> Text | None:
    found = re.findall(r"20[012]\d", text["title"] + text["text"])
    return _swapped(text, old := chance.choice(found), str(int(old) + 1)) if found else None


def _other_batch(text: Text, chance: random.Random) -> Text | None:
    found = _BATCH.search(text["text"])
    if not found:
        return None
    row = "一二三四五六七八九十一"
    return _swapped(text, found[0], f"第{row[row.index(found[1]) + 1]}{found[2]}")


def _other_place(text: Text, chance: random.Random) -> Text | None:
    found = _PLACE.search(text["title"]) or _PLACE.search(text["text"])
    return _swapped(text, found[0][:2], chance.choice(("铜仁", "梧州", "盘锦"))) if found else None


def _titled_otherwise(text: Text, chance: random.Random) -> Text | None:
    found = _DIGITS.search(text["title"])
    new = _DIGITS.sub(str(int(found[0]) + 1), text["title"], count=1) if found else f"{text['title']}（第二批）"
    return text | {"title": new}


def _other_amount(text: Text, chance: random.Random) -> Text | None:
    found = list(_AMOUNT.finditer(text["text"]))
    if not found:
        return None
    drawn = chance.choice(found)
    written = ("三", "二十", "五十", "一百") if not drawn[0][0].isdecimal() else ("8", "30", "60", "150", "4500")
    return _at(text, drawn.span(), chance.choice([new for new in written if numbers(new) != numbers(drawn[0])]))


def _other_date(text: Text, chance: random.Random) -> Text | None:
    found = list(_DATE.finditer(text["text"]))
    if not found:
        return None
    drawn = chance.choice(found)
    digits = drawn[2].isdecimal()
    days = [str(day) for day in range(1, 29)] if digits else ["一", "三", "五", "九", "十", "十二", "十八", "二十七"]
    return _at(text, drawn.span(2), chance.choice([day for day in days if day != drawn[2]]))


def _other_addressee(text: Text, chance: random.Random) -> Text | None:
    found = _ADDRESSEE.search(text["text"])
    return _at(text, found.span(1), chance.choice(ADDRESSEES)) if found else None


def _person_in_title(text: Text, chance: random.Random) -> Text | None:
    found = _PERSON.search(text["title"])
    return _swapped(text, found[0], chance.choice(PERSONS)) if found else None


def _place_in_title(text: Text, chance: random.Random) -> Text | None:
    found = re.search("[\u4e00-\u9fff]{2}(?=[省市县区])", text["title"])
    if not found or found[0] in ("全国", "有关"):
        return None
    return text | {"title": text["title"].replace(found[0], chance.choice(("铜仁", "梧州", "盘锦")))}


def _at(text: Text, span: tuple[int, int], new: str) -> Text:
    return text | {"text": text["text"][: span[0]] + new + text["text"][span[1] :]}


SIBLINGS: dict[str, Callable[[Text, random.Random], Text | None]] = {
    "a number": _other_number,
    "the year": _other_year,
    "第N批 and its like": _other_batch,
    "the place": _other_place,
    "number or batch in the title": _titled_otherwise,
    "an amount": _other_amount,
    "a date": _other_date,
    "the addressee": _other_addressee,
    "a person in the title": _person_in_title,
    "a place in the title": _place_in_title,
    **CHANGED,
}
