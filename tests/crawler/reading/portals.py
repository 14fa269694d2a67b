# ruff: noqa: E501 - the lines are those of pages
"""Pages of portals made around a text: three publishing systems' chrome, and the ways in which a text stands in them.

`portal_page(text, …)` gives the bytes of a page. The chrome is modelled on pages of ministries (TRS, UCAP), of cities
(Hanweb) and of districts with no system to speak of; its words are invented.
"""

from collections.abc import Callable
from html import escape

TITLE = "关于印发先进制造业集群培育方案的通知"
ATTACHMENTS = (("先进制造业集群申报表.docx", "./W020240613.docx"), ("任务分工表.xlsx", "/files/2024/fengong.xlsx"))

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
        f'<li><a href="/art/2024/{at}.html" title="{one}">{one}</a>{day.format(at + 1)}</li>'
        for at, one in enumerate(titles)
    )


def _head(title: str, site: str, charset: str, more: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="{charset}"><title>{escape(title)}_{site}</title>{more}'
        "<style>.a{color:#333}</style><script>var _hmt = _hmt || [];</script></head>"
    )


def ministry(body: str, title: str, charset: str, files: str) -> str:
    """A ministry's page: information table over the text, UCAP container, share bar, related links."""
    meta = (
        f'<meta name="ArticleTitle" content="{escape(title)}"><meta name="PubDate" content="2024-06-13 10:20">'
        '<meta name="ContentSource" content="某某部网站">'
    )
    return (
        f"{_head(title, '某某部', charset, meta)}<body>"
        f'<div class="header"><div class="logo"><a href="/">某某部</a></div><ul class="nav">{_links(_COLUMNS)}</ul></div>'
        '<div class="BreadcrumbNav">当前位置：<a href="/">首页</a> &gt; <a href="/zw/">政务公开</a> &gt; '
        '<a href="/zw/wj/">政策文件</a></div><div class="content"><table class="bd1"><tbody>'
        "<tr><td><b>索 引 号：</b></td><td>000014349/2024-00057</td><td><b>主题分类：</b></td><td>工业、交通\\其他</td></tr>"
        "<tr><td><b>发文机关：</b></td><td>某某部</td><td><b>成文日期：</b></td><td>2024年06月07日</td></tr>"
        f"<tr><td><b>标　　题：</b></td><td colspan=3>{escape(title)}</td></tr>"
        "<tr><td><b>发文字号：</b></td><td></td><td><b>发布日期：</b></td><td>2024年06月13日</td></tr></tbody></table>"
        f'<h1>{escape(title)}</h1><div class="pages-date">2024-06-13 10:20　<span>来源：某某部网站</span>　'
        '<span class="font">字号：<a href="javascript:;">默认</a> <a href="javascript:;">大</a></span> | '
        '<a href="javascript:window.print()">打印</a></div>'
        f'<div class="pages_content" id="UCAP-CONTENT"><div class="TRS_UEDITOR trs_paper_default">{body}</div></div>'
        f'<div class="fujian"><ul>{files}</ul></div>'
        '<div class="share" id="share"><span>分享到：</span><a href="#">微信</a><a href="#">微博</a></div>'
        f'<div class="related"><h3>相关稿件</h3><ul>{_links(_OTHERS[:3])}</ul></div></div>'
        f'<div class="footer"><p>{"</p><p>".join(_FOOTER)}</p></div></body></html>'
    )


def city(body: str, title: str, charset: str, files: str) -> str:
    """A city's page, laid out by tables: list of latest notices beside the text, previous and next below it."""
    return (
        f"{_head(title, '某某市人民政府', charset)}<body><table width=1000 align=center><tr><td>"
        f"<ul>{_links(_COLUMNS)}</ul></td></tr></table><table width=1000 align=center><tr><td width=240 valign=top>"
        f"<div class=lm_tit>最新公开</div><ul class=list>{_links(_OTHERS, dated=True)}</ul></td><td valign=top>"
        "<table width=100%><tr><td>您现在的位置：<a href=/>首页</a>&nbsp;&gt;&nbsp;<a href=/col/col1/>通知公告</a></td></tr>"
        f"<tr><td class=title align=center>{escape(title)}</td></tr>"
        "<tr><td align=center>发布时间：2024-06-13 16:10　　浏览次数：<span id=hits>128</span>　　字体：[ <a href=#>大</a> "
        f"<a href=#>中</a> <a href=#>小</a> ]</td></tr><tr><td class=bt_content><div id=zoom>{body}</div></td></tr>"
        f"<tr><td><ul>{files}</ul></td></tr>"
        f"<tr><td>上一篇：<a href=/art/1.html>{_OTHERS[1]}</a><br>下一篇：<a href=/art/2.html>{_OTHERS[3]}</a></td></tr>"
        "<tr><td align=right>【<a href='javascript:print()'>打印本页</a>】【<a href='javascript:close()'>关闭窗口</a>】</td></tr>"
        f"</table></td></tr></table><table width=1000 align=center><tr><td>{'<br>'.join(_FOOTER)}</td></tr></table>"
        "</body></html>"
    )


def district(body: str, title: str, charset: str, files: str) -> str:
    """A district's page without a system: anonymous divs, a list of information, hot articles with teasers, QR code."""
    teasers = "".join(
        f'<div class="xw"><a href="/x/{at}.html">{one}</a><p>近日，{one}，相关部门负责人介绍了有关情况，会议强调要抓好落实。</p></div>'
        for at, one in enumerate(_OTHERS[2:])
    )
    return (
        f"{_head(title, '某某区门户网站', charset)}<body><div class=w1><div class=top><a href=/>网站首页</a> "
        "<a href=/wap>手机版</a> <a href=/rss>RSS</a> 今天是2024年6月13日 星期四</div>"
        f"<div class=dh>{''.join(f'<a href=/{at}>{one}</a>' for at, one in enumerate(_COLUMNS))}</div></div>"
        "<div class=w2><div class=l1><div class=wz>当前位置：<a href=/>首页</a>&gt;<a href=/g>公示公告</a></div>"
        f"<h2 class=bt>{escape(title)}</h2><ul class=xx><li><span>信息来源：</span>区工信局</li>"
        "<li><span>公开日期：</span>2024-06-13</li><li><span>索引号：</span>K123/2024-00031</li></ul>"
        f"<div class=nr>{body}</div><div class=fj>附件下载：{files}</div>"
        "<div class=ewm>扫一扫在手机打开当前页</div><div class=fx>分享到： <a href=#>微信</a> <a href=#>QQ空间</a></div></div>"
        f"<div class=r1><h3>热点关注</h3>{teasers}</div></div>"
        f"<div class=w3>{''.join(f'<p>{one}</p>' for one in _FOOTER)}</div></body></html>"
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


PORTALS: dict[str, Callable[[str, str, str, str], str]] = {"ministry": ministry, "city": city, "district": district}
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
) -> bytes:
    """The bytes of a portal's page with a text in it, a line of the text a paragraph.

    With `encoding` gb18030 the page is labelled gb2312, as portals do. `attachments` are pairs of name and address.
    """
    lines = [escape(line.strip()) for line in text.splitlines() if line.strip()]
    files = "".join(f'<li><a href="{address}">{name}</a></li>' for name, address in attachments)
    label = "gb2312" if encoding == "gb18030" else encoding
    return PORTALS[portal](LAYOUTS[layout](lines), title, label, files).encode(encoding)
