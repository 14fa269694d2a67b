import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.numerals import parse_numeral, parse_roman


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
