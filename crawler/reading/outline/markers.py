"""Detection of all numbers in a text that may begin a clause (candidates)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from crawler.text.numerals import NUMERALS, parse_numeral, parse_roman

STEP = 1000
"""Factor by which clause numbers are multiplied, so that article 十二之一 (12001) is between 十二 and 十三."""

STRUCTURE = {"部分": 0, "编": 0, "篇": 0, "分编": 1, "章": 2, "节": 3, "条": 4}
"""Structural units that are numbered with 第…, and their ranks. The outermost unit has rank 0."""
_WORDS = {"title": 0, "part": 0, "chapter": 2, "section": 3, "sec.": 3, "article": 4}
ARTICLE = 4
"""The rank of articles, which are numbered consecutively through the whole document."""
RANKS = {
    "壹、": 4.5,
    "一、": 5,
    "I.": 5,
    "(一)": 6,
    "A.": 6,
    "1.": 7,
    "1.1": 7.5,
    "(a)": 7.7,
    "(1)": 8,
    "①": 9,
    "(i)": 9,
    "(A)": 9.5,
}
"""Number formats, each represented by its first number, and their usual ranks.

GB/T 9704-2012, 7.3.3 specifies the formats 一、 (一) 1. (1), from the outermost to the innermost.
"""


class Place(IntEnum):
    """What precedes a number that may begin a clause, such as a line break, a full stop or a space."""

    LINE = 0
    SENTENCE = 1  # after a full stop
    BRACKET = 2  # after a closing bracket or quotation mark
    ITEM = 3  # after a semicolon, colon or comma: within a sentence, or in a list whose line breaks were lost
    SPACE = 4
    INSIDE = 5


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that may begin a clause.

    `kind` is the format of the number, and `label` is the number as displayed in a clause's path. `number` is its value
    multiplied by `STEP`. `rank` is the level at which numbers of this format usually are; outer levels have lower
    ranks. There is no punctuation mark between index `clear_from` and the marker.
    """

    start: int
    end: int
    kind: str
    rank: float
    number: int
    label: str
    place: Place
    clear_from: int


CLEAR = 60
"""Maximum length in characters of a heading that ends directly before a number."""
_HAN = rf"[{NUMERALS}]"
_PATTERN = re.compile(
    rf"""
    (?=[第(§\dA-Zacpst\u017f{NUMERALS}\u2460-\u249b\u3220-\u3229\u3251-\u325f\u2776-\u277f])  # for speed
    (?:(?P<structure>第\s{{0,4}}(?P<ordinal>(?:{_HAN}|\d)(?:\s?(?:{_HAN}|\d)){{0,9}})\s{{0,4}}
        (?P<unit>部分|分编|[编篇章节条])(?:\s?之\s?(?P<sub>{_HAN}{{1,3}}))?)
    | (?P<han>(?<![第、{NUMERALS}]){_HAN}{{1,4}}\s?[、.](?!{_HAN}{{1,3}}[、和及至或到等]))
    | (?P<han_in>(?<!第)\(\s?{_HAN}{{1,4}}\s?\))
    | (?P<decimal>(?<![0-9A-Za-z.-])[1-9]\d?(?:\.[1-9]\d?){{1,3}}(?!\d)
        (?=[ 、]|\.\s|[^\W\d_a-zA-Z亿万元倍米吨度个名年月日级折点分版项]))
    | (?P<digits>(?<![0-9A-Za-z第.、/-])\d{{1,3}}\s?[.、](?!\d(?!0\d\d\s?年)))
    | (?P<digits_in>(?<![0-9A-Za-z第])\(\s?\d{{1,3}}\s?\)|(?<![0-9A-Za-z第.(/-])\d{{1,2}}\)(?![\d-]))
    | (?P<sign>[\u2460-\u249b\u3220-\u3229\u3251-\u325f\u2776-\u277f])
    | (?P<word>\b(?P<name>(?i:title|part|chapter|section|article|sec\.))\s(?P<value>\d{{1,4}}|[IVXLC]{{1,7}}|[A-Z])
        (?=[.:]|\s*\n|\s*$|\s*[-\u2013\u2014]|\s+[A-Z\u201c"]))
    | (?P<paragraph>§{{1,2}}\s?(?:\d{{1,4}}\.){{0,2}}\d{{1,4}}\b)
    | (?P<upper>\b(?:[A-Z]|[IVXLC]{{1,7}})\.(?=\s))
    | (?P<lower_in>(?<![0-9A-Za-z])\((?:[A-Za-z]|[ivxlc]{{2,6}})\)(?=\s|[A-Z])))
    """,
    re.VERBOSE,
)
# Text after a number which shows that the number is cited and does not open a clause.
_CITED_UNIT = re.compile(r"第|规定|的规定|[、至和或及与]\s?第|以及第|之规定|中的|所列|所称|修改为|修正为")
_CITED_ITEM = re.compile(r"[项款](?!目|式)|[、至和或及与]\s?[第(]")
_STOPS = ".。!?"
_PUNCTUATION = re.compile(r"[。!?;:,\n]")
_FORMAL = re.compile(r"[壹贰叁参肆伍陆柒捌玖拾]+")
_WORDY = ("word", "paragraph", "upper")


def find_markers(folded: str) -> Iterator[tuple[Marker, ...]]:
    """Yield the numbers that may begin clauses, in text order. The text must be folded by `fold_text`.

    Each tuple contains the possible interpretations of one number; for example, (i) is a letter or a Roman numeral.
    Numbers that cannot begin a clause are omitted: cited articles, list numbers within a sentence, decimals, dates.
    """
    flat = is_flat(folded)
    last_end = -1
    for match in _PATTERN.finditer(folded):
        name = match.lastgroup or ""
        if _is_cited(folded, match, name):
            continue
        place = _place(folded, match.start())
        if place == Place.SPACE and not flat:
            place = Place.INSIDE
        if not _may_stand(name, place, flat):
            continue
        clear_from = _clear_from(folded, match.start())
        # Within a sentence, a number opens a clause only if it directly follows the heading of another clause.
        if place == Place.INSIDE and last_end < clear_from:
            continue
        last_end = match.end()
        span = match.start(), match.end()
        readings = tuple(
            Marker(*span, kind, rank, number, label, place, clear_from)
            for kind, rank, number, label in _read(match, name)
        )
        if readings:
            yield readings


def is_flat(folded: str) -> bool:
    """Return whether a text lost its line breaks.

    Such a text has a single line, or more than 500 characters per line on average.
    """
    text = folded.strip()
    return len(text) > 500 * (text.count("\n") + 1) or "\n" not in text


def _may_stand(name: str, place: Place, flat: bool) -> bool:
    if place == Place.LINE:
        return True
    if name in _WORDY or name == "decimal":
        return flat and place == Place.SENTENCE
    return flat or place != Place.ITEM


def _is_cited(folded: str, match: re.Match[str], name: str) -> bool:
    if name == "structure":
        return _CITED_UNIT.match(folded, match.end()) is not None
    return name in ("han_in", "digits_in") and _CITED_ITEM.match(folded, match.end()) is not None


def _place(folded: str, start: int) -> Place:
    at = start - 1
    while at >= 0 and folded[at] in " #*>":
        at -= 1
    if at < 0 or folded[at] == "\n":
        return Place.LINE
    before = folded[at]
    if before in _STOPS:
        return Place.SENTENCE
    if before in ")”」』》":
        return Place.BRACKET
    if before in ";:,":
        return Place.ITEM
    return Place.SPACE if at < start - 1 else Place.INSIDE


def _clear_from(folded: str, start: int) -> int:
    low = max(0, start - CLEAR)
    marks = list(_PUNCTUATION.finditer(folded, low, start))
    return marks[-1].end() if marks else low


def _read(match: re.Match[str], name: str) -> Iterator[tuple[str, float, int, str]]:
    """Yield the kind, rank, number and label for each interpretation of a match.

    `name` is the name of the group that matched. There are two interpretations if a letter is also a Roman numeral.
    """
    text = match[0]
    if name == "structure":
        number = parse_numeral(match["ordinal"])
        sub = parse_numeral(match["sub"] or "") or 0
        label = "".join(match["ordinal"].split()) + (f"之{match['sub']}" if sub else "")
        unit = match["unit"]
        if number is not None:
            yield f"第{STRUCTURE[unit]}", STRUCTURE[unit], number * STEP + sub % STEP, label
    elif name == "decimal":
        prefix, _, last = text.rpartition(".")
        yield f"{prefix}.x", 7.5 + prefix.count(".") / 10, int(last) * STEP, text
    elif name == "sign":
        yield from _read_sign(text)
    elif name == "word":
        number = parse_numeral(match["value"]) or parse_roman(match["value"]) or ord(match["value"][0]) - 64
        rank = _WORDS[match["name"].lower()]
        yield match["name"].lower(), rank, number * STEP, match["value"]
    elif name == "paragraph":
        label = text.lstrip("§ ")
        yield "§", ARTICLE, int(label.rpartition(".")[2]) * STEP, label
    elif name in ("upper", "lower_in"):
        yield from _read_letters(text.strip("(.)"), bracketed=name == "lower_in")
    else:
        label = text.strip("() 、.")
        number = parse_numeral(label)
        kind = {"han": "一、", "han_in": "(一)", "digits": "1.", "digits_in": "(1)"}[name]
        if kind == "一、" and _FORMAL.fullmatch(label):
            kind = "壹、"
        if number:
            yield kind, RANKS[kind], number * STEP, label


@cache
def _read_sign(sign: str) -> tuple[tuple[str, float, int, str], ...]:
    code = ord(sign)
    for first, last, kind, offset in (
        (0x2460, 0x2473, "①", 1),
        (0x2474, 0x2487, "(1)", 1),
        (0x2488, 0x249B, "1.", 1),
        (0x3251, 0x325F, "①", 21),
        (0x2776, 0x277F, "①", 1),
    ):
        if first <= code <= last:
            number = code - first + offset
            return ((kind, RANKS[kind], number * STEP, str(number)),)
    number = code - 0x3220 + 1
    return (("(一)", RANKS["(一)"], number * STEP, "一二三四五六七八九十"[number - 1]),)


def _read_letters(letters: str, *, bracketed: bool) -> Iterator[tuple[str, float, int, str]]:
    lower = letters.islower()
    roman = parse_roman(letters)
    if roman and (lower or not bracketed):
        kind = "(i)" if bracketed else "I."
        yield kind, RANKS[kind], roman * STEP, letters
    if len(letters) == 1:
        kind = "(a)" if lower else "(A)" if bracketed else "A."
        yield kind, RANKS[kind], (ord(letters.lower()) - 96) * STEP, letters
