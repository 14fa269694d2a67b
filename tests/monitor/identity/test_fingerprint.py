import re

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.identity.fingerprint import SHORT, fingerprint
from tests.monitor.builders import OTHER_TEXT, TEXT


def test_a_fingerprint_names_its_version_and_digests_the_text():
    assert re.fullmatch(r"3:[0-9a-f]{32}", fingerprint("标题", TEXT))


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(opencc.OpenCC("s2t").convert(TEXT), id="traditional"),
        pytest.param(opencc.OpenCC("s2tw").convert(TEXT), id="Taiwan's characters"),
        pytest.param(opencc.OpenCC("s2hk").convert(TEXT), id="Hong Kong's characters"),
        pytest.param(TEXT.replace("，", ",").replace("：", ": ").replace("。", "."), id="other punctuation"),
        pytest.param(TEXT.replace("，", "，\n　　"), id="other line ends"),
        pytest.param(f"\ufeff{TEXT}\u200b", id="invisible characters"),
    ],
)
def test_the_writing_of_a_text_makes_no_difference(same):
    assert fingerprint("标题", same) == fingerprint("标题", TEXT)


def test_width_and_case_make_no_difference():
    plain = "Notice 2024 on AI clusters in Guangdong, for all cities, counties and departments concerned. " * 2
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in plain)
    assert fingerprint(None, plain) == fingerprint(None, wide) == fingerprint(None, plain.upper())


@pytest.mark.parametrize("other", [OTHER_TEXT, TEXT + "六", TEXT.replace("先进", "后进"), ""])
def test_another_text_has_another_fingerprint(other):
    assert fingerprint("标题", other) != fingerprint("标题", TEXT)


def test_a_long_text_is_known_under_any_title():
    assert (
        fingerprint("关于培育集群的通知", TEXT)
        == fingerprint("转发：关于培育集群的通知", TEXT)
        == fingerprint(None, TEXT)
    )


def test_a_short_text_identifies_nothing_without_its_title():
    assert fingerprint("2023年工作要点", "详见附件。") != fingerprint("2024年工作要点", "详见附件。")
    assert fingerprint("2024年工作要点", "详见附件。") == fingerprint("2024 年工作要點", "詳見附件")


@pytest.mark.parametrize(("length", "title_counts"), [(SHORT - 1, True), (SHORT, False)])
def test_a_text_is_short_below_so_many_letters(length, title_counts):
    text = "字" * length + "……。" * 50
    assert (fingerprint("甲", text) != fingerprint("乙", text)) is title_counts


def test_title_and_short_text_are_not_run_together():
    assert fingerprint("甲乙", "丙") != fingerprint("甲", "乙丙")


@given(st.none() | st.text(), st.text())
def test_punctuation_and_spaces_around_never_matter(title, text):
    assert fingerprint(title, f" 。{text}\n！") == fingerprint(title, text)
