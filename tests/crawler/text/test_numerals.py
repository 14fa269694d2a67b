from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.numerals import (
    dashes_to_ones,
    parse_date_number,
    parse_numeral,
    parse_quantity,
    parse_roman,
    quantities,
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一百二十", 120),
        ("一千二百六十", 1260),
        ("二〇二四", 2024),
        ("二○二四", 2024),
        ("廿一", 21),
        ("卅", 30),
        ("两百", 200),
        ("貳拾參", 23),
        ("壹佰", 100),
        ("三万五千", 35000),
        ("一亿", 10**8),
        ("12", 12),
        ("１２", 12),
        ("③", 3),
        ("十 六", 16),
        ("2〇", 20),
        ("", None),
        ("甲", None),
        ("一甲", None),
        ("1.5", None),
        ("-1", None),
        ("一" * 31, None),
    ],
)
def test_numerals(written, number):
    assert parse_numeral(written) == number


@pytest.mark.parametrize(
    ("written", "number"), [("I", 1), ("iv", 4), ("IX", 9), ("XLII", 42), ("IIII", None), ("", None), ("A", None)]
)
def test_roman_numerals(written, number):
    assert parse_roman(written) == number


@given(st.integers(1, 9999))
def test_every_number_written_out_is_read_back(number):
    digits = "零一二三四五六七八九"
    written = ""
    gap = False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // size % 10
        if digit:
            written += ("零" if gap and written else "") + digits[digit] + unit
            gap = False
        else:
            gap = True
    assert parse_numeral(written) == number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("百分之二", "0.02"),
        ("2%", "0.02"),
        ("２％", "0.02"),
        ("百分之零点五", "0.005"),
        ("百分之一百二十", "1.2"),
        ("千分之五", "0.005"),
        ("5‰", "0.005"),
        ("三分之二", "2/3"),
        ("1/3", "1/3"),
        ("3.5亿", "350000000"),
        ("三点五亿", "350000000"),
        ("1,000", "1000"),
        ("1千万", "10000000"),
        ("3亿5000万", "350000000"),
        ("一万亿", "1000000000000"),
        ("三万五", "35000"),
        ("壹佰贰拾叁万", "1230000"),
        ("0.1亿", "10000000"),
        ("1.2.3", None),
        ("甲", None),
        ("", None),
    ],
)
def test_quantities(written, value):
    assert parse_quantity(written) == (None if value is None else Fraction(value))


def test_quantities_in_a_text():
    text = "共3.5亿元，增长百分之二，1/3以上，二〇二四年，２０‰"
    found = [(text[each.start : each.end], each.value, each.is_ratio) for each in quantities(text)]
    assert found == [
        ("3.5亿", 350_000_000, False),
        ("百分之二", Fraction(1, 50), True),
        ("1/3", Fraction(1, 3), True),
        ("二〇二四", 2024, False),
        ("２０‰", Fraction(1, 50), True),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("第—条", "第一条"),
        ("第十—条", "第十一条"),
        ("二〇—八年", "二〇一八年"),
        ("二〇二—年", "二〇二一年"),
        ("（—）总则", "（一）总则"),
        ("—、总则", "一、总则"),
        ("二〇一八—二〇二〇年", "二〇一八—二〇二〇年"),
        ("三—五年", "三—五年"),
        ("五—十条", "五—十条"),
        ("通知——全文", "通知——全文"),
    ],
)
def test_dashes_that_stand_for_one(written, meant):
    assert dashes_to_ones(written) == meant


@given(st.text(st.sampled_from("一二十百千万亿零点分之百1234567890.,%‰/ 第—条"), max_size=40))
def test_quantities_never_fail_and_lie_in_the_text(text):
    assert len(dashes_to_ones(text)) == len(text)
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("元", 1),
        ("二O二四", 2024),
        ("二〇二四", 2024),
        ("２０２４", 2024),
        ("2024", 2024),
        ("一百一", 101),
        ("一百一十", 110),
        ("一百零三", 103),
        ("三十一", 31),
        ("廿五", 25),
        ("卅", 30),
        ("两", 2),
        ("", None),
        ("春", None),
    ],
)
def test_numbers_of_dates(written, number):
    assert parse_date_number(written) == number
