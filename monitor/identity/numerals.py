"""Functions that recognise one-letter differences that change the meaning of a text.

Such differences occur in numbers of any notation, in letters that are used like numbers (A类, B类), and in codes. Pure
functions; no I/O.
"""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from crawler.text.numerals import LONGEST, parse_numeral, parse_quantity

POINT = "点"
"""The character that replaces a decimal point. The point itself would be removed with the punctuation."""
NUMBER = re.compile(r"\d+(?:点\d+)?|[一二三四五六七八九十百千零〇两]+")
_NUMERALS = frozenset("一二三四五六七八九十百千零〇两")
_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ROWS = (
    "上中下",
    "甲乙丙丁戊己庚辛壬癸",
    "东西南北",
    "春夏秋冬",
    "男女",
    "大中小",
    "高中低初",
    "前后",
    "首末次",
    "百千万亿",
    "正副",
    "早晚",
    "省市县区乡镇村",
    "左右",
    "内外",
    "单双",
    "公私",
    "买卖",
    "进出",
    "增减",
    "有无",
)
"""Series of letters. Replacing one letter of a series by another changes the meaning, as with numerals."""
_WORDS = frozenset({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mil", "bil"})
"""The first letters of words that form a series (months, million and billion). Replacing one of them by another changes
the meaning."""
LONG = 5
YEAR = 4
"""`LONG` is the minimum number of digits in a fixed-width number (such as a telephone number or a serial number).
`YEAR` is the number of digits of a year.
"""
SAFE_DIGITS = 18
"""The maximum number of digits that are used of a number."""
CODE = 12
CODE_LIMIT = 90
TURNS = 3
"""Criteria for machine-made names. `CODE` and `CODE_LIMIT` are the minimum and maximum numbers of letters and digits.
`TURNS` is the minimum number of alternations between letters and digits. Ordinary text in Latin letters forms longer
sequences, because its spaces are removed."""
_CODE = re.compile("[a-z0-9]*")
_CODE_END = re.compile("(?<![a-z0-9])[a-z0-9]*$")
_TURN = re.compile(r"(?<=[a-z])\d|(?<=\d)[a-z]")


def has_number(text: str) -> bool:
    """Return whether a text contains a numeral."""
    return bool(NUMBER.search(text))


def has_digit(text: str) -> bool:
    """Return whether a text contains an Arabic digit."""
    return any(map(str.isdecimal, text))


def is_number(text: str) -> bool:
    """Return whether a text consists of exactly one number."""
    return bool(NUMBER.fullmatch(text))


def value(numeral: str) -> Fraction:
    """Return the value of a numeral."""
    if numeral.isdecimal():
        return Fraction(numeral[-SAFE_DIGITS:])
    if POINT in numeral:
        return parse_quantity(numeral[-LONGEST:].removeprefix(POINT)) or Fraction(0)
    return Fraction(parse_numeral(numeral[-SAFE_DIGITS:]) or 0)


def numbers(text: str) -> list[int | Fraction]:
    """Return the values of all numbers in a text, in increasing order."""
    # Most numbers are decimal; creating a Fraction for each would take most of the time.
    return sorted(int(found[-SAFE_DIGITS:]) if found.isdecimal() else value(found) for found in NUMBER.findall(text))


def span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the start and end of a text span after extending it to complete numbers.

    For example, the span of 3 in 第13批 is extended to 13.
    """
    return reach(text, start, end, _belongs)


def reach(text: str, start: int, end: int, belongs: Callable[[str, int], bool]) -> tuple[int, int]:
    """Return the start and end of a text span after extending it by adjacent letters.

    A letter is added if `belongs(text, position)` returns true for it. At most SAFE_DIGITS letters are added on either
    side.
    """
    limit = start - SAFE_DIGITS, end + SAFE_DIGITS
    while start > max(0, limit[0]) and belongs(text, start - 1):
        start -= 1
    while end < min(len(text), limit[1]) and belongs(text, end):
        end += 1
    return start, end


def _belongs(text: str, at: int) -> bool:
    is_point = text[at] == POINT and text[at - 1 : at].isdecimal() and text[at + 1 : at + 2].isdecimal()
    return is_point or text[at].isdecimal() or text[at] in _NUMERALS


def contradict(here: str, there: str) -> bool:
    """Return whether two texts have contradictory numbers: each text contains a number that the other text lacks."""
    ours = numbers(here)
    theirs = numbers(there)
    return bool(ours and theirs) and not _holds(ours, theirs) and not _holds(theirs, ours)


def same_numbers(here: str, there: str) -> bool:
    """Return whether two texts are the same except for the notation of their numbers."""
    if _digits(here) == _digits(there) != "":
        # The dash in 2018—2020 is removed with the punctuation, so the number is compared digit by digit.
        return True
    return NUMBER.sub("#", here) == NUMBER.sub("#", there) and numbers(here) == numbers(there)


def exchanged(here: str, there: str, before: str = "", after: str = "") -> bool:
    """Return whether two different letters belong to the same series, so that exchanging them changes the meaning.

    For example, exchanging them turns 上半年 into 下半年, A类 into B类, 50万 into 50亿, or Mar into May. `before` and
    `after` are the letters around them.
    """
    if len(here) != 1 or len(there) != 1:
        return False
    if any(here in row and there in row for row in _ROWS):
        return True
    if not (_is_latin(here) and _is_latin(there)):
        return False
    if not (_is_latin(before[-1:]) or _is_latin(after[:1])):
        return True
    return any(_word(before, here, after, back) and _word(before, there, after, back) for back in range(len("mar")))


def is_broken(longer: str, shorter: str) -> bool:
    """Return whether the number `shorter` probably results from the loss of one digit of `longer`.

    `shorter` is then hardly a valid number: it is a year of three digits, has a leading zero, or is a digit shorter
    than a number of fixed width. A missing final zero does not count, because two amounts may differ in this way.
    """
    longer = _digits(longer)
    shorter = _digits(shorter)
    if not shorter or all(longer[:at] + longer[at + 1 :] != shorter for at in range(len(longer))):
        return False
    if longer == f"{shorter}0":
        return False
    if len(shorter) > 1 and shorter[0] == "0" != longer[0]:
        return True
    return len(longer) >= LONG or (len(longer) == YEAR and longer[:2] in ("19", "20"))


def in_code(text: str, start: int, end: int) -> bool:
    """Return whether a text span is in a machine-made sequence of letters and digits.

    Examples are file names and checksums.
    """
    before = _CODE_END.search(text, max(0, start - CODE_LIMIT), start)
    behind = _CODE.match(text, end, end + CODE_LIMIT + 1)
    if before is None or behind is None:
        return False
    row = before[0] + behind[0]
    return CODE <= len(row) <= CODE_LIMIT and len(_TURN.findall(row)) >= TURNS


def _holds(one: Sequence[int | Fraction], other: Sequence[int | Fraction]) -> bool:
    """Return whether each value occurs in `one` at least as often as in `other`. Both sequences must be sorted."""
    rest = iter(one)
    return all(value in rest for value in other)


def _digits(text: str) -> str:
    """Return the Arabic digits of a number that is written digit by digit, or an empty string for any other text."""
    digits = "".join(str(_VALUES.get(char, char)) for char in text)
    return digits if digits.isdecimal() else ""


def _word(before: str, letter: str, after: str, back: int) -> bool:
    return f"{before[len(before) - back :]}{letter}{after[: 2 - back]}" in _WORDS


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()
