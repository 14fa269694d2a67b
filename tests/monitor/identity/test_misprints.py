"""Differences of one character: misprints, and words exchanged for others."""

import pytest

from monitor.identity.comparison import compare
from monitor.identity.edits.misprints import is_misheard, is_misprint, is_misread
from tests.monitor.identity.texts import TEXT, gist

LINE = (
    "\n出租人应当从重约定长期租金，居民委员会指定专职人员直接协助，被告在半年以内告知本级人民政府，管护三平方公里。"
    "上月缴费，本科学历，公历年度，支持小微企业。"
)


def test_letters_of_similar_shape_and_rare_ones_are_misread():
    assert is_misread("未", "末")
    assert is_misread("已", "己")
    assert is_misread("业", "馍")
    assert not is_misread("产", "资")


@pytest.mark.parametrize(("here", "there"), [("作", "做"), ("象", "像"), ("帐", "账"), ("份", "分"), ("的", "得")])
def test_letters_of_the_same_sound_are_misheard(here, there):
    assert is_misheard(here, there)
    assert is_misprint(there, here)


def test_only_single_chinese_letters_are_misheard():
    assert not is_misheard("a", "a")
    assert not is_misheard("作作", "做做")
    assert not is_misheard("产", "资")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("出租人", "承租人"),
        ("从重", "从轻"),
        ("长期", "短期"),
        ("居民委员会", "村民委员会"),
        ("专职", "兼职"),
        ("直接", "间接"),
        ("被告", "原告"),
        ("半年", "一年"),
        ("半年", "每年"),
        ("本级", "上级"),
        ("公里", "里"),
        ("上月", "本月"),
        ("本科", "专科"),
        ("公历", "农历"),
        ("小微", "中小"),
        ("长期", "中长远"),
    ],
)
def test_a_word_exchanged_for_another_by_one_letter_is_an_edit_in_either_direction(old, new):
    known, found = gist(TEXT + LINE + TEXT[-60:]), gist(TEXT + LINE.replace(old, new) + TEXT[-60:])
    assert compare(found, known).relation == "version"
    assert compare(known, found).relation == "version"


@pytest.mark.parametrize(("old", "new"), [("直接", "直按"), ("协助", "协肋"), ("租金", "租全"), ("指定", "指走")])
def test_a_letter_that_forms_no_word_is_a_misprint_in_either_direction(old, new):
    known, found = gist(TEXT + LINE + TEXT[-60:]), gist(TEXT + LINE.replace(old, new) + TEXT[-60:])
    assert compare(found, known).relation == "copy"
    assert compare(known, found).relation == "copy"


def test_the_same_letter_misheard_throughout_is_no_other_term():
    text = TEXT + "\n工作组应当制作台账，并作出说明。" * 2
    found = gist(text.replace("作", "做").replace("帐", "账"))
    assert compare(found, gist(text)).relation == "copy"


@pytest.mark.parametrize("word", ["应当", "协助", "长期"])
def test_swapped_letters_are_a_misprint_in_either_direction(word):
    known, found = gist(TEXT + LINE + TEXT[-60:]), gist(TEXT + LINE.replace(word, word[::-1]) + TEXT[-60:])
    assert compare(found, known).relation == "copy"
    assert compare(known, found).relation == "copy"
