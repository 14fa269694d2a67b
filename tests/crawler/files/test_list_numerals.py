import pytest

from crawler.files.list_numerals import list_numeral, numerals_like


@pytest.mark.parametrize(
    ("numerals", "numbers", "written"),
    [
        ("chineseCounting", (1, 10, 12, 20, 105), "一 十 十二 二十 一〇五"),
        ("ideographDigital", (1, 10), "一 一〇"),
        ("ideographLegalTraditional", (1, 10, 12, 23), "壹 壹拾 壹拾貳 貳拾參"),
        ("chineseLegalSimplified", (2, 20), "贰 贰拾"),
        ("japaneseLegal", (3, 11), "参 壱拾壱"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 11"),
        ("ideographZodiac", (1, 12, 13), "子 亥 13"),
        ("iroha", (1, 2), "イ ロ"),
        ("aiueoFullWidth", (1, 2), "ア イ"),
        ("ganada", (1, 2), "가 나"),
        ("koreanCounting", (2, 12), "이 십이"),
        ("decimalFullWidth", (12,), "１２"),
        ("decimalZero", (3,), "03"),
        ("decimalEnclosedCircle", (1, 20, 21), "① ⑳ 21"),
        ("upperRoman", (4, 1990), "IV MCMXC"),
        ("upperLetter", (2, 28), "B BB"),
        ("unknown", (5,), "5"),
    ],
)
def test_numerals(numerals, numbers, written):
    assert " ".join(list_numeral(number, numerals) for number in numbers) == written


@pytest.mark.parametrize(
    ("example", "numerals"),
    [
        ("1", "decimal"),
        ("01, 02, 03, ...", "decimalZero"),
        ("i", "lowerRoman"),
        ("I", "upperRoman"),
        ("a", "lowerLetter"),
        ("一, 二, 三, ...", "chineseCounting"),
        ("一, 十, 一百(繁), ...", "chineseCounting"),
        ("壹, 貳, 參, ...", "ideographLegalTraditional"),
        ("壹, 贰, 叁, ...", "chineseLegalSimplified"),
        ("甲, 乙, 丙, ...", "ideographTraditional"),
        ("子, 丑, 寅, ...", "ideographZodiac"),
        ("①, ②, ③, ...", "decimalEnclosedCircle"),
        ("１, ２, ３, ...", "decimalFullWidth"),
        ("ア, イ, ウ, ...", "aiueo"),
        ("ｲ, ﾛ, ﾊ, ...", "iroha"),
        ("가, 나, 다, ...", "ganada"),
        ("?", "decimal"),
    ],
)
def test_formats_are_found_by_their_examples(example, numerals):
    assert numerals_like(example) == numerals
