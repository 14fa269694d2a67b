"""Parsing of numerals in documents: Chinese, formal Chinese, full-width, circled, Roman, percentages and fractions."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("○◯两兩貳贰弐參叁参陸壱幺", (0, 0, 2, 2, 2, 2, 2, 3, 3, 3, 6, 1, 1), strict=True)),
}
_ZEROS = frozenset("〇零○◯0")
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_JOINED = {"廿": 20, "卅": 30}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

NUMERALS = "".join(dict.fromkeys([*_DIGITS, *_TENS, *_JOINED]))
"""The characters of Chinese numerals below ten thousand."""
NUMBER_UNITS = "".join([*_TENS, *_LARGE])

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_FORM = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
LONGEST = 30
"""The maximum length of a numeral in characters. Longer texts are not parsed as numbers."""
_TOKEN = re.compile(r"\d+(?:\.\d+)?|.", re.DOTALL)
_IN_DATES = str.maketrans("元Oo", "一〇〇")
_AFTER_HUNDRED = re.compile("(?<=百)(?=[一二三四五六七八九]$)")
_DASH = "[-‐‑‒–—―−─━－]"
_COUNTED = "章节条款项目批期号届次编篇部类级年月日、"
_ANY_DASH = re.compile(_DASH)
_DASH_FOR_ONE = re.compile(
    rf"(?<=第){_DASH}(?=[{_COUNTED}])|(?<=[十拾百]){_DASH}(?=[{_COUNTED}])"
    rf"|(?<![\d{NUMERALS}]){_DASH}(?=[十百]{{1,2}}[{_COUNTED}])"
    rf"|(?:(?<=[(（\n])|(?<=\A)){_DASH}(?=[)）、])"
    rf"|(?:(?<![\d{NUMERALS}])(?:二[〇零○]|{_DASH}九|一九)(?:[{NUMERALS}]|{_DASH}){{2}}(?=年))"
)
"""Matches a dash used instead of the numeral 一 in scanned and retyped documents: 第—条, 二〇—八年, （—）."""
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = rf"[{NUMERALS}]+(?:点[{''.join(_DIGITS)}]+)?"
_POINTED = rf"\d+点[\d{''.join(_DIGITS)}]+"
_MIXED = rf"(?:{_POINTED}|{_ARABIC}|{_CHINESE})(?:[{''.join(_LARGE)}百千](?:{_ARABIC}|[{NUMERALS}])*){{0,4}}"
_QUANTITY = re.compile(
    rf"(?P<of>百|千|万|萬|\d{{1,6}}|[{NUMERALS}]{{1,6}})分之(?P<part>{_ARABIC}|{_CHINESE})"
    rf"|(?P<ratio>{_ARABIC}) ?(?P<sign>[%‰‱])"
    rf"|(?<![\d./])(?P<top>\d{{1,4}})/(?P<bottom>[1-9]\d{{0,3}})(?![\d./])"
    rf"|(?P<plain>{_MIXED})"
)
_SIGNS = {"%": 100, "‰": 1000, "‱": 10_000}


@dataclass(frozen=True)
class Quantity:
    """A number in a text, with its span and value. `is_ratio` marks a percentage or fraction (百分之二 is 1/50)."""

    start: int
    end: int
    value: Fraction
    is_ratio: bool = False


def parse_numeral(written: str) -> int | None:
    """Return the whole number that `written` represents, or None if it is not a whole number.

    Examples are `十二`, `一百零三`, `二〇二四`, `廿一`, `１２`, `12`, `③`, `壹佰`, `3万`.
    """
    value = _value("".join(unicodedata.normalize("NFKC", written).split())) if len(written) <= LONGEST else None
    return int(value) if value is not None and value.denominator == 1 and "." not in written else None


def parse_date_number(written: str) -> int | None:
    """Return the number in a year, month or day (三十一, 一百零三, 二〇二四, 廿五, 元), or None.

    In dates, 元 is 1, the letter O is a zero, and 一百一 is 101 (the year of an era), not 110.
    """
    if written.isascii() and written.isdigit() and len(written) <= LONGEST:
        return int(written)
    return parse_numeral(_AFTER_HUNDRED.sub("零", written.translate(_IN_DATES)))


def parse_quantity(written: str) -> Fraction | None:
    """Return the value of a text that consists of one number, percentage or fraction, or None for any other text.

    Examples are `3.5亿`, `三点五亿`, `1,000`, `2%`, `百分之二`, `5‰`, `三分之二`, `1/3`.
    """
    found = list(quantities(written.strip())) if len(written) <= LONGEST else []
    whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(written.strip()))
    return found[0].value if whole else None


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the numbers in a text, in text order."""
    wide = text if text.isascii() else "".join(map(_half_width, text))
    for match in _QUANTITY.finditer(wide):
        if (value := _quantity(match)) is not None:
            yield Quantity(*match.span(), value, match["plain"] is None)


def dashes_to_ones(text: str) -> str:
    """Return the text with 一 in place of each dash that stands for this numeral.

    The length of the text does not change.
    """
    return "\n".join(
        _DASH_FOR_ONE.sub(lambda found: re.sub(_DASH, "一", found[0]), line) if _ANY_DASH.search(line) else line
        for line in text.split("\n")
    )


def parse_roman(written: str) -> int | None:
    """Return the value of a Roman numeral in upper or lower case, or None if it is not well-formed."""
    upper = written.upper()
    if not upper or len(upper) > LONGEST or not _ROMAN_FORM.fullmatch(upper):
        return None
    values = [_ROMAN[char] for char in upper]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _half_width(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _quantity(match: re.Match[str]) -> Fraction | None:
    if max(map(len, filter(None, match.groups()))) > LONGEST:
        return None
    if match["ratio"]:
        return _plain(match["ratio"]) / _SIGNS[match["sign"]]
    if match["top"]:
        return Fraction(int(match["top"]), int(match["bottom"]))
    if match["of"]:
        whole = _value(match["of"])
        part = _value(match["part"].replace(",", ""))
        return part / whole if whole and part is not None else None
    return _value(match["plain"].replace(",", ""))


def _plain(written: str) -> Fraction:
    return Fraction(written.replace(",", ""))


def _value(written: str) -> Fraction | None:
    """Return the value of a mixture of digits and Chinese numerals, or None if the mixture is not a number."""
    whole, point, rest = written.partition("点")
    if point:
        return _pointed(whole, rest)
    if not written or not (written[0].isdecimal() or written[0] in NUMERALS):
        return None
    if all(char in _DIGITS or char in "0123456789" for char in written):
        return Fraction(int("".join(str(_DIGITS.get(char, char)) for char in written)))
    return _summed(_TOKEN.findall(written))


def _pointed(whole: str, rest: str) -> Fraction | None:
    """Return the value of a decimal such as 三点五亿, or None if it is not well-formed.

    `whole` is the text before 点. `rest` is the text after it, and must consist of digits, which units such as 亿 may
    follow.
    """
    digits = rest.rstrip(NUMBER_UNITS)
    before = _value(whole)
    if before is None or not digits or not all(char in _DIGITS or char in "0123456789" for char in digits):
        return None
    value = before + Fraction(int("".join(str(_DIGITS.get(char, char)) for char in digits)), 10 ** len(digits))
    for unit in rest[len(digits) :]:
        value *= _TENS.get(unit) or _LARGE[unit]
    return value


def _summed(tokens: list[str]) -> Fraction | None:
    total = section = digit = Fraction(0)
    last = large = 0
    for token in tokens:
        if token in _DIGITS or token[0].isdecimal():
            digit = Fraction(_DIGITS.get(token, token))
            last = 0 if token in _ZEROS else last
        elif token in _JOINED:
            section += _JOINED[token]
        elif token in _TENS:
            # 十二 is 12: a unit without a digit before it counts once.
            section += (digit or 1) * _TENS[token]
            digit = Fraction(0)
            last = _TENS[token]
        elif token in _LARGE:
            # The parts of 3亿5000万 are added; those of 一万亿 are multiplied.
            smaller = _LARGE[token] < large
            total = total + (section + digit) * _LARGE[token] if smaller else (total + section + digit) * _LARGE[token]
            section = digit = Fraction(0)
            last = large = _LARGE[token]
        else:
            return None
    # 三万五 is 35 000: a final digit without a zero before it is multiplied by the next smaller unit.
    short = last >= 100 and 0 < digit < 10 and tokens[-1] in _DIGITS
    return total + section + digit * (last // 10 if short else 1)
