"""Listings as publishing systems make them, all made up: templates, and what portals put around a list.

`portal(template, seed)` is one page and the notices it lists. A template is a function of a `Draw` (seeded choices) and
notices; the chrome around it (navigation, side lists, breadcrumbs, paging, footer) is drawn from the same seed.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urljoin

TODAY = date(2024, 6, 13)
SITE = "https://www.example.gov.cn"
LISTING = f"{SITE}/zwgk/tzgg/"
OFFICES = (
    "市人民政府办公室",
    "省发展和改革委员会",
    "市工业和信息化局",
    "省科学技术厅",
    "市财政局",
    "县自然资源局",
    "省生态环境厅",
    "市教育局",
)
_WHAT = (
    "先进制造业集群培育",
    "中小企业数字化转型",
    "科技型企业梯度培育",
    "老旧小区改造",
    "义务教育招生入学",
    "企业技术改造",
    "新能源汽车推广应用",
    "农村人居环境整治",
    "绿色工厂创建",
    "外贸稳规模优结构",
    "职业技能提升",
    "防汛抗旱应急",
)
_FORM = (
    "关于印发{}行动方案的通知",
    "关于开展{}项目申报工作的通知",
    "关于{}有关事项的公告",
    "关于公示{}拟支持名单的公示",
    "关于进一步做好{}工作的实施意见",
    "关于征求《{}管理办法（征求意见稿）》意见的函",
)
_ENGLISH = (
    "Guidance on {} for small businesses",
    "Notice of public hearing on {}",
    "Final rule: {} requirements",
    "Request for comments on {} standards",
    "Funding opportunity for {} projects",
)
_TOPICS = (
    "advanced manufacturing",
    "clean water",
    "rural broadband",
    "export licensing",
    "food labelling",
    "aviation safety",
    "workforce training",
    "energy storage",
    "data protection",
    "port security",
)


@dataclass(frozen=True)
class Listed:
    """A notice as a listing must give it. `href` is how the page writes the address."""

    url: str
    href: str
    title: str
    day: date | None


@dataclass(frozen=True)
class Portal:
    """A made listing and the notices on it, in the page's order."""

    name: str
    html: str
    notices: tuple[Listed, ...]
    url: str = LISTING


class Draw(random.Random):
    """Seeded choices of what differs from site to site. `cut`: it cuts long titles, with `end` in the rest's place."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.cut = self.random() < 0.4
        self.end = self.choice(["...", "…", "……"])

    def title(self, english: bool = False) -> str:
        if english:
            return self.choice(_ENGLISH).format(self.choice(_TOPICS)) + f", part {self.choice('ABCDEFGHJKLMN')}"
        year = self.choice(["", "2023年", "2024年", "2024年度"])
        return self.choice(OFFICES) + self.choice(_FORM).format(year + self.choice(_WHAT))

    def notices(self, count: int, english: bool = False) -> list[Listed]:
        """Notices of the last months, the newest first, with addresses of one of the usual forms."""
        form = self.choice(
            [
                "./{0:%Y%m}/t{0:%Y%m%d}_{1}.html",
                "../../art/{0.year}/{0.month}/{0.day}/art_{1}.html",
                "/art/{1}.html",
                "content_{1}.htm",
                "/zwgk/detail?id={1}",
                "//www.example.gov.cn/content/post_{1}.html",
            ]
        )
        day = TODAY - timedelta(days=3)
        found = []
        taken = set()
        for number in range(count):
            title = self.title(english)
            while title in taken:
                title = self.title(english)
            taken.add(title)
            href = form.format(day, 4_431_000 - 7 * number)
            found.append(Listed(urljoin(LISTING, href), href, title, day))
            day -= timedelta(days=self.randint(0, 9))
        return found


def _navigation(draw: Draw) -> str:
    names = "首页 机构概况 新闻中心 政务公开 政务服务 互动交流 专题专栏 数据开放 走进我市 领导之窗".split()
    items = "".join(
        f'<li><a href="/{number}/">{name}</a><ul>'
        + "".join(
            f'<li><a href="/{number}/{sub}/">{name}子栏目{chr(0x4E00 + 37 * sub)}</a></li>'
            for sub in range(draw.randint(0, 5))
        )
        + "</ul></li>"
        for number, name in enumerate(names[: draw.randint(5, 10)])
    )
    return draw.choice(
        [
            f'<div class="nav"><ul>{items}</ul></div>',
            f"<nav><ul>{items}</ul></nav>",
            f'<div id="menu"><ul>{items}</ul></div>',
            f"<header><ul>{items}</ul></header>",
        ]
    )


def _side(draw: Draw, dated: bool) -> str:
    hot = "".join(f'<li><a href="/hot/{n}.html">{draw.title()}</a></li>' for n in range(draw.randint(3, 6)))
    columns = "".join(
        f'<li><a href="/zwgk/{n}/">{name}</a></li>'
        for n, name in enumerate("法规规章 规划计划 财政信息 人事信息 重大项目".split())
    )
    latest = "".join(
        f'<li><a href="/new/{n}.html">{draw.title()}</a><span>06-{12 - n}</span></li>'
        for n in range(draw.randint(3, 5))
    )
    chosen = draw.choice(
        [
            "",
            f'<div class="left"><ul class="sub">{columns}</ul></div>',
            f'<div class="right"><h3>最新</h3><ul>{latest}</ul></div>',
            f'<div class="right"><h3>热点</h3><ul>{hot}</ul></div>',
            f'<aside><ul>{columns}</ul><ul class="hot">{hot}</ul></aside>',
        ]
    )
    # Beside a list without dates, one with dates looks more like notices.
    return chosen if dated or latest not in chosen else ""


def _crumbs(draw: Draw) -> str:
    way = '<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/tzgg/">通知公告</a>'
    return draw.choice(["", f'<div class="location">当前位置：{way}</div>'])


def _paging(draw: Draw) -> str:
    pages = "".join(f'<a href="index_{n}.html">{n + 1}</a>' for n in range(1, draw.randint(3, 9)))
    ends = '<a href="index_1.html">下一页</a><a href="index_99.html">尾页</a>'
    return draw.choice(
        [
            "",
            f'<div class="page">{pages}{ends}</div>',
            f'<ul class="pagination"><li>{pages.replace("</a>", "</a></li><li>")}</li></ul>',
        ]
    )


def _footer(draw: Draw) -> str:
    places = {
        "关于我们": "/about/",
        "网站地图": "/map/",
        "联系我们": "/contact/",
        "备案号": "https://beian.miit.gov.cn/",
        "中国政府网": "http://www.gov.cn/",
        "邮箱": "mailto:a@example.gov.cn",
    }
    links = "".join(f'<a href="{href}">{name}</a>' for name, href in places.items())
    partners = "".join(
        f'<li><a href="http://{n}.gov.cn/">{office}门户网站</a></li>' for n, office in enumerate(OFFICES)
    )
    links += draw.choice(["", f'<ul class="partners">{partners}</ul>'])
    return f'<div class="footer">{links}<p>版权所有 更新于 2024-06-12</p></div>'


def portal(template: Callable[[Draw, list[Listed]], tuple[str, list[Listed]]], seed: int) -> Portal:
    """One made page: a template with its chrome, and what it lists."""
    draw = Draw(f"{template.__name__} {seed}")
    listed, notices = template(draw, draw.notices(draw.randint(6, 20)))
    dated = any(notice.day for notice in notices)
    side = _side(draw, dated)
    main = f'<div class="center">{_crumbs(draw)}{listed}{_paging(draw)}</div>'
    middle = side + main if draw.random() < 0.5 else main + side
    html = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告</title></head><body>{_navigation(draw)}'
        f'<div class="wrap">{middle}</div>{_footer(draw)}</body></html>'
    )
    return Portal(f"{template.__name__}-{seed}", html, tuple(notices))
