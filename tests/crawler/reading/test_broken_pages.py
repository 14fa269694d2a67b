"""Broken and hostile pages: always a text or a ReadingError."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.errors import ReadingError
from crawler.reading.main_text import read_main_text
from tests.crawler.builders import a_page, unhurried
from tests.crawler.reading.portals import LAYOUTS, PORTALS, portal_page
from tests.crawler.reading.test_portals import LONG, characters

TAGS = "div p span table tr td ul li a h1 br pre b script style textarea select font form noscript svg".split()
MARKUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
        st.sampled_from(
            ["<!-- ", " -->", "<![CDATA[", "]]>", "&amp;amp;lt;p&gt;", "&#0;", "&#xD800;", "\u202e", "\x00"]
        ),
        st.sampled_from(
            ["<a href='x'>下一篇</a>", "<td>甲</td>", "请认真贯彻执行，确保落实到位。", "<?x", "</", "<a href='"]
        ),
        st.text(max_size=20),
    ),
    max_size=60,
).map("".join)


@given(MARKUP)
@unhurried
def test_any_markup_gives_a_text_or_a_reading_error(markup):
    with suppress(ReadingError):
        assert isinstance(read_main_text(a_page(f"<html><body>{markup}")).text, str)


@given(st.sampled_from(sorted(PORTALS)), st.sampled_from(sorted(LAYOUTS)), st.floats(0, 1))
@unhurried
def test_a_page_may_break_off_anywhere(portal, layout, share):
    body = portal_page(LONG, portal=portal, layout=layout)
    with suppress(ReadingError):
        read_main_text(a_page(body[: int(len(body) * share)]))


@pytest.mark.parametrize("depth", [100, 249, 256, 1_000, 10_000])
@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ul><li"])
def test_deep_nesting_loses_nothing(depth, tag):
    text = "".join(f"<p>{line}</p>" for line in LONG.splitlines())
    ends = "".join(f"</{tag_name.strip('<>')}>" for tag_name in reversed(tag.split("><")))
    page = a_page(f"<html><body>{f'<{tag}>' * depth}{text}{ends * depth}<p>后文，也要保留下来。</p></body></html>")
    found = characters(read_main_text(page).text)
    assert not characters(LONG) - found


def test_marks_and_null_bytes_do_not_hide_the_text():
    body = portal_page(LONG).replace("人民政府".encode(), "人民\u202e\x00政府".encode())
    found = read_main_text(a_page(body)).text
    assert found.count("人民\u202e政府") == LONG.count("人民政府")


def test_entities_in_entities_are_read_once():
    body = portal_page("各单位：请将&lt;申报表&gt;填写完整，于六月底前报送市局。")
    assert "将&lt;申报表&gt;填" in read_main_text(a_page(body)).text


def test_a_vast_table_keeps_its_rows():
    rows = "".join(f"<tr><td>{at}</td><td>企业{at}有限公司</td><td>高新区</td></tr>" for at in range(8_000))
    page = a_page(f"<html><body><h1>关于公布名单的通知</h1><div id=zoom><table>{rows}</table></div></body></html>")
    lines = read_main_text(page).text.splitlines()
    assert (len(lines), lines[7]) == (8_000, "7\t企业7有限公司\t高新区")
