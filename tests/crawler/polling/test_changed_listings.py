"""Sources whose page is no longer the listing it was, and servers that never show a change."""

from datetime import timedelta
from random import Random

import pytest

from crawler.model.errors import BlockedError, GoneError, RobotsError, TimedOutError
from crawler.model.poll_state import rows_held, with_rows_accepted
from crawler.polling.profile import shape_of
from tests.crawler.builders import (
    LISTING,
    NOW,
    SITE,
    FakeFetcher,
    a_listing,
    a_page,
    a_source,
    an_article,
    document,
    poll,
)

SUBJECTS = "集群 数字 人才 科技 绿色 港口 茶叶 森林 粮食 电影 水库 供气".split()


def art(number):
    return f"{SITE}/n/{number}.html"


def title(number):
    return f"关于加强{SUBJECTS[number % len(SUBJECTS)]}工作第{number}号事项的通知"


WORDS = """检查 台账 补助 评审 标准 试点 目录
规划 培训 考核 名录 档案 宣传 统计 商标 版权 养老 托育 会展 海关 电梯 物业 税收
社保 邮政 气象 地震 矿山 锅炉 消防 殡葬 婚姻 慈善 体育 旅游 文物 广播 出版 博士后 学徒 港口 铁路
机场 公交 停车 桥梁 河道 照明""".split()


def body_of(number):
    """Paragraphs of a notice that no other number has."""
    draw = Random(number)
    clauses = ["、".join(draw.sample(WORDS, 6)) for _ in range(8)]
    return [
        f"第{number}号：{clause}由{draw.choice(SUBJECTS)}办公室办理，请{draw.choice(WORDS)}处落实。"
        for clause in clauses
    ]


def listing(*numbers, url="/n/{}.html", **fields):
    rows = [(url.format(number), title(number), f"2024-06-{number % 12 + 1:02}") for number in numbers]
    return a_page(a_listing(*rows), **fields)


class Site(FakeFetcher):
    """Has a page for every number, under any URL that ends with it."""

    async def fetch(self, url, source, validators=None, ends=None, post=None, role=None, records=None):
        if url not in self.answers:
            self.asked.append((url, validators))
            number = int("".join(char for char in url.rpartition("/")[2] if char.isdigit()) or 0)
            return a_page(an_article(title(number), body_of(number)), url=url)
        answer = self.answers[url]
        if validators and (validators.etag or validators.modified) and getattr(self, "stuck", False):
            self.asked.append((url, validators))
            return None
        return await super().fetch(url, source, validators, ends, post) if answer else None


@pytest.fixture
def site():
    fetcher = Site()
    fetcher[LISTING] = listing(1, 2, 3)
    return fetcher


def codes(result):
    return [failure.code for failure in result.failures]


def rows(form, numbers):
    """A list of rows; `form` has the number `n` and the title `t`."""
    return "".join(f"<li>{form.format(n=number, t=title(number))}</li>" for number in numbers)


def titled(title, *parts):
    """A page with another title than the listing's."""
    return document(*parts).replace("通知公告", title, 1)


LABELS = "首页 政务公开 办事服务 互动交流".split()
MENU = document("<ul>", *(f'<li><a href="/c{n}/">{label}</a></li>' for n, label in enumerate(LABELS)), "</ul>")
LOGIN = document(*(f'<a href="/app/{n}">应用{n}</a>' for n in range(12)), "<form><input type='password'></form>")
LOGIN_WITH_NEWS = document(
    "<form><input type='password' name=p></form><ul>",
    rows('<a href="/sso/{n}.html">关于系统操作手册第{n}版的公告</a>2024-06-0{n}', range(1, 10)),
    "</ul>",
)
MAINTENANCE = document(
    "<h1>系统升级维护公告</h1><p>本网站将暂停服务三天</p>",
    '<a href="/">返回首页</a> <a href="/c.html">联系我们</a>',
)
FRIENDS = document(
    *(f'<a href="http://www.f{n}.gov.cn/">{name}市人民政府门户网站</a>' for n, name in enumerate("甲乙丙丁戊己"))
)
UNDATED = document("<ul>", rows('<a href="/zt/page{n}12.html">{t}</a>', range(20, 26)), "</ul>")
SCRIPTED = document("<ul>", rows("""<a href="javascript:go('{n}')">{t}</a><i>2024-06-0{n}</i>""", range(4, 9)), "</ul>")
SHELL = document('<div id="app"></div><script src="/app.js"></script>')
BUSY = document("<h3>系统繁忙,请稍后再试!</h3>")
NOSCRIPT = document("<noscript>请开启JavaScript并刷新该页</noscript>")
EMPTY = document('<div class="list"></div>')
DEAD_REDESIGN = document("<ul>", rows('<a href="/ad/{n}.php">{t}</a><i>2024-06-0{n}</i>', range(4, 9)), "</ul>")

POSTBACK = document(
    "<ul>", rows("""<a href="javascript:__doPostBack('c{n}','')">{t}</a><i>2024-06-0{n}</i>""", range(4, 9)), "</ul>"
)
DEAD_DATA = document("<ul>", rows('<p data-url="javascript:0">{t}</p><i>2024-06-0{n}</i>', range(4, 9)), "</ul>")
FOREIGN_FRAME = document('<iframe src="http://other.example.com/list.html"></iframe>')
NO_PERMISSION = document("<p>对不起,您没有权限访问该页面</p>")
NOT_FOUND = document("<h1>您访问的页面不存在或已删除</h1>", '<a href="/">返回首页</a>')
CLOSED = document("<p>该栏目已关闭</p>", '<a href="/">返回首页</a>')

CAPTCHA = titled(
    "安全验证", "<h3>请完成以下验证后继续操作</h3><p>向右滑动滑块填充拼图</p><script src='/c.js'></script>"
)
REGION = titled("访问受限", "<h2>抱歉，您所在的地区无法访问本网站</h2><p>本网站仅对中国大陆地区用户开放访问。</p>")
PARKED = titled(
    "example.gov.cn - This domain is for sale",
    "<h1>example.gov.cn</h1><ul>",
    *(
        f'<li><a href="/cl.php?q={word}">{words}</a></li>'
        for word, words in (
            ("loans", "Best Personal Loans For Small Businesses"),
            ("mba", "Online MBA Programs For Working Adults"),
            ("car", "Cheap Car Insurance Quotes Near You"),
        )
    ),
    "</ul>",
)
MOURNING = titled("沉痛哀悼", "<h1>沉痛悼念</h1><p>本网站今日暂停更新。</p>", '<a href="/index.html">进入网站</a>')
MOVED = titled(
    "新版网站",
    "<h1>新版网站已上线</h1><p>本栏目已迁移，页面将在10秒后跳转。</p>",
    '<a href="https://new.example.gov.cn/tzgg/">进入新版网站</a> <a href="https://old.example.gov.cn/">返回旧版</a>',
)
NO_DATA = titled(
    "通知公告",
    *(f'<a href="/c{n}/">{label}</a>' for n, label in enumerate(LABELS)),
    '<table><tr><th>标题</th><th>发布日期</th></tr><tr><td colspan="2">暂无数据</td></tr></table>',
)
QUEUE = titled(
    "排队中", "<h1>当前访问人数过多</h1><p>您前面还有 1532 人，请勿刷新页面。</p><script src='/q.js'></script>"
)
MIGRATION = titled("系统迁移", "<h1>网站迁移中</h1><p>正在进行数据迁移，预计剩余时间：01:23:45</p>")
ARCHIVES = document("<ul>", *(f'<li><a href="/tzgg/{y}/">{y}年通知公告</a></li>' for y in range(2012, 2025)), "</ul>")

CHANGES = {
    "menu": (MENU, "listing_changed"),
    "login": (LOGIN, "asks_for_login"),
    "login with news": (LOGIN_WITH_NEWS, "asks_for_login"),
    "maintenance": (MAINTENANCE, "maintenance"),
    "friends": (FRIENDS, "listing_changed"),
    "undated": (UNDATED, "listing_changed"),
    "scripted": (SCRIPTED, "links_vanished"),
    "shell": (SHELL, "error_page"),
    "busy": (BUSY, "error_page"),
    "browser": (NOSCRIPT, "asks_for_browser"),
    "empty": (EMPTY, "links_vanished"),
    "postback": (POSTBACK, "links_vanished"),
    "dead data": (DEAD_DATA, "links_vanished"),
    "foreign frame": (FOREIGN_FRAME, "links_vanished"),
    "no permission": (NO_PERMISSION, "error_page"),
    "not found": (NOT_FOUND, "links_vanished"),
    "closed": (CLOSED, "links_vanished"),
    "captcha": (CAPTCHA, "asks_for_captcha"),
    "region": (REGION, "error_page"),
    "parked domain": (PARKED, "listing_changed"),
    "mourning": (MOURNING, "links_vanished"),
    "moved without redirect": (MOVED, "listing_changed"),
    "no data": (NO_DATA, "listing_changed"),
    "queue": (QUEUE, "error_page"),
    "migration": (MIGRATION, "links_vanished"),
    "archives": (ARCHIVES, "listing_changed"),
}


@pytest.mark.parametrize(("body", "code"), CHANGES.values(), ids=CHANGES)
def test_a_listing_that_turns_into_something_else_is_a_trouble(site, body, code):
    first = poll(site)
    site[LISTING] = a_page(body)
    result = poll(site, first)
    assert (result.outcome, codes(result), result.notices) == ("failed", [code], ())
    assert codes(poll(site, result)) == [code]


@pytest.mark.parametrize(("body", "code"), CHANGES.values(), ids=CHANGES)
def test_nothing_is_lost_or_read_twice_when_the_listing_comes_back(site, body, code):
    first = poll(site)
    site[LISTING] = a_page(body)
    result = poll(site, poll(site, first))
    site[LISTING] = listing(1, 2, 3, 4, 5)
    back = poll(site, result)
    assert (back.outcome, [notice.url for notice in back.notices]) == ("ok", [art(4), art(5)])
    assert rows_held(back.state) == 0


@pytest.mark.parametrize(("body", "code"), CHANGES.values(), ids=CHANGES)
def test_a_new_source_that_is_no_listing_fails(site, body, code):
    site[LISTING] = a_page(body)
    if body in (UNDATED, LOGIN_WITH_NEWS):  # rows with evidence of notices: a listing, if it is a new one
        assert poll(site).outcome == "ok"
        return
    result = poll(site)
    assert (result.outcome, result.notices) == ("failed", ())
    assert codes(result) in ([code], ["no_links"])


@pytest.mark.parametrize(
    "target",
    [f"{SITE}/", f"{SITE}/index.html", f"{SITE}/login.jsp", f"{SITE}/error/404.html", "https://sso.gov.cn/cas/login"],
)
def test_a_listing_that_leads_away_is_a_trouble(site, target):
    moved = listing(7, 8, 9, final_url=target)
    site[LISTING] = moved
    assert codes(poll(site)) == ["redirected_away"]
    site[LISTING] = listing(1, 2, 3)
    first = poll(site)
    site[LISTING] = a_page(a_listing(*((f"/x/{n}.html", title(n), "2024-06-01") for n in range(5))), final_url=target)
    result = poll(site, first)
    assert (result.outcome, codes(result), rows_held(result.state)) == ("failed", ["redirected_away"], 5)


@pytest.mark.parametrize("target", [f"{LISTING}index.html", f"{SITE}/xxgk/tzgg/"])
def test_a_redirect_to_the_listing_is_none(site, target):
    site[LISTING] = listing(1, 2, 3, final_url=target)
    first = poll(site)
    assert first.outcome == "ok"
    site[LISTING] = listing(2, 3, 4, final_url=target)
    assert [notice.url for notice in poll(site, first).notices] == [art(4)]


@pytest.mark.parametrize("filters", [{"include": ("/n/*",)}, {"exclude": ("/other/*",)}])
def test_filters_that_now_reject_every_link_are_a_trouble(site, filters):
    source = a_source(**filters)
    first = poll(site, source=source)
    site[LISTING] = listing(4, 5, 6, url="/other/{}.html")
    assert codes(poll(site, first, source=source)) == ["listing_changed"]


def test_a_filter_that_never_passed_any_is_no_trouble(site):
    assert poll(site, source=a_source(include=("/none/*",))).outcome == "ok"


def test_a_redesign_with_dates_and_readable_notices_is_the_new_listing(site):
    first = poll(site)
    site[LISTING] = listing(3, 4, 5, url="/art/2024/art_{}.html")
    result = poll(site, first)
    assert (result.outcome, len(result.notices)) == ("ok", 3)
    site[LISTING] = listing(4, 5, 6, url="/art/2024/art_{}.html")
    assert [notice.url for notice in poll(site, result).notices] == [f"{SITE}/art/2024/art_6.html"]


def test_a_redesign_whose_notices_cannot_be_read_is_a_trouble(site):
    first = poll(site)
    site[LISTING] = a_page(DEAD_REDESIGN)
    for number in range(4, 9):
        site[f"{SITE}/ad/{number}.php"] = a_page(document("<p>商城促销</p>"), url=f"{SITE}/ad/{number}.php")
    result = poll(site, first)
    assert (result.outcome, codes(result), rows_held(result.state)) == ("failed", ["listing_changed"], 5)


def test_rows_that_were_accepted_are_read_and_are_the_listing_from_then_on(site):
    first = poll(site)
    site[LISTING] = a_page(UNDATED)
    doubtful = poll(site, first)
    assert rows_held(doubtful.state) == 6
    accepted = poll(site, with_rows_accepted(doubtful.state))
    assert (accepted.outcome, len(accepted.notices), rows_held(accepted.state)) == ("ok", 6, 0)
    site[LISTING] = a_page(UNDATED.replace("<ul>", f'<ul><li><a href="/zt/page9912.html">{title(99)}</a></li>'))
    assert len(poll(site, accepted).notices) == 1


def test_rows_below_the_floor_can_be_accepted(site):
    site[LISTING] = a_page(MENU)
    doubtful = poll(site)
    assert codes(doubtful) == ["no_links"]
    accepted = poll(site, with_rows_accepted(doubtful.state))
    assert accepted.outcome == "ok"
    site[LISTING] = a_page(MENU.replace("<ul>", '<ul><li><a href="/c9/">新栏目</a></li>'))
    assert poll(site, accepted).outcome == "ok"


def test_selectors_are_evidence_and_one_that_matches_nothing_is_a_trouble(site):
    source = a_source(select={"link": "ul.list a"})
    site[LISTING] = a_page(a_listing(*((f"/c{n}/", f"栏目{n}", "") for n in range(3))))
    first = poll(site, source=source)
    assert first.outcome == "ok"
    site[LISTING] = a_page(MENU)
    assert codes(poll(site, first, source=source)) == ["links_vanished"]


def test_a_state_without_a_profile_learns_it(site):
    first = poll(site)
    old = {name: value for name, value in first.state.items() if name not in ("profile", "fetched_at")}
    site[LISTING] = listing(1, 2, 3, 4)
    learned = poll(site, old)
    assert (learned.outcome, "profile" in learned.state) == ("ok", True)
    site[LISTING] = a_page(MENU)
    assert codes(poll(site, learned)) == ["listing_changed"]


def test_new_rows_alone_are_the_listing_when_their_urls_are_as_usual(site):
    first = poll(site)
    site[LISTING] = listing(11, 12, 13)
    assert len(poll(site, first).notices) == 3


def test_a_list_in_a_frame_of_the_site_is_followed(site):
    site[LISTING] = a_page(document('<iframe src="/frame.html"></iframe>', MENU))
    site[f"{SITE}/frame.html"] = listing(1, 2, url=SITE + "/n/{}.html")
    first = poll(site)
    assert [notice.url for notice in first.notices] == [art(1), art(2)]
    site[f"{SITE}/frame.html"] = listing(1, 2, 3, url=SITE + "/n/{}.html")
    assert [notice.url for notice in poll(site, first).notices] == [art(3)]


def test_a_frame_of_another_site_is_not_followed(site):
    site[LISTING] = a_page(document('<iframe src="https://other.example.org/frame.html"></iframe>'))
    assert codes(poll(site)) == ["no_links"]


def test_functions_in_a_script_of_the_site_are_read(site):
    site[LISTING] = a_page(f'<script src="/js/list.js"></script>{SCRIPTED}')
    assert codes(poll(site)) == ["no_links"]
    site[f"{SITE}/js/list.js"] = b"function go(id){window.open('/n/'+id+'.html')}"
    result = poll(site)
    assert [notice.url for notice in result.notices] == [art(number) for number in range(4, 9)]
    assert poll(site, result).notices == ()


@pytest.mark.parametrize("url", ["/n/{}.html", "/zcwj/{}.html"])
def test_another_column_with_older_notices_is_a_trouble(site, url):
    site[LISTING] = listing(8, 9, 10)
    first = poll(site)
    site[LISTING] = listing(1, 2, 3, 4, 5, url=url)
    result = poll(site, first)
    assert (codes(result), result.notices) == (["listing_changed"], ())
    site[LISTING] = listing(8, 9, 10, 11)
    assert [notice.url for notice in poll(site, result).notices] == [art(11)]


def test_the_same_notices_under_other_urls_are_a_redesign(site):
    first = poll(site)
    site[LISTING] = listing(1, 2, 3, 4, url="/zcwj/{}.html")
    result = poll(site, first)
    assert (result.outcome, len(result.notices)) == ("ok", 4)


def test_error_pages_that_go_on_are_a_trouble_of_the_source(site):
    for number in (1, 2, 3):
        site[art(number)] = a_page(BUSY, url=art(number))
    first = poll(site)
    assert (first.outcome, codes(first), first.failures[0].url) == ("failed", ["error_page"] * 4, LISTING)
    second = poll(site, first, now=NOW + timedelta(minutes=10))
    assert (second.outcome, codes(second)[0], second.failures[0].url) == ("failed", "error_page", LISTING)
    for number in (1, 2, 3):
        del site.answers[art(number)]
    third = poll(site, second, now=NOW + timedelta(minutes=20))
    assert third.outcome != "failed"
    assert [notice.url for notice in third.notices] == [art(1), art(2), art(3)]


def test_an_error_page_is_read_again_until_it_is_the_notice(site):
    site[art(2)] = a_page(BUSY, url=art(2))
    first = poll(site)
    assert [notice.url for notice in first.notices] == [art(1), art(3)]
    assert codes(first) == ["error_page"]
    site[art(2)] = a_page(an_article(title(2)), url=art(2))
    assert [notice.url for notice in poll(site, first).notices] == [art(2)]


def test_a_server_that_always_answers_304_is_found_out(site):
    site[LISTING] = listing(1, 2, 3, etag='"fixed"')
    result = poll(site)
    site.stuck = True
    site[LISTING] = listing(1, 2, 3, 4, 5, etag='"fixed"')
    found = []
    for number in range(1, 5):
        result = poll(site, result, now=NOW + timedelta(minutes=10 * number))
        found += [notice.url for notice in result.notices]
    assert found == [art(4), art(5)]
    site[LISTING] = listing(4, 5, 6, etag='"fixed"')
    assert len(poll(site, result, now=NOW + timedelta(hours=1)).notices) == 1


@pytest.mark.parametrize(("pause", "full_fetch", "asked"), [("1h", "1d", True), ("25h", "1d", 0), ("1m", "0s", 0)])
def test_the_whole_listing_is_fetched_now_and_then(site, pause, full_fetch, asked):
    hours = {"1h": 1, "25h": 25, "1m": 0.02}[pause]
    site[LISTING] = listing(1, 2, 3, etag='"1"')
    source = a_source(full_fetch=full_fetch)
    first = poll(site, source=source)
    site.taken()
    site.asked.clear()
    poll(site, first, source=source, now=NOW + timedelta(hours=hours))
    [(_, validators)] = site.asked
    assert bool(validators and validators.etag) is bool(asked)


def test_a_state_stays_small(site):
    many = "".join(f'<li><a href="/{n}/{"x" * 1500}">{"标题" * 300}{n}</a></li>' for n in range(400))
    first = poll(site)
    site[LISTING] = a_page(document("<ul>", many, "</ul>"))
    result = poll(site, first)
    assert result.outcome == "failed"
    assert len(str(result.state)) < 60_000


@pytest.mark.parametrize(
    ("url", "other", "same"),
    [
        (art(1), art(22), True),
        (f"{SITE}/art/2024/6/1/art_1_2.html", f"{SITE}/art/2023/12/11/art_1_345.html", True),
        (f"{SITE}/a?id=1", f"{SITE}/a?id=22", True),
        (f"{SITE}/posts/one-thing", f"{SITE}/posts/another-thing", True),
        (art(1), f"{SITE}/zwgk/", False),
        (art(1), f"{SITE}/x/1.html", False),
        (f"{SITE}/a?id=1", f"{SITE}/a?page=1", False),
    ],
)
def test_urls_of_one_pattern_have_one_shape(url, other, same):
    assert (shape_of(url) == shape_of(other)) is same


def test_what_fails_for_good_in_a_script_does_not_stop_a_poll(site):
    site[LISTING] = a_page(f'<script src="/js/list.js"></script>{SCRIPTED}')
    site[f"{SITE}/js/list.js"] = RobotsError()
    assert codes(poll(site)) == ["no_links"]


@pytest.mark.parametrize(
    "error", [BUSY, "<html><body></body></html>", LOGIN, "<html><body><p>参数错误</p></body></html>"]
)
def test_a_first_poll_that_reads_no_notice_has_failed(site, error):
    for number in (1, 2, 3):
        site[art(number)] = a_page(error, url=art(number))
    first = poll(site)
    assert (first.outcome, first.notices, first.failures[0].url) == ("failed", (), LISTING)
    for number in (1, 2, 3):
        del site.answers[art(number)]
    second = poll(site, first, now=NOW + timedelta(minutes=10))
    assert (second.outcome != "failed", len(second.notices)) == (True, 3)


def test_a_first_poll_during_an_outage_of_the_notices_has_not_failed(site):
    site[LISTING] = listing(1)
    site[art(1)] = BlockedError()
    assert poll(site).outcome == "failed"
    site[art(1)] = TimedOutError()
    assert poll(site).outcome == "ok"


def test_several_pages_that_do_not_exist_are_a_trouble_and_one_is_not(site):
    first = poll(site)
    for numbers, outcome in (((4,), "not_modified"), ((4, 5), "failed")):
        site[LISTING] = listing(1, 2, 3, *numbers)
        for number in numbers:
            site[art(number)] = GoneError()
        later = poll(site, poll(site, first), now=NOW + timedelta(minutes=10))
        assert (later.outcome, later.notices) == (outcome, ())


def titled(name, *numbers, url="/n/{}.html"):
    page = listing(*numbers, url=url)
    return a_page(f"<html><head><title>{name}</title></head>{page.text.partition('<html>')[2] or page.text}")


@pytest.mark.parametrize("name", ["某市人民政府门户网站", "市政要闻", "搜索结果", "关于开展考核工作的通知"])
def test_a_page_with_another_title_and_other_rows_is_not_the_listing(name):
    site = Site()
    site[LISTING] = titled("通知公告_某市人民政府", 1, 2, 3)
    first = poll(site)
    site[LISTING] = titled(name, 3, 4, 5, 6, 7, 8, 9)
    second = poll(site, first)
    assert (second.notices, codes(second)) == ((), ["listing_changed"])
    site[LISTING] = titled("通知公告 - 某市政府网", 4, 1, 2, 3)
    third = poll(site, second)
    assert ([notice.url for notice in third.notices], codes(third)) == ([art(4)], [])


def test_a_listing_with_another_title_and_its_usual_rows_is_the_listing():
    site = Site()
    site[LISTING] = titled("通知公告", 1, 2, 3)
    first = poll(site)
    site[LISTING] = titled("信息发布", 4, 1, 2, 3)
    assert [notice.url for notice in poll(site, first).notices] == [art(4)]
    # Another system lists the same notices under other URLs.
    site[LISTING] = titled("信息发布", 4, 1, 2, 3, url="/art/2024/{}.html")
    assert codes(poll(site, first)) == []
