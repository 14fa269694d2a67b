import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.fold import fold

TWO_WRITINGS = st.sampled_from("乾坤著着干幹榦裏裡里後后髮发發面麵台臺颱于於余餘沈瀋什甚么麼徵征借复覆復瞭了只隻祇")


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("產業集群", "产业集群"),
        ("規範發展", "规范发展"),
        ("裡面", "裏面"),
        ("著名商標", "着名商标"),
        ("乾部", "干部"),
        ("台湾", "臺灣"),
        ("ＡＩ", "AI"),
        ("２０２４年", "2024年"),
        ("ﾃｽﾄ", "テスト"),
        ("（试行）", "(试行)"),
        ("Smart City", "SMART CITY"),
        ("e\u0301tat", "État"),
        ("㈱", "(株)"),
    ],
)
def test_two_writings_of_a_text_meet(written, other):
    assert fold(written) == fold(other)


@pytest.mark.parametrize(("written", "other"), [("产业", "工业"), ("AI", "A I"), ("2024", "2023"), ("通知", "通知。")])
def test_different_texts_stay_different(written, other):
    assert fold(written) != fold(other)


@pytest.mark.parametrize("text", ["", "plain words, 2024.", "产业集群"])
def test_what_is_folded_already_stays_as_it_is(text):
    assert fold(text) == text


def test_folding_goes_on_after_a_nul():
    assert fold("园区\x00產業集群").endswith("产业集群")


@pytest.mark.parametrize("text", ["藉著於", "藉著作"])
def test_folding_twice_is_folding_once_also_where_phrases_overlap(text):
    assert fold(fold(text)) == fold(text)


@given(st.text() | st.text(TWO_WRITINGS) | st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("phrase", ["乾坤", "乾隆", "著名", "著作", "瞭望", "慰藉", "什麼", "余慶"])
def test_a_character_kept_in_one_phrase_folds_alike_wherever_it_stands(phrase):
    assert fold(phrase) == "".join(map(fold, phrase))


@given(st.characters(min_codepoint=0x2E80, max_codepoint=0x3FFFF, exclude_categories=["Cs"]))
def test_a_character_folds_alike_by_itself_and_in_a_text(char):
    assert fold(f"甲\n{char}\n乙") == f"甲\n{fold(char)}\n乙"


@given(st.text(st.sampled_from("，：！（Ａｂ９～\u3000\xa0a=<~e\u0301\u0338\u0327ｶﾞ①℃行\u1100\u1161"), max_size=12))
def test_width_is_folded_as_nfkc_does(text):
    assert fold(text) == fold(unicodedata.normalize("NFKC", text))
