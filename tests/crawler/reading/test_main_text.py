from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.errors import ReadingError
from crawler.reading.main_text import read_main_text
from tests.crawler.builders import a_page, an_article, unhurried

PAGE = a_page(
    an_article().replace(
        '<div class="footer">',
        '<div id="zoom"><h2>附件</h2><p>第一行<br>第二行</p><p>第 三 行<script>x()</script><style>p {}</style></p>'
        "<!-- remark --><ul><li>甲</li><li>乙</li></ul></div>后文"
        '<div class="footer">',
    )
)


@pytest.mark.parametrize("selector", ["#zoom", "//div[@id='zoom']", "(//div[@id='zoom'])[1]", "div#zoom, p.none"])
def test_the_selected_body_is_taken_as_it_stands_line_by_line(selector):
    main = read_main_text(PAGE, selector)
    assert main.text.splitlines() == ["附件", "第一行", "第二行", "第 三 行", "甲", "乙"]


def test_a_line_break_of_the_source_is_a_space():
    page = a_page("<html><body><div id=a><p>各县区人民政府，\n    市直各部门：</p></div></body></html>")
    assert read_main_text(page, "#a").text == "各县区人民政府， 市直各部门："


def test_of_several_selected_elements_the_first_is_the_body():
    assert read_main_text(PAGE, "#zoom p").text == "第一行\n第二行"


@pytest.mark.parametrize("selector", [".none", "//p/text()", "//comment()", "//p/@class"])
def test_a_selector_that_finds_no_element_leaves_the_body_to_be_found(selector):
    assert "认真贯彻执行" in read_main_text(PAGE, selector).text


@pytest.mark.parametrize("selector", ["body", "//body", "html", "/html"])
def test_the_whole_page_may_be_selected(selector):
    text = read_main_text(PAGE, selector).text
    assert "首页" in text
    assert "x()" not in text


def test_the_cells_of_a_table_stand_apart():
    page = a_page("<html><body><table id=t><tr><td>任务</td><td>单位</td></tr><tr><td>甲</td><td>乙</td></tr></table>")
    lines = read_main_text(page, "#t").text.splitlines()
    assert len(lines) >= 2
    assert "甲" in lines[-1]


def test_selecting_a_body_does_not_change_the_title():
    assert read_main_text(PAGE, "#zoom").title == read_main_text(PAGE).title


def test_a_page_that_gives_no_main_text_is_taken_whole():
    main = read_main_text(a_page("<html><body><select><option>甲</option><option>乙</option></select></body></html>"))
    assert "甲" in main.text


def test_a_paragraph_that_is_a_mail_link_is_part_of_the_text():
    mail = '<p><a href="mailto:论文请于9月20日前发送">论文请于9月20日前，各单位收集筛选后打包发送至邮箱。</a></p>'
    page = a_page(an_article().replace("</p>", f"</p>{mail}", 1))
    assert "论文请于9月20日前" in read_main_text(page).text


@pytest.mark.parametrize("text", ["", " ", "<!-- x -->", "\x00"])
def test_what_is_no_html_is_an_error(text):
    with pytest.raises(ReadingError):
        read_main_text(a_page(text))


@given(st.text(max_size=300))
@unhurried
def test_no_page_makes_reading_raise_anything_but_a_reading_error(text):
    raw = text.encode("utf-8", "replace")
    for body in (raw, b"<html><body><div id=a>" + raw + b"</div></body></html>"):
        with suppress(ReadingError):
            read_main_text(a_page(body), "#a")


def test_an_article_that_trafilaturas_own_rules_cut_short_is_found_by_its_other_extractors():
    sentence = "The committee adopted the report on rural roads and asked the ministry to publish the figures. "
    blocks = "".join(f"<div>{number}. {sentence * 2}</div>" for number in range(12))
    page = a_page(
        f"<html lang=en><body><h1>Rural roads</h1><article><p>{sentence * 3}</p></article><section>{blocks}</section>"
    )
    main = read_main_text(page)
    assert main.by == "trafilatura"
    assert [number for number in range(12) if f"{number}. The committee" not in main.text] == []


SENTENCES = (
    "The pump stops after ten minutes and the fuse is hot to the touch.",
    "Check the float switch first, mine had the same fault last spring.",
    "I replaced the relay and it has been running without trouble ever since.",
    "The manual says that the cable must not be longer than thirty metres.",
)
POSTS = "".join(
    f'<div class="comment-item"><a href="/u/{number}">user{number}</a>'
    f"<p>{SENTENCES[number % 4]} Post {number}. {SENTENCES[(number + 1) % 4]}</p></div>"
    for number in range(40)
)
ARTICLE = "".join(f"<p>{sentence} {sentence.upper()}</p>" for sentence in SENTENCES)


def _pump_page(inside: str) -> str:
    return (
        "<html lang=en><head><title>Pump stops</title></head><body><nav><a href=/>Home</a></nav>"
        f"<div id=main><h1>Pump stops after ten minutes</h1>{inside}</div><footer>Contact</footer></body></html>"
    )


def test_a_page_that_consists_of_posts_is_read_with_all_of_them_whatever_its_address():
    text = read_main_text(a_page(_pump_page(f"<div class=list>{POSTS}</div>"))).text
    assert [number for number in range(40) if f"Post {number}." not in text] == []


def test_an_article_is_read_without_the_comments_below_it_however_many_there_are():
    text = read_main_text(a_page(_pump_page(f"<article>{ARTICLE}</article><div id=comments>{POSTS}</div>"))).text
    assert [sentence for sentence in SENTENCES if sentence.upper() not in text] == []
    assert "Post " not in text


@pytest.mark.parametrize(
    ("url", "marked"),
    [
        ("https://www.example.org/showthread.php?t=12", ""),
        ("https://www.example.org/viewtopic.php?f=1&t=12", ""),
        ("https://www.example.org/index.php?showtopic=12", ""),
        ("https://www.example.org/discussion/12/pump-stops", ""),
        ("https://bbs.example.org/12", ""),
        ("https://www.example.org/12", "itemscope itemtype='https://schema.org/DiscussionForumPosting'"),
        ("https://www.example.org/12", "itemscope itemtype='http://schema.org/QAPage'"),
    ],
)
def test_a_discussion_is_read_with_its_replies(url, marked):
    page = _pump_page(f"<article {marked}>{ARTICLE}</article><div id=comments>{POSTS}</div>")
    text = read_main_text(a_page(page, url=url)).text
    assert [number for number in range(40) if f"Post {number}." not in text] == []
