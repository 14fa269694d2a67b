import time

import pytest
from lxml import etree

from crawler.model.end_tags import with_end_tags
from crawler.model.page import parse_html


def body_of(markup):
    return etree.tostring(parse_html(f"<html><body>{markup}</body></html>").body, encoding="unicode", method="html")[
        6:-7
    ]


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        ("<ul><li><span>a<li><span>b</ul>", "<ul><li><span>a</span></li><li><span>b</span></li></ul>"),
        ("<UL><LI><SPAN>a<LI><SPAN>b</UL>", "<ul><li><span>a</span></li><li><span>b</span></li></ul>"),
        ("<ul><li><a>a<li><a>b</ul>", "<ul><li><a>a</a></li><li><a>b</a></li></ul>"),
        ("<ul><li><b><i>a<li><b>b</ul>", "<ul><li><b><i>a</i></b></li><li><b>b</b></li></ul>"),
        ("<ul><li><div>a<li><div>b</ul>", "<ul><li><div>a</div></li><li><div>b</div></li></ul>"),
        ("<ul><li><div>a</li><li>b</li></ul>", "<ul><li><div>a</div></li><li>b</li></ul>"),
        (
            "<dl><dt><span>a<dd><div>b<dt>c</dl>",
            "<dl><dt><span>a</span></dt><dd><div>b</div></dd><dt>c</dt></dl>",
        ),
        (
            "<table><tr><td><span>a<td><div>b<tr><th><font>c</table>d",
            "<table><tr><td><span>a</span></td><td><div>b</div></td></tr><tr><th><font>c</font></th></tr></table>d",
        ),
    ],
)
def test_rows_without_end_tags_are_siblings(markup, rows):
    assert body_of(markup) == rows


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li><span>a<ul><li>b</li></ul></span></li><li>c</li></ul><ul><li>d</li></ul><div>",
        "<ul><li><section>a<ul><li>b</li></ul></section></li></ul><div>",
        "<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table><div>",
        "<div><!-- <li><span>a<li> --><script>'<li><span>a<li>'</script><ul><li title='<li>'>b</li></ul>",
        "<ul><li><div/>a</li></ul><div>",
        "<ul><li>a</li><li>b</li></ul>",
    ],
)
def test_markup_without_omitted_end_tags_is_unchanged(markup):
    assert with_end_tags(markup) == markup


def test_long_list_without_end_tags_keeps_all_rows():
    assert len(parse_html("<ul>" + "<li><span>a" * 500 + "</ul>").findall(".//ul/li")) == 500


@pytest.mark.parametrize("part", ["<li>", '<li a="', "<td><!--", "<li><script ", "<li><a = ", "<div>"])
def test_time_is_linear(part):
    started = time.process_time()
    with_end_tags(part * 100_000)
    assert time.process_time() - started < 3


def test_search_for_open_elements_is_bounded():
    started = time.process_time()
    with_end_tags("<li><ul>" + "<div>" * 2_900 + "</li>" * 50_000)
    assert time.process_time() - started < 3
