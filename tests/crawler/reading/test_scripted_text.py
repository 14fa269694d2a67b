import asyncio
import base64
import json
from urllib.parse import quote

import pytest

from crawler.model.errors import GoneError, NotAPageError, ReadingError
from crawler.model.link import Link
from crawler.model.notice import TEXT_NOT_FOUND
from crawler.polling.frames import fetched_frames
from crawler.polling.notice_steps import frames_of, with_frame_texts
from crawler.reading import read_page
from tests.crawler.builders import SITE, FakeFetcher, a_page, a_source

ONE = f"{SITE}/art/1.html"
TITLE = "云川市工业和信息化局关于开展桥梁养护示范认定工作的通知"
LINES = (
    "各县（市、区）工业和信息化主管部门，各有关企业：",
    "为贯彻落实市委、市政府决策部署，推动产业高质量发展，现就开展认定工作有关事项通知如下。",
    "一、申报程序。由各县（市、区）主管部门负责初审，请于2026年12月12日前将申报材料报送市工业和信息化局。",
    "二、保障措施。各有关部门要加强组织领导，强化政策支持。",
)
MARKUP = "".join(f"<p>{line}</p>" for line in LINES)
ESCAPED = MARKUP.replace("<", "&lt;").replace(">", "&gt;")
AROUND = (
    '<html><head><meta charset="utf-8"><title>{title}</title></head><body><div class="nav"><a href="/">首页</a></div>'
    '<div class="article"><h1>{title}</h1><div class="info">发布时间:2026-11-21 来源:市工业和信息化局</div>'
    '<div class="content" id="zoom">{body}</div></div>{after}<div class="footer">主办:云川市人民政府办公室</div>'
    "</body></html>"
)


def shell(body, after=""):
    return a_page(AROUND.format(title=TITLE, body=body, after=after), url=ONE)


def in_script(code):
    return f"<script>{code}</script>"


FORMS = {
    "srcdoc": f'<iframe srcdoc="{ESCAPED}"></iframe>',
    "textarea": f'<textarea style="display:none">{ESCAPED}</textarea><div id="show"></div>',
    "textarea with markup": f"<textarea>{MARKUP}</textarea>",
    "textarea with plain text": "<textarea readonly>" + "\n".join(LINES) + "</textarea>",
    "template": f'<template id="t">{MARKUP}</template>',
    "script template": f'<script type="text/html" id="t">{MARKUP}</script>',
    "x-template": f'<script type="text/x-template">{MARKUP}</script>',
    "handlebars": f'<script type="text/x-handlebars-template">{MARKUP}</script>',
    "noscript": f"<noscript>{MARKUP}</noscript>",
    "hidden": f'<div style="display:none">{MARKUP}</div><div id="show"></div>',
    "hidden attribute": f"<div hidden>{MARKUP}</div>",
    "invisible": f'<div style="visibility: hidden">{MARKUP}</div>',
    "hidden input": f'<input type="hidden" id="c" value="{ESCAPED}">',
    "data attribute": f'<div data-content="{ESCAPED}"></div>',
    "document.write": in_script(f'document.write("{MARKUP}")'),
    "several writes": in_script("".join(f"document.writeln('<p>{line}</p>');" for line in LINES)),
    "variable": in_script(f'var content="{MARKUP}";document.getElementById("show").innerHTML=content;'),
    "sum": in_script("var c=" + " + ".join(f"'<p>{line}</p>'" for line in LINES)),
    "template string": in_script(f"const c = `{MARKUP}`; zoom.innerHTML = c;"),
    "escapes": in_script("var c=" + json.dumps(MARKUP).replace("/", "\\/")),
    "percent": in_script(f'document.write(decodeURIComponent("{quote(MARKUP)}"))'),
    "unescape": in_script('document.write(unescape("' + "".join(f"%u{ord(c):04X}" for c in MARKUP) + '"))'),
    "base64": in_script(f'show(atob("{base64.b64encode(MARKUP.encode()).decode()}"))'),
    "json in a script": f'<script id="d" type="application/json">{json.dumps({"id": 1, "content": MARKUP})}</script>',
    "entities in a script": in_script(f'var c="{ESCAPED}"; show(c)'),
    "JSON-LD": '<script type="application/ld+json">' + json.dumps({"articleBody": "\n".join(LINES)}) + "</script>",
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_in_which_a_text_stands_elsewhere(form):
    notice = read_page(shell(FORMS[form]))
    assert notice.title == TITLE
    assert notice.text.splitlines() == list(LINES)
    assert [str(deadline.date) for deadline in notice.deadlines] == ["2026-12-12"]
    assert notice.warnings[0].code == "main_text"


@pytest.mark.parametrize("form", ["variable", "escapes", "template string"])
def test_a_script_may_stand_after_the_article(form):
    assert read_page(shell("", after=FORMS[form])).text.splitlines() == list(LINES)


SPAM = "<p>澳门百家乐现金网注册送彩金，真人娱乐城官方网站，欢迎各位玩家前来注册体验，提现秒到账，信誉第一。</p>"


@pytest.mark.parametrize(
    "spam",
    [
        f"<noscript>{SPAM}</noscript>",
        f"<template>{SPAM}</template>",
        f'<div style="display:none">{SPAM}</div>',
        in_script(f'document.write("{SPAM}")'),
        f'<script type="text/template">{SPAM}</script>',
    ],
)
def test_what_is_hidden_is_left_where_the_page_shows_a_text(spam):
    notice = read_page(shell(MARKUP + spam))
    assert notice.text.splitlines() == list(LINES)
    assert notice.warnings == ()


@pytest.mark.parametrize(
    "body",
    [
        "",
        in_script('fetch("/api/article?id=1").then(render)'),
        "<noscript>您的浏览器不支持JavaScript，请启用脚本后刷新页面再试一次，谢谢您的理解与支持。</noscript>",
        "<p>正在加载中，请稍候...</p>",
        '<div id="app"></div>' + in_script("var app = new Vue({el: '#app', data: {list: [], page: 1, size: 20}})"),
        '<iframe src="https://other.example.com/embed/1"></iframe>',
    ],
)
def test_a_page_whose_text_needs_scripts_is_a_notice_by_its_title(body):
    notice = read_page(shell(body))
    assert (notice.title, notice.text) == (TITLE, TITLE)
    assert notice.warnings[0].code == TEXT_NOT_FOUND


def test_the_listing_gives_the_title_of_a_page_that_is_built_by_a_script():
    page = a_page("<html><head><title>云川市人民政府</title></head><body><div id=app></div><script src=a.js></script>")
    assert read_page(page, Link(url=ONE, title=TITLE)).title == TITLE
    with pytest.raises(ReadingError):
        read_page(page)


def framed(page, **answers):
    fetcher = FakeFetcher(**answers)

    async def work():
        ends = asyncio.get_running_loop().time() + 9
        return with_frame_texts(page, await fetched_frames(fetcher, frames_of(page), a_source(), ends))

    return asyncio.run(work()), fetcher


FRAME = f"{SITE}/content/1.html"


@pytest.mark.parametrize(
    "frame",
    [
        f"<html><body>{MARKUP}</body></html>",
        f"<html><head><title>无标题文档</title></head><body><div class=TRS_Editor>{MARKUP}</div></body></html>",
        MARKUP,
    ],
)
@pytest.mark.parametrize(
    "tag", ['<iframe src="/content/1.html"></iframe>', '<iframe data-src="../content/1.html"></iframe>']
)
def test_the_text_of_a_frame_of_the_same_site_is_part_of_the_page(frame, tag):
    page, fetcher = framed(shell(tag), **{FRAME: a_page(frame, url=FRAME)})
    assert fetcher.urls == [FRAME]
    notice = read_page(page)
    assert (notice.title, notice.text.splitlines()) == (TITLE, list(LINES))
    assert page.final_url == ONE


def test_a_frame_beside_a_text_is_not_fetched():
    page = shell(MARKUP + '<iframe src="/content/1.html"></iframe>')
    read, fetcher = framed(page)
    assert (read, fetcher.urls) == (page, [])


@pytest.mark.parametrize(
    "src", ["https://other.example.com/1.html", "/a.pdf", "about:blank", "javascript:void(0)", "/art/1.html", ""]
)
def test_other_frames_are_not_fetched(src):
    assert framed(shell(f'<iframe src="{src}"></iframe>'))[1].urls == []


def test_a_frame_that_cannot_be_had_costs_no_notice():
    page, _ = framed(shell('<iframe src="/content/1.html"></iframe>'), **{FRAME: GoneError()})
    assert read_page(page).warnings[0].code == TEXT_NOT_FOUND


def test_a_frame_that_is_a_file_is_an_attachment():
    page, _ = framed(shell('<iframe src="/content/1.html"></iframe>'), **{FRAME: NotAPageError()})
    assert [file.url for file in read_page(page).attachments] == [FRAME]


def test_so_many_frames_are_fetched_at_most():
    page = shell("".join(f'<iframe src="/content/{number}.html"></iframe>' for number in range(5)))
    answers = {f"{SITE}/content/{number}.html": a_page("<p></p>") for number in range(5)}
    assert len(framed(page, **answers)[1].urls) == 2


def test_an_arrow_in_a_long_hidden_text_does_not_make_it_code():
    numbered = [
        f"第{number}条 主管部门应当自收到材料之日起{number}个工作日内完成初审，并告知申报单位。" for number in range(40)
    ]
    markup = "".join(f"<p>{line}</p>" for line in [*numbered, "报送流程：县级初审 => 市级复审。"])
    text = read_page(shell(f"<noscript>{markup}</noscript>")).text
    assert [line for line in numbered if line not in text] == []
