"""Hidden blocks that belong to the article are kept, and a text that may be incomplete causes a warning."""

from datetime import UTC, datetime

import pytest
from lxml.html import fromstring

from crawler.model.codes import WarningCode
from crawler.model.notice import Notice
from crawler.model.page import Page
from crawler.model.reason import WarningReason
from crawler.model.source import Source
from crawler.reading import read_page
from crawler.reading.completeness import LITTLE_SHARE, completeness_warnings
from crawler.reading.main_text.choose import choose
from crawler.reading.main_text.layout import page_layout
from crawler.reading.main_text.visible import MOST_PROSE, visible_text

TITLE = "关于做好全市渡口安全检查工作的通知"
SENTENCES = [f"第{number}项，各有关单位要认真组织检查，并将有关情况及时报送市交通局。" for number in "一二三四五六"]
FIRST = "".join(f"<p>{words}</p>" for words in SENTENCES[:3])
REST = "".join(f"<p>{words}</p>" for words in SENTENCES[3:])
OTHER = "".join(
    f"<p>其他第{number}条消息，介绍了另外一个城市的图书馆开放时间，欢迎大家前往。</p>" for number in range(9)
)


def _read(body: str, source: Source | None = None) -> Notice:
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>"
    page = Page(
        url="https://www.example.gov.cn/a.html", body=html.encode(), fetched_at=datetime(2025, 3, 1, tzinfo=UTC)
    )
    return read_page(page, source=source)


@pytest.mark.parametrize(
    "body",
    [
        f'<div id="js_content" class="rich_media_content" style="visibility: hidden; opacity: 0;">{FIRST}{REST}</div>',
        f'<div id="js_content" style="visibility:hidden">{FIRST}{REST}</div><div class="list">{OTHER}</div>',
        f'<div id="tab1">{FIRST}</div><div id="tab2" style="display:none">{REST}</div>',
        f'<div class="box"><ul><li>正文</li><li>附件</li></ul><div class="tab-pane active">{FIRST}</div>'
        f'<div class="tab-pane" style="display: none">{REST}</div></div>',
        f'<div class="text">{FIRST}<div class="more" style="display:none">{REST}</div><a href="#">展开全文</a></div>',
        f'<div class="text">{FIRST}<div class="collapse" hidden>{REST}</div></div>',
        f'<div class="text" style="height:300px;overflow:hidden">{FIRST}{REST}</div>',
    ],
)
def test_hidden_parts_of_the_article_are_kept(body: str) -> None:
    text = _read(body).text
    assert all(words in text for words in SENTENCES)
    assert "图书馆" not in text


_TOPIC = "".join(f"<p>渡口安全检查工作{words}做好全市渡口登记。</p>" for words in SENTENCES)
_SPAM = "<p>本站提供各类游戏平台的注册网址，支持手机下载，欢迎新用户领取礼包，快速到账。</p>" * 4
_AROUND = "".join(
    f"<p>{words}</p>"
    for words in (
        "【字体：大 中 小】",
        "时间：2025-02-28",
        "来源：",
        "分享：",
        "智能问答服务",
        "无障碍阅读模式",
        "长者专区服务",
    )
)


@pytest.mark.parametrize(("hidden", "is_read"), [(_TOPIC, True), (_SPAM, False)])
def test_a_hidden_article_is_read_if_it_has_the_words_of_the_title(hidden: str, is_read: bool) -> None:
    text = _read(f'{_AROUND}<div id="Zoom"><div id="DOC" style=" display:none;">{hidden}</div></div>').text
    assert (SENTENCES[0] in text) is is_read
    assert "礼包" not in text


def test_a_cell_that_hides_its_overflow_is_kept() -> None:
    rows = [
        f'<tr><td style="overflow:hidden">{at}</td><td style="overflow: hidden">{words}</td></tr>'
        for at, words in enumerate(SENTENCES)
    ]
    text = _read(f'<div class="text">{FIRST}<table>{"".join(rows)}</table></div>').text
    assert all(f"{at}\t{words}" in text for at, words in enumerate(SENTENCES))


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="text">{FIRST}{REST}<div class="spam" style="display:none">{OTHER}</div></div>',
        f'<div class="text">{FIRST}{REST}</div><div class="modal" style="display:none">{OTHER}</div>',
        f'<div id="tab1">{FIRST}{REST}</div><div id="tab2" style="display:none"><p>政策解读</p>{OTHER}</div>',
    ],
)
def test_other_hidden_parts_are_removed(body: str) -> None:
    assert "图书馆" not in _read(body).text


def test_a_selector_that_misses_the_article_causes_a_warning() -> None:
    source = Source.model_validate(
        {"id": "a", "name": "a", "type": "html", "url": "https://www.example.gov.cn/", "select": {"body": ".first"}}
    )
    short = "<p class='first'>渔业资源增殖放流活动于本周举行，市民可以到场参观。</p>"
    notice = _read(f'{short}<div class="text">{FIRST}{REST}{OTHER}</div>', source)
    codes = [(warning.code, warning.reason) for warning in notice.warnings]
    assert (WarningCode.INCOMPLETE_TEXT, WarningReason.LITTLE_OF_PAGE) in codes


@pytest.mark.parametrize(
    ("text", "share", "expected"),
    [
        ("市民可以到图书馆参观。" * 10, 1.0, [WarningReason.TITLE_NOT_IN_TEXT]),
        ("市民可以到图书馆参观。" * 10, 0.05, [WarningReason.LITTLE_OF_PAGE]),
        ("市民可以到图书馆参观。" * 60, 0.9, []),
        ("市民可以到图书馆参观。" * 60, 0.5, [WarningReason.TITLE_NOT_IN_TEXT]),
        ("为做好全市渡口安全检查工作，现通知如下。" * 5, 0.05, []),
        ("為做好全市渡口安全檢查工作，現通知如下。" * 5, 1.0, []),
        ("详见附件。", 1.0, []),
    ],
)
def test_what_makes_a_text_look_incomplete(text: str, share: float, expected: list[WarningReason]) -> None:
    notice = Notice(url="https://www.example.gov.cn/a.html", title=TITLE, text=text)
    found = [warning.reason for warning in completeness_warnings(notice, share)]
    assert found == expected


@pytest.mark.parametrize(
    ("share", "prose_share", "expected"), [(1.0, 0.9, 0), (0.9, 0.5, 1), (0.1, 1.0, 1), (0.1, 0.1, 1)]
)
def test_little_of_a_page_in_english_causes_a_warning_whatever_its_title(share, prose_share, expected) -> None:
    text = "The grant pays for the pump, and for its repair. " * 3
    notice = Notice(url="https://www.example.org/a.html", title="Grant for the pump", text=text)
    assert len(list(completeness_warnings(notice, share, prose_share))) == expected


def test_a_page_whose_outer_block_is_named_like_a_side_column_has_prose() -> None:
    prose = "".join(f"<p>Paragraph {n} explains the grant, and the form that belongs to it.</p>" for n in range(20))
    page = f"<div class='layout sidebar'><div class=first>{prose}</div></div>"
    layout = page_layout(fromstring(f"<html><body>{page}</body></html>"))
    assert visible_text(layout).prose_share(prose[:300]) < 0.5


_GRANT = [f"<p>Paragraph {n} explains the grant for pumps, and the form that belongs to it.</p>" for n in range(20)]
_WHOLE = "".join(_GRANT)
_NEWS = "".join(f"<p>The library number {n} opens on Monday, and readers may borrow its books.</p>" for n in range(20))


@pytest.mark.parametrize(
    ("body", "kept", "is_whole"),
    [
        (f"<div>{_NEWS}</div><main><h1>Grant</h1>{_WHOLE}</main>", 20, True),
        (f"<main><h1>Grant</h1>{_WHOLE}</main><div>{_NEWS}</div>", 20, True),
        (f"<main><h1>Grant</h1><div>{_WHOLE}</div></main><div>{_NEWS}</div>", 10, False),
        (f"<main><h1>Grant</h1><section>{''.join(_GRANT[:5])}</section><section>{_WHOLE}</section></main>", 5, False),
    ],
)
def test_the_share_of_the_article_is_that_of_the_block_below_the_headline(body, kept, is_whole) -> None:
    layout = page_layout(fromstring(f"<html><body>{body}</body></html>"))
    headline = next(at for at, line in enumerate(layout.lines) if line.text == "Grant")
    text = "\n".join(fromstring(paragraph).text for paragraph in _GRANT[:kept])
    assert (visible_text(layout, headline).article_share(text) >= MOST_PROSE) == is_whole


def test_comments_do_not_make_an_article_in_english_look_incomplete() -> None:
    page = f"<main><h1>Grant</h1>{_WHOLE}</main>" + f"<div class=comment>{_NEWS}</div>" * 5
    visible = visible_text(page_layout(fromstring(f"<html><body>{page}</body></html>")), 0)
    text = "\n".join(fromstring(paragraph).text for paragraph in _GRANT)
    assert visible.share(text) < LITTLE_SHARE < visible.main_share(text)


_OTHERS = [
    f"<p>市图书馆第{number}分馆日前向读者开放，馆内设有自习区和报刊阅览区，市民可以入馆借阅。</p>"
    for number in range(9)
]
_BESIDE = "".join(_OTHERS)
_ARTICLE = f"<h1>{TITLE}</h1>{FIRST}{REST}"


def _read_whole(body: str, attributes: str = "") -> Notice:
    html = f"<html><head><title>{TITLE}_云川市交通局</title></head><body {attributes}>{body}</body></html>"
    return read_page(
        Page(url="https://www.example.gov.cn/a.html", body=html.encode(), fetched_at=datetime(2025, 3, 1, tzinfo=UTC))
    )


@pytest.mark.parametrize(
    "body",
    [
        f"<table><tr><td>{_BESIDE}</td><td>{_ARTICLE}</td></tr></table>",
        f"<div class=pay>{_BESIDE}</div><div class=text>{_ARTICLE}</div>",
        f"<div class=a><div>{_ARTICLE}</div></div><div class=b><h3>新闻动态</h3>{_BESIDE * 3}</div>",
        f"<div>{_ARTICLE}<div><b>上一篇：</b><a href=1>图书馆开放</a>{_OTHERS[0]}</div></div>",
        f"<div>{_ARTICLE}<div><span>推荐阅读</span>{_OTHERS[0]}{_OTHERS[1]}</div></div>",
        f"<div>{_ARTICLE}<div><h3>网友评论（2条）</h3>{_OTHERS[0]}{_OTHERS[1]}</div></div>",
        f"<div>{_ARTICLE}<section><p>相关新闻：</p>{_OTHERS[0]}</section></div>",
        f"<div><div class=text>{_ARTICLE}{REST}</div><div class=comments>{_BESIDE * 3}</div></div>",
        f"<div>{_ARTICLE}<div class=video-player><p>{_OTHERS[0]}</p></div></div>",
    ],
)
def test_other_texts_beside_the_article_are_removed(body: str) -> None:
    notice = _read_whole(body)
    assert notice.title == TITLE
    assert [words for words in SENTENCES if words not in notice.text] == []
    assert "图书馆" not in notice.text


@pytest.mark.parametrize(
    "offer",
    [
        "安装云川新闻客户端，第一时间接收最全面的资讯，尽在云川！",
        "下载云川APP，第一时间免费试用各种优质产品，快来体验吧！",
        "云川资讯每天滚动播报，更多粉丝福利扫描二维码关注。",
        "关注云川发布公众号，每天了解云川的新鲜事，精彩不断。",
    ],
)
def test_offers_to_follow_the_site_are_not_part_of_the_article(offer: str) -> None:
    short = f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>"
    above, below = (f"<div class={name}><p>{offer}</p></div>" for name in ("top", "end"))
    page = f"<div><h1>{TITLE}</h1>{above}<div class=text>{short}</div>{below}</div>"
    assert _read_whole(page).text.splitlines() == SENTENCES[:2]


def test_an_article_in_a_block_that_is_named_like_a_footer_is_read() -> None:
    top = f"<div class=top><h3>{TITLE}</h3><p>发布者：发布时间：2025-02-28点击数：</p></div>"
    page = f"<div><p>首页</p></div><div><form>{top}<div class=content-footer>{FIRST}{REST}</div></form></div>"
    layout = page_layout(fromstring(f"<body>{page}<p>地址：云川市大桥路1号 电话：023-1234</p></body>"))
    assert [layout.lines[at].text for at in choose(layout, 1).lines][-6:] == SENTENCES


def test_credits_below_an_article_do_not_separate_its_parts() -> None:
    quote = "<section><p>“我们将建成最大的渡口，</p><p>目前来看，成果相当不错，</p><p>是全市最好的渡口。”</p></section>"
    end = "<div><p>【编辑：王珏】</p></div>"
    body = f"<h1>{TITLE}</h1><div class=con>{quote}<section>{FIRST}{REST}</section>{end}</div>"
    assert "目前来看，成果相当不错，" in _read_whole(body).text


def test_prose_above_a_title_inside_the_text_is_kept() -> None:
    order = (
        "《渡口安全检查规定》已经市人民政府常务会议审议通过，现予公布，自二〇二五年五月一日起施行，由市交通局负责解释。"
    )
    notice = _read_whole(f"<div id=text><p>{order}</p><p>{TITLE}</p>{FIRST}{REST}</div>")
    assert order in notice.text
    assert [words for words in SENTENCES if words not in notice.text] == []


@pytest.mark.parametrize(
    ("shown", "hidden"),
    [
        ('class="con con1"', 'class="con con2"'),
        ('id="part_1"', 'id="part_2"'),
        ('class="sub active"', 'class="sub"'),
    ],
)
def test_a_hidden_block_like_a_visible_one_beside_it_is_kept(shown: str, hidden: str) -> None:
    body = f'<h1>{TITLE}</h1><div {shown}>{FIRST}</div><div {hidden} style="display:none">{REST}</div>'
    assert [words for words in SENTENCES if words not in _read_whole(body).text] == []
    other = (
        f'<h1>{TITLE}</h1><div {shown}>{FIRST}{REST}</div><div {hidden} style="display:none">政策解读{_BESIDE}</div>'
    )
    assert "图书馆" not in _read_whole(other).text


@pytest.mark.parametrize("hidden", ['style="display: none"', 'style="visibility:hidden"', "hidden"])
def test_the_text_of_a_hidden_body_is_read(hidden: str) -> None:
    text = _read_whole(f"<div class=text>{_ARTICLE}</div>", hidden).text
    assert [words for words in SENTENCES if words not in text] == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<ruby>渡口<rp>(</rp><rt>dukou</rt><rp>)</rp></ruby>安全", "渡口安全"),
        ("<ruby><rb>渡</rb><rt>du</rt></ruby>口安全", "渡口安全"),
        ('渡口<span style="display:none">q7x</span>安全', "渡口q7x安全"),
        ('渡口<span style="display:none">转载</span>安全', "渡口安全"),
        ('渡口<font style="FONT-SIZE: 0px">本站</font>安全', "渡口安全"),
        ('渡口<i style="visibility: hidden">水印</i>安全', "渡口安全"),
        ('渡口<span style="font-size:0.9em">安全</span>', "渡口安全"),
        ('渡口<span style="mso-font-size:0">安全</span>', "渡口安全"),
        ('渡口<span id="name" style="display:none">安全</span>', "渡口安全"),
    ],
)
def test_hidden_pieces_inside_words_and_pronunciations_are_omitted(written, shown):
    assert shown in _read(f'<div id="zoom"><p>检查{written}。</p>{FIRST}{REST}</div>').text
