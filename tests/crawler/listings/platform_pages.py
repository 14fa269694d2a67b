"""Pages of the publishing systems, made to the form in which they are described: a site's pages by path and query.

`Column` holds the notices of one column; each system's function gives what its site answers to an address.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.crawler.listings import portals
from tests.crawler.listings.portals import OFFICES, Draw, Listed

UNIT = "356383"
PROXY = "/module/web/jpage/dataproxy.jsp"
BUILD = "/api-gateway/jpaas-publish-server/front/page/build/unit"


@dataclass(frozen=True)
class Column:
    """A column with its notices, newest first; `shape` is a form that its rows, or its page, may have."""

    notices: tuple[Listed, ...]
    shape: str
    draw: Draw
    per_page: int = 15

    def around(self, main: str) -> str:
        """A page with what portals put around the main part, the same each time."""
        draw = Draw(f"{self.shape} {self.notices[0].title}")
        side = portals._side(draw, True)
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告</title></head><body>'
            f"{portals._navigation(draw)}<div class='wrap'>{side}{main}</div>{portals._footer(draw)}</body></html>"
        )


def column(shape: str, seed: int, count: int | None = None) -> Column:
    """A made column."""
    draw = Draw(f"{shape} {seed}")
    return Column(tuple(draw.notices(count or draw.randint(6, 40))), shape, draw)


ROWS = {
    "li": '<li><a href="{href}" title="{title}" target="_blank">{short}</a><span>{day:%Y-%m-%d}</span></li>',
    "li-before": '<li class="news_line"><span class="news_date">[{day:%Y-%m-%d}]</span><a class="news_titel"'
    ' href="{href}" target="_blank">{title}</a></li>',
    "li-labelled": '<li><a href="/col/col1/">[通知]</a><a href="{href}" target="_blank">{title}</a>'
    "<i>{day:%Y-%m-%d}</i>",
    "tr": '<tr><td width="20"><img src="/i.gif"></td><td><a href="{href}" target="_blank">{title}</a></td>'
    '<td align="center">{day:%Y/%m/%d}</td></tr>',
    "table": '<table width="100%"><tr><td>·</td><td><a title="{title}" href="{href}">{short}</a></td><td>{day:%Y-%m-%d}'
    "</td></tr></table>",
}


def row_of(one: Listed, form: str) -> str:
    """The markup of a row."""
    short = one.title[:12] + "…" if len(one.title) > 14 else one.title
    return ROWS[form].format(href=one.href, title=one.title, short=short, day=one.day)


def datastore(column: Column, start: int, end: int, form: str, escaped: bool = False, unit: str = UNIT) -> str:
    """The datastore of rows `start` to `end`, counted from 1."""
    rows = [row_of(notice, form) for notice in column.notices[start - 1 : end]]
    records = "".join(f"<record>{escape(row) if escaped else f'<![CDATA[{row}]]>'}</record>" for row in rows)
    values = urlencode({"page": 1, "appid": 1, "webid": 1, "path": "/", "columnid": 84242, "unitid": unit})
    following = f'<nextgroup><![CDATA[<a href="{PROXY}?{values}"></a>]]></nextgroup>'
    total = f"<totalrecord>{len(column.notices)}</totalrecord>"
    return f"<datastore>{following}{total}<recordset>{records}</recordset></datastore>"


def jpage(column: Column):
    """Answers of a jpage site: the column's page at `/col/col84242/index.html`, and the proxy. The shape is a form of
    rows, with `-shell` for a page that holds none, `-two` for one with another list besides, `-escaped`."""
    form, _, kind = column.shape.removeprefix("jpage-").partition("+")
    call = (
        f"$('#{UNIT}').jpage({{\n pageSize:{column.per_page},\n totalRecord:{len(column.notices)},\n"
        f" proxyUrl:'{PROXY}',\n"
        f" perPage:{column.per_page}, groupSize:3, barPosition:'bottom',\n"
        f" ajaxParam:{{'col':1,'appid':1,'webid':1,'path':'/','columnid':84242,'sourceContentType':1,'unitid':'{UNIT}',"
        "'webname':'某省人民政府','permissiontype':0}\n})"
    )

    def answer(address: str) -> str | None:
        parts = urlsplit(address)
        asked = parse_qs(urlsplit(address).query)
        if parts.path == PROXY:
            if asked.get("unitid") != [UNIT] or asked.get("columnid") != ["84242"]:
                return "<datastore></datastore>"
            store = datastore(column, int(asked["startrecord"][0]), int(asked["endrecord"][0]), form)
            return f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>{store}"
        if parts.path != "/col/col84242/index.html":
            return None
        store = datastore(column, 1, 3 * column.per_page, form, escaped=kind == "escaped")
        first = "" if kind == "shell" else f'<script type="text/xml">{store}</script>'
        other = ""
        if kind == "two":
            hot = [Listed("", f"/hot/{n}.html", column.draw.title(), column.notices[0].day) for n in range(3)]
            hot_store = datastore(Column(tuple(hot), column.shape, column.draw), 1, 3, "li", unit="77")
            other = f'<div id="77"><script type="text/xml">{hot_store}</script></div>'
        return column.around(
            f'{other}<div class="center"><div id="{UNIT}" class="default_pgContainer">{first}</div></div>'
            f'<script src="/script/jquery-1.js"></script><script type="text/javascript">\n{call}\n</script>'
        )

    return answer


LISTS = {
    "ul": ("<ul>{}</ul>", "li"),
    "spans": ('<div class="clist_con"><ul class="cf">{}</ul></div>', "li-before"),
    "table": ("<table><tr><th></th><th>标题</th><th>发布日期</th></tr>{}</table>", "tr"),
}


def jpaas(column: Column):
    """Answers of a jpaas site: `/zwgk/wjgs/index.html` and its unit. The shape is one of LISTS, with `+two` for a page
    with a second unit, `+static` for one whose list was built into it, `+bare` for one that says nothing of paging."""
    name, _, kind = column.shape.removeprefix("jpaas-").partition("+")
    around, form = LISTS[name]
    misspelled = column.draw.choice(["buildstatic", "bulidstatic"])

    def script(unit: str) -> str:
        values = (
            f"{{'parseType':'{misspelled}','webId':'8d828e40','tplSetId':'2097','pageType':'column',"
            f"'tagId':'{unit}','editType':'null','pageId':'c52d'}}"
        )
        return f'<script url="{BUILD}" parseType="{misspelled}" queryData="{values}"></script>'

    def answer(address: str) -> str | None:
        parts = urlsplit(address)
        asked = parse_qs(urlsplit(address).query)
        if parts.path == BUILD:
            if asked["tagId"] == ["访问统计"]:
                return json.dumps({"success": True, "data": {"html": "<p>今日访问 312</p>"}})
            paging = json.loads(asked.get("paramJson", ['{"pageNo":1,"pageSize":15}'])[0])
            start = (paging["pageNo"] - 1) * paging["pageSize"]
            rows = [row_of(notice, form) for notice in column.notices[start : start + paging["pageSize"]]]
            said = (
                f"<div class=\"pagination\" queryData=\"{{'rows':'15','count':'{len(column.notices)}',"
                f"'pageNo':'{paging['pageNo']}'}}\"></div>"
            )
            html = around.format("".join(rows)) + ("" if kind == "bare" else said) if rows else ""
            return json.dumps({"success": True, "code": "200", "data": {"html": html}}, ensure_ascii=False)
        if parts.path != "/zwgk/wjgs/index.html":
            return None
        units = script("当前栏目_list") + (script("访问统计") if kind == "two" else "")
        if kind == "static":
            built = "".join(row_of(notice, form) for notice in column.notices[:15])
            return column.around(f'<div class="center">{around.format(built)}{script("访问统计")}</div>')
        return column.around(f'<div class="clist_con">{units}</div>')

    return answer


def gkmlpt(column: Column):
    """Answers of a gkmlpt site: the catalogue's page at `/gkmlpt/index`, and its API. Shapes: how days are written."""

    def article(number: int, one: Listed) -> dict[str, object]:
        noon = datetime(one.day.year, one.day.month, one.day.day, 4, tzinfo=UTC)
        signed = noon - timedelta(days=5, hours=4 + 8)
        moment = int(noon.timestamp())
        written = {
            "gkmlpt-epoch": {"display_publish_time": moment},
            "gkmlpt-text": {"created_at": f"{one.day} 12:00:00"},
            "gkmlpt-both": {"created_at": f"{one.day} 23:59:59", "first_publish_time": moment},
        }
        number_said = f"粤府办〔2024〕{number + 1}号" if number % 3 else "无"
        return {
            "id": 4431000 - number,
            "title": one.title,
            "url": one.url,
            "post_url": one.url,
            "document_number": number_said,
            "identifier": f"000{number}",
            "publisher": OFFICES[number % len(OFFICES)],
            "date": int(signed.timestamp()),
            "keywords": "",
            **written[column.shape],
        }

    def answer(address: str) -> str | None:
        parts = urlsplit(address)
        asked = parse_qs(urlsplit(address).query)
        if parts.path == "/gkmlpt/api/all/5":
            page = int(asked["page"][0])
            some = [article(n, notice) for n, notice in enumerate(column.notices)][(page - 1) * 15 : page * 15]
            listed = some if asked["sid"] == ["2"] else []
            return json.dumps({"total": len(column.notices), "articles": listed, "classify": {}}, ensure_ascii=False)
        if parts.path != "/gkmlpt/index":
            return None
        tree = json.dumps([{"id": 5, "name": "行政规范性文件"}], ensure_ascii=False)
        return column.around(f"<div id='app'></div><script>window._CONFIG = {{ SID: '2', TREE: {tree} }}</script>")

    return answer


SITES = {
    **{f"jpage-{form}{kind}": jpage for form in ROWS for kind in ("", "+shell", "+two")},
    "jpage-li+escaped": jpage,
    **{f"jpaas-{name}{kind}": jpaas for name in LISTS for kind in ("", "+two", "+static", "+bare")},
    **{f"gkmlpt-{form}": gkmlpt for form in ("epoch", "text", "both")},
}
"""The shapes of columns, each with the site that shows it."""
PLACES = {"jpage": "/col/col84242/index.html", "jpaas": "/zwgk/wjgs/index.html", "gkmlpt": "/gkmlpt/index#5"}
