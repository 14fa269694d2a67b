import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.page import parse_html
from crawler.reading.attachment_links import MOST, attachment_links
from tests.crawler.builders import unhurried

PAGE = "https://www.example.gov.cn/zwgk/202406/t1.html"


def links(body, base=PAGE):
    return [(link.name, link.url) for link in attachment_links(parse_html(f"<html><body>{body}</body></html>"), base)]


def urls(body, base=PAGE):
    return [url.removeprefix("https://www.example.gov.cn") for _, url in links(body, base)]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./P020240606.pdf", "/zwgk/202406/P020240606.pdf"),
        ("/a/附件1.DOCX#page=2", "/a/附件1.DOCX"),
        ("/download.jsp?id=7&amp;file=%E6%96%B9%E6%A1%88.xlsx", "/download.jsp?id=7&file=%E6%96%B9%E6%A1%88.xlsx"),
        ("//www.example.gov.cn/b.ofd", "/b.ofd"),
        ("/c.rar", "/c.rar"),
        ("/d.wps", "/d.wps"),
    ],
)
def test_links_to_files_are_found_by_their_ending(href, url):
    assert urls(f'<p><a href="{href}">附件</a></p>') == [url]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/t2.html">下一篇.html</a>',
        "<a href=\"javascript:down('/a.pdf')\">附件.pdf</a>",
        '<a href="ftp://a.cn/a.pdf">附件</a>',
        '<a href="file:///etc/a.pdf">附件</a>',
        '<a href="mailto:a@b.cn">a.doc</a>',
        '<a href="http://[bad/a.pdf">附件</a>',
        '<a href="/download?id=3">下载</a>',
        "<a>附件.pdf</a>",
        '<iframe src="/share.html"></iframe>',
    ],
)
def test_other_links_are_none(link):
    assert urls(link) == []


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/get?id=3" download>方案</a>',
        '<a href="/get?id=3" download="方案.docx">下载</a>',
        '<a href="/attach/get?id=3">附件：方案.docx</a>',
        '<a href="/download?id=3" title="方案.pdf">下载</a>',
        '<iframe src="/pdfjs/web/viewer.html?file=%2Fget%2Fa.pdf"></iframe>',
        '<iframe src="/get/a.pdf#toolbar=0"></iframe>',
        '<embed src="/get/a" type="application/pdf">',
        '<object data="/get/a.pdf"></object>',
    ],
)
def test_downloads_and_viewers_are_found(link):
    assert [url[:4] for url in urls(link)] in (["/get"], ["/att"], ["/dow"])


def test_a_name_is_the_links_text_else_its_title_else_the_files():
    by_text = '<a href="/a.pdf"> 附件1： <b>方案</b></a>'
    by_title = '<a href="/b.pdf" title="表格"><img></a>'
    by_file = '<a href="/%E8%A1%A8.xls"></a>'
    assert [name for name, _ in links(by_text + by_title + by_file)] == ["附件1： 方案", "表格", "表.xls"]


def test_a_file_is_named_once_and_in_the_pages_order():
    body = '<a href="/b.pdf">二</a><a href="/a.pdf">一</a><a href="http://www.example.gov.cn/b.pdf">二</a>'
    assert urls(body) == ["/b.pdf", "/a.pdf"]


def test_the_base_of_the_page_counts():
    body = '<a href="a.pdf">附件</a>'
    tree = parse_html(f'<html><head><base href="/files/"></head><body><div id="x">{body}</div></body></html>')
    [found] = attachment_links(tree.get_element_by_id("x"), PAGE)
    assert found.url == "https://www.example.gov.cn/files/a.pdf"


@pytest.mark.parametrize(
    "around", ['<div class="footer">{}</div>', "<nav>{}</nav>", '<ul id="nav"><li>{}</li></ul>', "<aside>{}</aside>"]
)
def test_what_a_site_shows_everywhere_is_left_out(around):
    assert urls(around.format('<a href="/guide.pdf">使用指南</a>')) == []
    assert urls(f'<div class="article-footer-files">{around.format("")}<a href="/a.pdf">附件</a></div>') == ["/a.pdf"]


def test_at_most_so_many_are_named():
    assert len(urls("".join(f'<a href="/{number}.pdf">x</a>' for number in range(MOST + 50)))) == MOST


@given(st.text(), st.sampled_from(['<a href="{}">x</a>', '<iframe src="{}"></iframe>', '<a download="{}" href="/x">']))
@unhurried
def test_whatever_an_address_holds_nothing_is_raised(text, around):
    for _, url in links(around.format(text.replace('"', "") + ".pdf")):
        assert url.startswith(("http://", "https://"))
