"""Finding what can be watched at a site."""

import asyncio
from datetime import date

import pytest

from crawler.discovery.candidates import find_leads, same_family, same_site
from crawler.discovery.find import Finder
from crawler.discovery.platforms import system_of
from crawler.model.errors import GoneError, UnreachableError
from crawler.model.requests import DiscoverRequest
from tests.crawler.builders import NOW, FakeFetcher, a_listing, a_page, a_source, document, item, rss
from tests.crawler.listings.test_platforms import listing, made

HOME = "https://www.binzhou.gov.cn/"
TITLES = "关于印发{}工作方案的通知"


def rows(folder, count=8, day="2024-06-{:02}"):
    return a_listing(*((f"{folder}{n}.html", TITLES.format(f"第{n}项"), day.format(12 - n)) for n in range(count)))


def nav(*links, head=""):
    anchors = "".join(f'<a href="{href}">{words}</a>' for href, words in links)
    page = document(f'<div class="nav">{anchors}</div><p>欢迎访问</p>')
    return page.replace("<title>通知公告</title>", f"<title>滨州市人民政府</title>{head}")


class Portal(FakeFetcher):
    """Answers what it has, 404 for all else, and counts."""

    async def fetch(self, url, source, validators=None, ends=None, post=None, role=None, records=None):
        self.answers.setdefault(url, GoneError())
        return await super().fetch(url, source, validators, ends, post)

    def put(self, path, body):
        self[f"{HOME.rstrip('/')}{path}"] = a_page(body, url=f"{HOME.rstrip('/')}{path}")


@pytest.fixture
def portal():
    site = Portal()
    site.put("/", nav(("/tzgg/", "通知公告"), ("/jd/", "政策解读"), ("/login", "登录"), ("https://x.example/", "公告")))
    site.put("/tzgg/", rows("/tzgg/"))
    return site


def find(site, url=HOME, **fields):
    request = DiscoverRequest(id="d", url=url, **fields)
    return asyncio.run(Finder(site, lambda: NOW).find(request))


def found(result):
    return [(candidate.type, candidate.url.removeprefix(HOME)) for candidate in result.candidates]


def test_a_listing_is_found_with_its_first_notices(portal):
    [one] = find(portal).candidates
    assert (one.type, one.url, one.name) == ("html", f"{HOME}tzgg/", "滨州市人民政府 通知公告")
    assert (one.links_seen, one.dated, one.newest, len(one.links)) == (8, 8, date(2024, 6, 12), 5)
    assert one.links[0].title == TITLES.format("第0项")
    assert (one.region, one.language) == (("CN", "山东省", "滨州市"), "zh")


def test_other_hosts_and_what_is_no_listing_are_not_asked_for(portal):
    find(portal)
    assert not [url for url in portal.urls if "x.example" in url or "login" in url or "/jd/" in url]


def test_a_notices_page_leads_to_its_listing(portal):
    crumbs = document(
        '<div><a href="/">首页</a> &gt; <a href="/tzgg/">通知公告</a></div><h1>一条通知</h1><p>正文在此。</p>'
    )
    portal.put("/tzgg/7.html", crumbs)
    assert found(find(portal, f"{HOME}tzgg/7.html")) == [("html", "tzgg/")]


def test_the_listing_itself_may_be_given(portal):
    assert ("html", "tzgg/") in found(find(portal, f"{HOME}tzgg/"))


def test_a_feed_is_found_by_its_link_and_goes_first(portal):
    head = '<link rel="alternate" type="application/rss+xml" title="订阅" href="/feed/all.xml">'
    portal.put("/", nav(("/tzgg/", "通知公告"), head=head))
    day = "<pubDate>Wed, 12 Jun 2024 08:00:00 +0800</pubDate>"
    portal.put("/feed/all.xml", rss(*(item(f"/art/{n}.html", TITLES.format(n), day) for n in range(6))))
    assert found(find(portal))[0] == ("feed", "feed/all.xml")


def test_a_feed_at_a_usual_address_is_found(portal):
    portal.put("/rss.xml", rss(item("/art/1.html", TITLES.format(1))))
    assert ("feed", "rss.xml") in found(find(portal))


def test_a_home_page_at_the_feeds_address_is_no_feed(portal):
    for path in ("/feed", "/index.xml", "/rss.xml", "/atom.xml", "/sitemap.xml"):
        portal.put(path, rows("/top/"))
    assert found(find(portal)) == [("html", "tzgg/")]


def test_sitemaps_are_found_by_robots_txt(portal):
    portal[f"{HOME}robots.txt"] = f"User-agent: *\nSitemap: {HOME}maps/news.xml\n".encode()
    entries = "".join(f"<url><loc>{HOME}a/{n}.html</loc><lastmod>2024-06-1{n}</lastmod></url>" for n in range(3))
    portal.put("/maps/news.xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>')
    assert ("sitemap", "maps/news.xml") in found(find(portal))


def test_a_listing_two_steps_away_is_found(portal):
    portal.put("/", nav(("/zwgk/", "政务公开")))
    portal.put("/zwgk/", nav(("/zwgk/gfxwj/", "规范性文件")))
    portal.put("/zwgk/gfxwj/", rows("/zwgk/gfxwj/"))
    assert ("html", "zwgk/gfxwj/") in found(find(portal))


def test_more_leads_to_what_its_heading_says(portal):
    portal.put("/", document('<div><div><h3>通知公告</h3></div><a href="/tzgg/">更多&gt;&gt;</a></div>'))
    assert found(find(portal)) == [("html", "tzgg/")]


def test_dated_listings_go_before_undated_and_old_ones(portal):
    portal.put("/", nav(("/old/", "政策文件"), ("/undated/", "规范性文件"), ("/tzgg/", "通知公告")))
    portal.put("/old/", rows("/old/", day="2015-06-{:02}"))
    portal.put("/undated/", rows("/undated/", day=""))
    assert [url for _, url in found(find(portal))] == ["tzgg/", "old/", "undated/"]


def test_requests_are_bounded(portal):
    portal.put("/", nav(*((f"/list{n}/", f"{n}号通知公告") for n in range(300))))
    result = find(portal, max_requests=9)
    assert (result.requests, len(portal.asked) <= 9) == (9, True)


def test_a_site_that_cannot_be_reached_is_an_error(portal):
    portal[HOME] = UnreachableError()
    with pytest.raises(UnreachableError):
        find(portal)


def test_what_fails_on_the_way_is_said(portal):
    portal[f"{HOME}tzgg/"] = UnreachableError()
    result = find(portal)
    assert (result.candidates, [failure.code for failure in result.failures]) == ((), ["unreachable"])


@pytest.mark.parametrize(
    ("body", "system"),
    [
        ('<script type="text/xml"><datastore><recordset></recordset></datastore></script>', "jpage"),
        ('<a href="/module/web/jpage/dataproxy.jsp?page=1">更多</a>', "jpage"),
        ('<script src="/x.js" url="/common-search/buildstatic/list" querydata="{}"></script>', "jpaas"),
        ('<script url="/api/bulidstatic" queryData=\'{"a":1}\'></script>', "jpaas"),
        ('<script>fetch("/gkmlpt/api/all/12?page=1")</script>', None),
        ('<div id="UCAP-CONTENT"></div>', "ucap"),
        ('<meta name="ArticleTitle" content="通知"><div class="TRS_Editor"></div>', "trs"),
        ("<p>通知</p>", None),
    ],
)
def test_publishing_systems_are_known_by_their_marks(body, system):
    assert system_of(a_page(document(body))) == system


def test_a_page_of_gkmlpt_has_its_address_and_a_site():
    catalogue = a_page(
        document("<script>_CONFIG = {SID: '2'}</script>"), url="https://www.jiangmen.gov.cn/gkmlpt/index"
    )
    assert system_of(catalogue) == "gkmlpt"
    assert system_of(a_page(document("<p></p>"), url="https://www.jiangmen.gov.cn/gkmlpt/index")) is None


@pytest.mark.parametrize("shape", ["jpage-li", "jpage-tr+shell", "jpaas-ul", "jpaas-table+two", "gkmlpt-both"])
def test_a_system_is_found_as_the_source_that_reads_it(shape):
    column, site, meant = made(shape, count=20)
    [one, *_] = find(site, meant.url).candidates
    assert (one.type, one.system, one.url) == (meant.type, meant.type, meant.url)
    assert [link.title for link in one.links] == [notice.title for notice in column.notices[:5]]
    watched = listing(site, a_source(type=one.type, url=one.url)).listing
    assert [link.url for link in watched.links[:5]] == [link.url for link in one.links]


def test_a_list_that_was_built_into_a_systems_page_is_html():
    _, site, meant = made("jpaas-ul+static", count=20)
    [one, *_] = find(site, meant.url).candidates
    assert (one.type, one.system, one.url) == ("html", "jpaas", meant.url)


def test_what_a_system_asks_for_counts_as_requests():
    _, site, meant = made("gkmlpt-both", count=20)
    result = find(site, meant.url, max_requests=5)
    assert result.requests == len(site.asked) <= 5


def test_a_system_whose_list_cannot_be_had_is_said():
    _, site, meant = made("gkmlpt-both")
    answer = site.answer
    site.answer = lambda url: None if "/api/" in url else answer(url)
    result = find(site, meant.url)
    assert (result.candidates, [failure.code for failure in result.failures]) == ((), ["gone"])


def test_hosts_and_families():
    assert same_site("http://gov.example/", "https://www.gov.example/a")
    assert not same_site("https://a.binzhou.gov.cn/", "https://www.binzhou.gov.cn/")
    assert same_family("https://a.binzhou.gov.cn/", "https://www.binzhou.gov.cn/")
    assert not same_family("https://www.dezhou.gov.cn/", "https://www.binzhou.gov.cn/")
    assert not same_family("http://127.0.0.1:1/", "http://127.0.0.1:2/")


def test_links_that_say_a_column_go_before_those_that_say_news():
    page = a_page(
        nav(("/a/", "新闻"), ("/b/", "公告"), ("/c/", "通知公告"), ("/d/", "Press releases"), ("/e/", "天气")), url=HOME
    )
    assert [lead.url.removeprefix(HOME) for lead in find_leads(page)] == ["c/", "b/", "d/", "a/"]


@pytest.mark.parametrize("body", ["", "\x00", "<a href='http://[::1'>通知公告</a>", "<html>" * 1000])
def test_no_page_is_too_broken(body):
    assert find_leads(a_page(body, url=HOME)) == []


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="alternate" href="/xml/f1">',
        '<link rel="alternate" title="RSS订阅" href="xml/f1">',
        '<link rel="Alternate" type="text/xml" title="RSS" href="/xml/f1">',
        '<link rel="alternate" type="application/xml" href="/xml/f1">',
        '<link rel="alternate" type="application/json" href="/xml/f1">',
        '<link rel="feed" href="/xml/f1">',
        '<link rel="alternate home" type="text/xml; charset=utf-8" href="/xml/f1">',
        '<link type="application/feed+json" rel="alternate" href="/xml/f1">',
        '<link type="application/x-rss+xml" rel="alternate" href="/xml/f1">',
        '<link type="text/rss" rel="alternate" href="/xml/f1">',
        '<base href="/xml/"><link rel="alternate" href="f1">',
        '<a href="/xml/f1">RSS</a>',
        '<a href="/xml/f1">RSS 订阅</a>',
        '<a href="/xml/f1">信息订阅</a>',
        '<a href="/xml/f1">RSSフィード</a>',
        '<a href="/xml/f1"><img src="/i.png" alt="RSS"></a>',
        '<a href="/xml/f1" title="Subscribe to our feed"></a>',
        '<a href="/xml/f1" type="application/rss+xml">Neuigkeiten</a>',
        '<link rel="alternate" type="text/html" title="RSS" href="/xml/f1">',
        '<link rel="alternate" type="text/html; charset=utf-8" title="订阅" href="/xml/f1">',
        f'<a href="feed:{HOME}xml/f1">RSS</a>',
        f'<link rel="alternate" type="application/rss+xml" href="feed:{HOME}xml/f1">',
        f'<a href="feed:{HOME.partition(":")[2]}xml/f1">RSS</a>',
        f'<a href="FEED:{HOME}xml/f1">RSS</a>',
    ],
)
def test_a_feed_is_found_by_any_usual_form_of_link(portal, head):
    portal.put("/", nav(head=head))
    portal.put("/xml/f1", rss(*(item(f"/art/{n}.html", TITLES.format(n)) for n in range(4))))
    assert ("feed", "xml/f1") in found(find(portal))


def test_a_page_about_feeds_leads_to_them(portal):
    portal.put("/", nav(("/rss.html", "RSS订阅")))
    portal.put("/rss.html", nav(("/xml/f1.xml", "通知公告 RSS"), ("/other/", "通知公告")))
    portal.put("/xml/f1.xml", rss(item("/art/1.html", TITLES.format(1))))
    assert found(find(portal)) == [("feed", "xml/f1.xml")]
    assert f"{HOME}other/" not in portal.urls


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="alternate" hreflang="en" href="/en">',
        '<link rel="alternate" media="only screen" href="/m">',
        '<link rel="alternate stylesheet" href="/s.css">',
        '<link rel="alternate" type="text/html" href="/h">',
        '<link rel="alternate" type="application/json+oembed" href="/o">',
        '<link rel="canonical" href="/c">',
    ],
)
def test_other_alternates_are_no_feeds(head):
    page = a_page(document("<p>x</p>").replace("<title>", f"{head}<title>"), url=HOME)
    assert [lead for lead in find_leads(page) if lead.kind == "feed"] == []


@pytest.mark.parametrize("words", ["更多", "通知公告", "公告"])
def test_the_listing_ranks_before_a_home_page_that_shows_its_first_rows(portal, words):
    shown = rows("/tzgg/", count=5).replace("</body>", f'<h2>通知公告 <a href="/tzgg/">{words}</a></h2></body>')
    portal.put("/", shown)
    portal.put("/tzgg/", rows("/tzgg/", count=11))
    candidates = find(portal).candidates
    assert (candidates[0].url, candidates[0].links_seen) == (f"{HOME}tzgg/", 11)
