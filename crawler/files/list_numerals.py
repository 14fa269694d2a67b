"""Numerals of automatic list numbers, by the names of their formats in WordprocessingML (ECMA-376 part 1, 17.18.59)."""

from collections.abc import Sequence

_DIGITS = "〇一二三四五六七八九"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_ENCLOSED = (("decimalEnclosedCircle", 0x2460), ("decimalEnclosedParen", 0x2474), ("decimalEnclosedFullstop", 0x2488))
"""The characters ①, ⑴ and ⒈. Each of them is the first of a series of enclosed numbers from 1 to 20."""
_COUNTED = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "koreanDigital2",
        ),
        (_DIGITS, "十"),
    ),
    "koreanCounting": ("영일이삼사오육칠팔구", "십"),
}
"""The digits and the sign for ten of numerals such as 十二."""
_LEGAL = {
    "ideographLegalTraditional": ("零壹貳參肆伍陸柒捌玖", "拾"),
    "chineseLegalSimplified": ("零壹贰叁肆伍陆柒捌玖", "拾"),
    "japaneseLegal": ("零壱弐参四伍六七八九", "拾"),
}
"""The same of numerals that cannot be forged. They write the one before the ten: 壹拾貳."""
_DIGIT_BY_DIGIT = {
    **dict.fromkeys(
        ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "chineseDigital"),
        _DIGITS,
    ),
    "koreanDigital": "영일이삼사오육칠팔구",
    "decimalFullWidth": "０１２３４５６７８９",
}
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_SERIES = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "aiueo": _AIUEO,
    "aiueoFullWidth": _AIUEO,
    "iroha": _IROHA,
    "irohaFullWidth": _IROHA,
    "ganada": "가나다라마바사아자차카타파하",
    "chosung": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
}
"""Characters that are numerals by their order. Greater numbers are decimal."""
_OTHERS = ("lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "decimalZero", *(name for name, _ in _ENCLOSED))
_NAMES = (*_COUNTED, *_LEGAL, *_DIGIT_BY_DIGIT, *_SERIES, *_OTHERS)
_HALF_WIDTH = {"ｱ": "aiueo", "ｲ": "iroha"}
_COMPARED = 3
"""The number of numerals of an example that are compared."""


def list_numeral(number: int, numerals: str) -> str:
    """Return a number in a numeral format, such as `chineseCounting`. Unknown formats are decimal."""
    if numerals in _COUNTED:
        return _counted(number, *_COUNTED[numerals])
    if numerals in _LEGAL:
        digits, ten = _LEGAL[numerals]
        return (digits[1] if 10 <= number < 20 else "") + _counted(number, digits, ten)
    if numerals in _DIGIT_BY_DIGIT:
        return "".join(_DIGIT_BY_DIGIT[numerals][int(digit)] for digit in str(number))
    if numerals in _SERIES and 1 <= number <= len(_SERIES[numerals]):
        return _SERIES[numerals][number - 1]
    if numerals in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 5)
        return letter.upper() if numerals == "upperLetter" else letter
    if numerals in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if numerals == "upperRoman" else _roman(number)
    first = next((code for name, code in _ENCLOSED if numerals.startswith(name)), 0)
    if first and 1 <= number <= 20:
        return chr(first + number - 1)
    return f"{number:02}" if numerals == "decimalZero" else str(number)


def numerals_like(example: str) -> str:
    """Return the name of the numeral format of an example such as `壹, 貳, 參, ...`, or `decimal` if it is unknown."""
    stated = [part.strip() for part in example.split(",")][:_COMPARED]
    begin = [name for name in _NAMES if list_numeral(1, name) == stated[0]]
    return max(begin, key=lambda name: _agreeing(name, stated), default=_HALF_WIDTH.get(stated[0], "decimal"))


def _agreeing(name: str, stated: Sequence[str]) -> int:
    return sum(list_numeral(number, name) == numeral for number, numeral in enumerate(stated, 1))


def _counted(number: int, digits: str, ten: str) -> str:
    if not 0 < number < 100:
        return "".join(digits[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else digits[tens]) + ten if tens else ""
    return head + (digits[ones] if ones else "")


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number if number < 4000 else 0, value)
        written += letters * count
    return written
