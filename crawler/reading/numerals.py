"""Numerals as documents write them: Chinese, full-width, circled and Roman."""

import re
import unicodedata

_DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("○两兩貳參参陸", (0, 2, 2, 2, 3, 3, 6), strict=True)),
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_JOINED = {"廿": 20, "卅": 30}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

NUMERALS = "".join([*_DIGITS, *_TENS, *_JOINED])
"""The characters that a Chinese number below ten thousand is written with."""

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_FORM = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
LONGEST = 30
"""Characters beyond which nothing is read as a number."""


def parse_numeral(written: str) -> int | None:
    """Return the whole number written in `written`, or None.

    Examples are `十二`, `一百零三`, `二〇二四`, `廿一`, `１２`, `12` and `③`.
    """
    written = "".join(unicodedata.normalize("NFKC", written).split()) if len(written) <= LONGEST else ""
    if written.isascii():
        return int(written) if written.isdigit() else None
    if all(char in _DIGITS or char in "0123456789" for char in written):
        return int("".join(str(_DIGITS.get(char, char)) for char in written))
    return _summed(written)


def _summed(written: str) -> int | None:
    total = section = digit = 0
    for char in written:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _JOINED:
            section += _JOINED[char]
        elif char in _TENS:
            # 十二 is 12: a ten without a digit before it is one ten.
            section += (digit or 1) * _TENS[char]
            digit = 0
        elif char in _LARGE:
            total = (total + section + digit) * _LARGE[char]
            section = digit = 0
        else:
            return None
    return total + section + digit


def parse_roman(written: str) -> int | None:
    """Return the number of a well-formed Roman numeral, in either case, or None."""
    upper = written.upper()
    if not upper or len(upper) > LONGEST or not _ROMAN_FORM.fullmatch(upper):
        return None
    values = [_ROMAN[char] for char in upper]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
