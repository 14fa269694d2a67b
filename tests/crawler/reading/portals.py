# ruff: noqa: E501 - the lines are those of pages
"""Pages of portals made around a text: three publishing systems' chrome, and the ways in which a text stands in them.

`portal_page(text, …)` gives the bytes of a page. The chrome is modelled on pages of ministries (TRS, UCAP), of cities
(Hanweb) and of districts with no system to speak of; its words are invented.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape

TITLE = "关于印发先进制造业集群培育方案的通知"
ATTACHMENTS = (("先进制造业集群申报表.docx", "./W020240613.docx"), ("任务分工表.xlsx", "/files/2024/fengong.xlsx"))


@dataclass(frozen=True)
class Shown:
    """What a portal says of the document it shows, where its template has a place for it; null is not said."""

    issuer: str | None = "某某部"
    issued_on: date | None = date(2024, 6, 7)
    published_on: date | None = date(2024, 6, 13)
    names_title: bool = True


_COLUMNS = "首页 机构概况 新闻动态 政务公开 办事服务 互动交流 专题专栏 数据开放".split()
_OTHERS = (
    "市政府召开常务会议研究部署安全生产工作",
    "关于开展2024年度专精特新中小企业认定工作的通知",
    "全市一季度经济运行情况新闻发布会",
    "关于公布第五批市级非物质文化遗产名录的通知",
    "市领导调研重点项目建设",
    "关于组织申报技术改造专项资金的通知",
)
_FOOTER = (
    "主办单位：某某市人民政府办公室　承办单位：某某市大数据中心",
    "政府网站标识码：3716000001　鲁ICP备05012345号-1　鲁公网安备 37160202000123号",
    "版权所有 未经许可禁止转载 建议使用1024×768以上分辨率浏览",
)


def _links(titles: tuple[str, ...] | list[str], dated: bool = False) -> str:
    day = "<span>2024-06-{:02}</span>" if dated else ""
    return "".join(
        f'<li><a href="/art/2024/{at}.html" title="{title}">{title}</a>{day.format(at + 1)}</li>'
        for at, title in enumerate(titles)
    )


def _said(day: date | None, before: str = "", after: str = "") -> str:
    return f"{before}{day}{after}" if day else ""


def _table(*pairs: tuple[str, str | None]) -> str:
    """An information table, two pairs of label and value to a row, without those that have no value."""
    cells = [f"<td><b>{label}：</b></td><td>{escape(value)}</td>" for label, value in pairs if value is not None]
    rows = "".join(f"<tr>{''.join(cells[at : at + 2])}</tr>" for at in range(0, len(cells), 2))
    return f'<table class="bd1"><tbody>{rows}</tbody></table>'


def _head(title: str, site: str, charset: str, more: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="{charset}"><title>{escape(title)}_{site}</title>{more}'
        "<style>.a{color:#333}</style><script>var _hmt = _hmt || [];</script></head>"
    )


def ministry(body: str, title: str, charset: str, files: str, shown: Shown) -> str:
    """A ministry's page: information table over the text, UCAP container, share bar, related links."""
    meta = '<meta name="ContentSource" content="某某部网站">'
    meta += _said(shown.published_on, '<meta name="PubDate" content="', ' 10:20">')
    meta += f'<meta name="ArticleTitle" content="{escape(title)}">' if shown.names_title else ""
    heading = f"<h1>{escape(title)}</h1>" if shown.names_title else ""
    table = _table(
        ("索 引 号", "000014349/2024-00057"),
        ("主题分类", "工业、交通\\其他"),
        ("发文机关", shown.issuer),
        ("成文日期", f"{shown.issued_on:%Y年%m月%d日}" if shown.issued_on else None),
        ("标　　题", title if shown.names_title else None),
        ("发文字号", ""),
        ("发布日期", f"{shown.published_on:%Y年%m月%d日}" if shown.published_on else None),
    )
    return (
        f"{_head(title, '某某部', charset, meta)}<body>"
        f'<div class="header"><div class="logo"><a href="/">某某部</a></div><ul class="nav">{_links(_COLUMNS)}</ul></div>'
        '<div class="BreadcrumbNav">当前位置：<a href="/">首页</a> &gt; <a href="/zw/">政务公开</a> &gt; '
        f'<a href="/zw/wj/">政策文件</a></div><div class="content">{table}'
        f'{heading}<div class="pages-date">{_said(shown.published_on, after=" 10:20　")}<span>来源：某某部网站</span>　'
        '<span class="font">字号：<a href="javascript:;">默认</a> <a href="javascript:;">大</a></span> | '
        '<a href="javascript:window.print()">打印</a></div>'
        f'<div class="pages_content" id="UCAP-CONTENT"><div class="TRS_UEDITOR trs_paper_default">{body}</div></div>'
        f'<div class="fujian"><ul>{files}</ul></div>'
        '<div class="share" id="share"><span>分享到：</span><a href="#">微信</a><a href="#">微博</a></div>'
        f'<div class="related"><h3>相关稿件</h3><ul>{_links(_OTHERS[:3])}</ul></div></div>'
        f'<div class="footer"><p>{"</p><p>".join(_FOOTER)}</p></div></body></html>'
    )


def city(body: str, title: str, charset: str, files: str, shown: Shown) -> str:
    """A city's page, laid out by tables: list of latest notices beside the text, previous and next below it."""
    return (
        f"{_head(title, '某某市人民政府', charset)}<body><table width=1000 align=center><tr><td>"
        f"<ul>{_links(_COLUMNS)}</ul></td></tr></table><table width=1000 align=center><tr><td width=240 valign=top>"
        f"<div class=lm_tit>最新公开</div><ul class=list>{_links(_OTHERS, dated=True)}</ul></td><td valign=top>"
        "<table width=100%><tr><td>您现在的位置：<a href=/>首页</a>&nbsp;&gt;&nbsp;<a href=/col/col1/>通知公告</a></td></tr>"
        f"<tr><td class=title align=center>{escape(title)}</td></tr>"
        f"<tr><td align=center>{_said(shown.published_on, '发布时间：', ' 16:10　　')}浏览次数：<span id=hits>128</span>　　字体：[ <a href=#>大</a> "
        f"<a href=#>中</a> <a href=#>小</a> ]</td></tr><tr><td class=bt_content><div id=zoom>{body}</div></td></tr>"
        f"<tr><td><ul>{files}</ul></td></tr>"
        f"<tr><td>上一篇：<a href=/art/1.html>{_OTHERS[1]}</a><br>下一篇：<a href=/art/2.html>{_OTHERS[3]}</a></td></tr>"
        "<tr><td align=right>【<a href='javascript:print()'>打印本页</a>】【<a href='javascript:close()'>关闭窗口</a>】</td></tr>"
        f"</table></td></tr></table><table width=1000 align=center><tr><td>{'<br>'.join(_FOOTER)}</td></tr></table>"
        "</body></html>"
    )


def district(body: str, title: str, charset: str, files: str, shown: Shown) -> str:
    """A district's page without a system: anonymous divs, a list of information, hot articles with teasers, QR code."""
    teasers = "".join(
        f'<div class="xw"><a href="/x/{at}.html">{other}</a><p>近日，{other}，相关部门负责人介绍了有关情况，会议强调要抓好落实。</p></div>'
        for at, other in enumerate(_OTHERS[2:])
    )
    return (
        f"{_head(title, '某某区门户网站', charset)}<body><div class=w1><div class=top><a href=/>网站首页</a> "
        "<a href=/wap>手机版</a> <a href=/rss>RSS</a> 今天是2024年6月14日 星期五</div>"
        f"<div class=dh>{''.join(f'<a href=/{at}>{column}</a>' for at, column in enumerate(_COLUMNS))}</div></div>"
        "<div class=w2><div class=l1><div class=wz>当前位置：<a href=/>首页</a>&gt;<a href=/g>公示公告</a></div>"
        f"<h2 class=bt>{escape(title)}</h2><ul class=xx><li><span>信息来源：</span>区工信局</li>"
        f"{_said(shown.published_on, '<li><span>公开日期：</span>', '</li>')}<li><span>索引号：</span>K123/2024-00031</li></ul>"
        f"<div class=nr>{body}</div><div class=fj>附件下载：{files}</div>"
        "<div class=ewm>扫一扫在手机打开当前页</div><div class=fx>分享到： <a href=#>微信</a> <a href=#>QQ空间</a></div></div>"
        f"<div class=r1><h3>热点关注</h3>{teasers}</div></div>"
        f"<div class=w3>{''.join(f'<p>{line}</p>' for line in _FOOTER)}</div></body></html>"
    )


def _paragraphs(lines: list[str]) -> str:
    return "".join(f'<p style="text-indent:2em">　　{line}</p>' for line in lines)


def _one_line(lines: list[str]) -> str:
    return f"<p>{' '.join(lines)}</p>"


def _bare_line(lines: list[str]) -> str:
    return " ".join(lines)


def _table_cell(lines: list[str]) -> str:
    return f"<table border=0><tbody><tr><td>{'<br>'.join(lines)}</td></tr></tbody></table>"


def _breaks(lines: list[str]) -> str:
    return "<br><br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in lines)


def _divs(lines: list[str]) -> str:
    return "".join(
        f'<div><div class="x{at}"><span><span style="font-family:仿宋">{line[: len(line) // 2]}</span>'
        f"<font>{line[len(line) // 2 :]}</font></span></div></div>"
        for at, line in enumerate(lines)
    )


PORTALS: dict[str, Callable[[str, str, str, str, Shown], str]] = {
    "ministry": ministry,
    "city": city,
    "district": district,
}
LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "paragraphs": _paragraphs,
    "one line": _one_line,
    "bare line": _bare_line,
    "table cell": _table_cell,
    "breaks": _breaks,
    "divs": _divs,
}
ENCODINGS = ("utf-8", "gb18030")


def portal_page(
    text: str,
    title: str = TITLE,
    portal: str = "ministry",
    layout: str = "paragraphs",
    encoding: str = "utf-8",
    attachments: tuple[tuple[str, str], ...] = (),
    shown: Shown = Shown(),
) -> bytes:
    """The bytes of a portal's page with a text in it, a line of the text a paragraph.

    With `encoding` gb18030 the page is labelled gb2312, as portals do. `attachments` are pairs of name and address,
    `shown` is what the portal says of the document.
    """
    lines = [escape(line.strip()) for line in text.splitlines() if line.strip()]
    files = "".join(f'<li><a href="{address}">{name}</a></li>' for name, address in attachments)
    label = "gb2312" if encoding == "gb18030" else encoding
    return PORTALS[portal](LAYOUTS[layout](lines), title, label, files, shown).encode(encoding)
