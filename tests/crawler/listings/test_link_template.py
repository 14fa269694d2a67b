"""Tests of listings whose links are made with a template."""

import pytest

from crawler.listings import read_listing
from tests.crawler.builders import LISTING, SITE, TODAY, a_page, a_source, document, links_of, titles_of, urls_of

HANDLERS = document(
    "<ul>",
    *(
        f"""<li><a href="javascript:;" onclick="openDoc('{number}', this)">关于开展试点工作的通知之{number}</a>"""
        f"""<span>2024-05-1{number}</span></li>"""
        for number in range(1, 5)
    ),
    "</ul>",
)
SELECT = {"item": "li", "link": "/doc?id={id}", "link_pattern": r"openDoc\('(?P<id>\d+)'"}


def test_links_titles_and_dates_come_from_rows_with_handlers():
    links = links_of(HANDLERS, select=SELECT)
    assert [link.url for link in links] == [f"{SITE}/doc?id={number}" for number in range(1, 5)]
    assert links[0].title == "关于开展试点工作的通知之1"
    assert str(links[3].published_on) == "2024-05-14"


def test_the_title_and_date_have_their_own_selectors():
    page = document("<div class=r data-id=7><b>关于甲的通知</b><i>置顶</i><em>2024-05-02</em></div>")
    [link] = links_of(page, select={"item": ".r", "link": "/d/{data-id}", "title": "b", "date": "em"})
    assert (link.url, link.title, str(link.published_on)) == (f"{SITE}/d/7", "关于甲的通知", "2024-05-02")


def test_a_row_with_the_value_itself_has_its_text_without_the_date_as_title():
    page = document("<table><tr data-id=7><td>关于甲的通知</td><td>2024-05-02</td></tr></table>")
    assert titles_of(page, select={"item": "tr", "link": "/d/{data-id}"}) == ["关于甲的通知"]


def test_a_link_beside_the_value_is_the_title():
    page = document("<ul><li><input value=7><a href='javascript:;'>关于甲的通知</a></li></ul>")
    assert titles_of(page, select={"item": "li", "link": "/d/{value}"}) == ["关于甲的通知"]


def test_rows_without_a_value_are_left_out():
    page = document("<ul><li data-id=7>关于甲的通知</li><li>更多</li><li data-id='..'>上级</li></ul>")
    assert urls_of(page, select={"item": "li", "link": "/d/{data-id}"}) == [f"{SITE}/d/7"]


@pytest.mark.parametrize(
    "value",
    ["//evil.example/", "https://evil.example/", "\\\\evil.example", "@evil.example", "\t//evil.example", "%2F%2Fe"],
)
@pytest.mark.parametrize(
    "template", ["/{data-id}", "?{data-id}", "x/{data-id}", f"{SITE}/{{data-id}}", "/{data-id}/../"]
)
def test_no_row_and_no_base_element_chooses_another_host(value, template):
    page = document(f'<base href="https://evil.example/"><ul><li data-id="{value}">关于甲的通知</li></ul>')
    for url in urls_of(page, select={"item": "li", "link": template}):
        assert url.startswith(f"{SITE}/")


def test_a_template_may_name_another_host():
    page = document("<ul><li data-id=7>关于甲的通知</li></ul>")
    select = {"item": "li", "link": "https://files.example.org/d/{data-id}.html"}
    assert urls_of(page, select=select) == ["https://files.example.org/d/7.html"]


def test_values_in_the_query_have_the_encoding_of_the_page():
    body = document("<meta charset=gbk><ul><li data-id='通知'>关于甲的通知</li></ul>").encode("gbk")
    page = a_page(body, url=LISTING, content_type="text/html; charset=gbk")
    source = a_source(select={"item": "li", "link": "/d?key={data-id}"})
    assert [link.url for link in read_listing(page, source, TODAY).links] == [f"{SITE}/d?key=%CD%A8%D6%AA"]


def test_a_publishing_system_has_its_own_rows():
    store = "<record><![CDATA[<li data-id='7'>关于甲的通知<span>2024-05-02</span></li>]]></record>"
    script = f'<script type="text/xml"><datastore><recordset>{store}</recordset></datastore></script>'
    page = f'<html><body><div id="1">{script}</div></body></html>'
    assert urls_of(page, type="jpage", select={"link": "/d/{data-id}"}) == [f"{SITE}/d/7"]
