"""Posts of discussions: read without their authors, dates and signatures, in the markup of any software."""

import pytest

from crawler.reading.main_text import read_main_text
from tests.crawler.builders import a_page

POSTS = (
    "The pump in the cellar stops after ten minutes, and nobody here knows why.",
    "Mine did the same, until I cleaned the filter, which was full of sand.",
    "Thanks!",
    "If the filter is clean, measure the current, because the bearing may be worn.",
)
AUTHORS = ("Margaret", "ole_pump", "Margaret", "Ines")
XENFORO = (
    "<article class=message id=post-{n}><h4 class=name><a href=/u/{n}>{author}</a></h4><div>Member since 2019</div>"
    "<time>Mar {n}, 2025</time><div class=bbWrapper>{post}</div>"
    "<aside class=message-signature>{author} repairs all pumps, and sells some.</aside></article>"
)
PHPBB = (
    "<div class='post bg{n}' id=p{n}><dl><dt><a href=/u/{n}>{author}</a></dt><dd>Posts: 12{n}</dd></dl>"
    "<p class=author>» Tue Mar 0{n}, 2025 8:0{n} pm</p><div class=content>{post}</div>"
    "<div class=signature>Never trust a pump, wherever it comes from.</div></div>"
)
DISCUZ = (
    "<table><tr><td rowspan=2><a href=/u/{n}>{author}</a><p>积分 1{n}</p></td>"
    "<td><em>发表于 2025-3-{n} 20:0{n}</em></td></tr><tr><td class=t_f id=postmessage_{n}>{post}</td></tr></table>"
)
CHINESE = (
    "地下室的水泵运行十分钟后就停机，不知道是什么原因。",
    "我的也一样，后来把滤网清洗干净，里面全是沙子。",
    "谢谢！",
    "如果滤网是干净的，请测量电流，因为轴承可能已经磨损。",
)
SIDE = "<div class=box><div class=teaser>A new pump for old cellars, in the shop.</div><p>5 left</p></div>" * 2


def _thread(markup, posts=POSTS):
    rows = zip(AUTHORS, posts, strict=True)
    filled = "".join(markup.format(n=number, author=author, post=post) for number, (author, post) in enumerate(rows, 1))
    return f"<html><head><title>Pump stops | Pumps</title></head><body><h1>Pump stops</h1>{filled}{SIDE}</body></html>"


@pytest.mark.parametrize(
    ("markup", "posts"), [(XENFORO, POSTS), (PHPBB, POSTS), (DISCUZ, POSTS), (XENFORO, CHINESE), (DISCUZ, CHINESE)]
)
@pytest.mark.parametrize("path", ["threads/pump-stops.12/", "thread-12-1-1.html", "viewtopic.php?t=12"])
def test_posts_are_read_without_authors_dates_and_signatures(markup, posts, path):
    text = read_main_text(a_page(_thread(markup, posts), url=f"https://www.example.org/{path}")).text
    assert text.splitlines() == list(posts)


def test_nested_replies_are_read_once():
    page = "<h1>Pump stops</h1>"
    for number, post in enumerate(POSTS, 1):
        page += f"<div class=comment><p>Ines, {number} days ago</p><div class=md>{post}</div>"
    page += "</div>" * len(POSTS)
    assert read_main_text(a_page(page, url="https://www.example.org/topic/12")).text.splitlines() == list(POSTS)


@pytest.mark.parametrize(
    "heading", ["<h3>{n}. How long may the pump run?</h3>", "<h2>Chapter {n}: the whole pump</h2>"]
)
def test_sections_below_headings_are_no_posts(heading):
    sections = "".join(
        f"{heading}<div class=answer>{post}</div>".replace("{n}", str(n)) for n, post in enumerate(POSTS)
    )
    text = read_main_text(a_page(f"<h1>Pumps</h1>{sections}", url="https://www.example.org/faq/pumps")).text
    assert "pump" in text.lower()
    assert any(line.rstrip("?").endswith(("run", "whole pump")) for line in text.splitlines())


def test_notes_in_a_text_are_no_posts():
    prose = "".join(
        f"<p>Paragraph {n} of the manual explains the parts of the pump, and their use.</p>" for n in range(30)
    )
    note = "<div class=note>Switch off the pump, before you open it.</div>"
    page = f"<h1>Manual</h1><article><p>Step 1 follows, as shown.</p>{note}{prose}{note}</article>"
    assert "Paragraph 12" in read_main_text(a_page(page, url="https://www.example.org/topics/manual/")).text


def test_paragraphs_with_a_class_are_no_posts():
    prose = "".join(f"<p class=text>Paragraph {n} explains the parts of the pump, and their use.</p>" for n in range(9))
    page = f"<h1>Manual</h1><article>{prose}<ul><li>one, and only one, important thing for 2026</li></ul></article>"
    text = read_main_text(a_page(page, url="https://www.example.org/topics/manual/")).text
    assert "important thing" in text


def test_the_posts_of_a_page_that_nothing_else_marks_as_a_discussion_need_dates():
    text = read_main_text(a_page(_thread(XENFORO), url="https://www.example.org/s/12")).text
    assert "Mine did the same" in text
