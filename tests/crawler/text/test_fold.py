import unicodedata
from itertools import pairwise, zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.fold import fold, fold_all, fold_with_offsets

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
        ("e\u0301tat", "Etat"),
        ("㈱", "(株)"),
    ],
)
def test_two_writings_of_a_text_meet(written, other):
    assert fold(written) == fold(other)


@pytest.mark.parametrize(("written", "other"), [("产业", "工业"), ("AI", "A I"), ("2024", "2023"), ("通知", "通知。")])
def test_different_texts_stay_different(written, other):
    assert fold(written) != fold(other)


@pytest.mark.parametrize("text", ["", "plain words,2024.", "产业集群"])
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
    assert fold(f"甲{char}乙") == f"甲{fold(char)}乙"


@given(st.text(st.sampled_from("，：！（Ａｂ９～\u3000\xa0a=<~e\u0301\u0338\u0327ｶﾞ①℃行\u1100\u1161"), max_size=12))
def test_width_is_folded_as_nfkc_does(text):
    assert fold(text) == fold(unicodedata.normalize("NFKC", text))


PIECES = (
    "产业集群 5G 网络 state-owned people’s § （试行） Straße рак が か\u3099 정보 भारत की ㈱ % “国发” —— "
    "e\u0301t\u00e9 co\u00adop \u200b 1. 5 ﬁ \u1100\u1161"
).split()
WORDS = st.lists(st.sampled_from(PIECES), max_size=12)


@given(st.text() | WORDS.map("".join) | WORDS.map(" ".join))
def test_offsets_are_exact(text):
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    spans = list(zip(folded.starts, folded.ends, strict=True))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("推动产业\n　集群发展", "产业集群", "产业\n　集群"),
        ("推動產業\u200b集群發展", "产业集群", "產業\u200b集群"),
        ("l’e\u0301te\u0301 dernier", "été", "e\u0301te\u0301"),
        ("eine Straße hier", "strasse", "Straße"),
        ("按㈱计", "(株)", "㈱"),
        ("co\u00ad\noperation", "cooperation", "co\u00ad\noperation"),
        ("under § 1983 of", "§1983", "§ 1983"),
        ("カﾞス", "ガ", "カﾞ"),
    ],
)
def test_a_match_is_located_in_the_source(text, word, found):
    folded = fold_with_offsets(text)
    at = folded.text.index(fold(word))
    start, end = folded.source_span(at, at + len(fold(word)))
    assert text[start:end] == found


SPACED = ("word", "state-owned", "5G", "2024", "рак")
WRAPS = ["\n", "\r\n", "\n\u3000\u3000", "\u2028", " \n\t"]


@given(st.lists(st.sampled_from([*SPACED, "产业", "集群", "，", "（", "§", "。"])), st.data())
def test_a_text_folds_alike_wherever_it_was_wrapped(words, data):
    gaps = [" " if a in SPACED and b in SPACED else "" for a, b in pairwise(words)]
    wraps = [data.draw(st.sampled_from([gap, *WRAPS])) for gap in gaps]
    joined, wrapped = ("".join(map("".join, zip_longest(words, some, fillvalue=""))) for some in (gaps, wraps))
    assert fold(joined) == fold(wrapped)


@given(st.lists(st.text(), max_size=5))
def test_texts_folded_together_fold_as_each_alone(texts):
    assert fold_all(texts) == [fold(text.replace("\ufdd0", "")) for text in texts]


def test_the_character_tables_are_stable():
    """Every character: what it folds to folds to itself, and alone it folds as with offsets."""
    for code in [*range(0x3400), *range(0xA000, 0xAC10), *range(0xD7A0, 0x10000), *range(0x1D400, 0x1F000)]:
        folded = fold(chr(code))
        assert fold(folded) == folded
        assert fold_with_offsets(chr(code)).text == folded


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("产业 集 群", "产业集群"),
        ("产业\u00a0\u3000集群", "产业集群"),
        ("people’s", "people's"),
        ("COVID\u201119", "covid-19"),
        ("2020—2025年", "2020-2025年"),
        ("“十四五”——规划", "「十四五」—规划"),
        ("§ 1983", "§1983"),
        ("5 ％", "5%"),
        ("国发〔2024〕5号", "国发【2024】 5 号"),
        ("Müller", "Mu\u0308ller"),
        ("Łódź, Ærø", "lodz,aero"),
        ("复甦", "复苏"),
        ("⻓效机制", "长效机制"),
        ("⺠⽣⻅附件", "民生见附件"),
        ("数値硏究", "数值研究"),
        ("瞭解", "了解"),
        ("計畫", "计划"),
        ("答覆", "答复"),
        ("Αθήνα", "ΑΘΗΝΑ"),
        ("ёлка", "ЕЛКА"),
        ("مُحَمَّد", "محمد"),
        ("٣٤", "34"),
        ("state-\nowned", "state-owned"),
        ("⼀般", "一般"),
    ],
)
def test_writings_that_mean_the_same_meet(written, other):
    assert fold(written) == fold(other)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("two words", "twowords"),
        ("3. 5", "3.5"),
        ("か", "が"),
        ("정보 보호", "정보보호"),
        ("भारत की", "भारतकी"),
        ("a-b", "ab"),
    ],
)
def test_what_is_not_the_same_stays_apart(written, other):
    assert fold(written) != fold(other)
