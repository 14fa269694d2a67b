import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.messages.escape import ADDRESS_LIMIT, address, escape_text
from monitor.text.sanitize import character_boundary, cut, plain
from tests.monitor.messages.attacks import ATTACKS, faults

_PIECES = st.sampled_from(
    ["http", "://", "www", ".", "evil", "com", "@", "all", "<", "!", "](", "[", "a", " ", "集", "/"]
)


@given(st.text(st.sampled_from("集群，。“”—…《〈〩〪ａＡ～ -~\t\u3000\u2028\u200b\u0301️") | st.characters()))
def test_ordinary_texts_need_no_search_for_invisible_characters(text):
    with patch("monitor.text.sanitize._ORDINARY", re.compile("(?!)")):
        searched = plain(text)
    assert plain(text) == searched


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_what_a_hostile_page_holds_does_no_harm(attack):
    assert faults(escape_text(attack)) == []
    assert "\n" not in escape_text(attack)


@given(st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=40))
def test_no_text_does_harm(text):
    assert faults(escape_text(text)) == []
    assert escape_text(escape_text(text)) == escape_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "增长3.5%,达到10.2亿元",
        "申报表.docx",
        "第1.2.3条",
        "研发投入<5%且>3%",
        "“十四五”规划(2021—2025年)",
        "Ph.D. and U.S. firms, e.g. 5",
        "a < b",
        "比例为1:2",
        "①支持AI+制造 C++",
        "甬政发〔2024〕5号",
    ],
)
def test_what_is_harmless_stays_as_it_is(text):
    assert escape_text(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请登录www.evil.com查询", "请登录www[.]evil[.]com查询"),
        ("联系jxw@nb.gov.cn", "联系jxw＠nb[.]gov[.]cn"),
        ("网站:中文.中国", "网站:中文[.]中国"),
        ("<!channel>", "＜!channel>"),
        ("https://gov.cn/a", "https[:]//gov[.]cn/a"),
    ],
)
def test_what_is_changed_can_still_be_read(text, shown):
    assert escape_text(text) == shown


FAMILY = "👨\u200d👩\u200d👧"
FLAG = "🇨🇳"
ACCENT = "e\u0301"


class TestCharacters:
    def test_emoji_of_several_parts_stay_whole_and_joiners_elsewhere_go(self):
        assert plain(f"{FAMILY}a\u200db") == f"{FAMILY}ab"

    @pytest.mark.parametrize("character", [FAMILY, FLAG, ACCENT, "👍🏽", "각"])
    def test_no_cut_goes_through_what_is_read_as_one_character(self, character):
        text = "集" * 7 + character * 3 + "群" * 30
        for limit in range(1, len(text)):
            left = cut(text, limit).removesuffix("…")
            assert len(left) < limit
            assert left.replace(character, "").strip("集群") == ""

    def test_a_character_without_end_is_cut_all_the_same(self):
        assert 0 < len(cut("a" + "\u0301" * 10_000, 100)) <= 100

    @given(st.text(max_size=80), st.integers(-5, 100))
    def test_a_place_moves_back_only(self, text, place):
        assert 0 <= character_boundary(text, place) <= max(0, min(place, len(text)))


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "safe"),
        [
            ("https://a.cn/x?a=1&b=2#c", "https://a.cn/x?a=1&b=2#c"),
            ("https://a.cn/x y_(1)*<b>@all", "https://a.cn/x%20y_%281%29%2A%3Cb%3E%40all"),
            ("https://a.cn/通知.html", "https://a.cn/%E9%80%9A%E7%9F%A5.html"),
            ("http://中国.cn/", "http://xn--fiqs8s.cn/"),
            ("http://127.0.0.1:80/", "http://127.0.0.1:80/"),
            ("http://[::1]:80/", "http://[::1]:80/"),
        ],
    )
    def test_an_address_of_the_web_is_a_link_that_means_nothing_in_any_format(self, url, safe):
        assert address(url) == safe

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.com/x",
            "file:///etc/passwd",
            "https://gov.cn@evil.com/",
            "http://a b/",
            "http:///x",
            "https://a.cn\n.evil.com/",
            "http://[::1/",
            "",
            "x",
            f"https://a.cn/{'x' * ADDRESS_LIMIT}",
            "http://a.cn\\@evil.com/",
        ],
    )
    def test_no_other_is_one(self, url):
        assert address(url) == ""

    @given(st.text(max_size=60))
    def test_nothing_in_an_address_ends_it(self, text):
        assert re.fullmatch(r"(https://a\.cn/[A-Za-z0-9/?#&=+;,:%._~-]*)?", address(f"https://a.cn/{text}"))
