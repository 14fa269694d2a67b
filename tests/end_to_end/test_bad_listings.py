"""Listings without an end, and old links under new addresses: no loop, no full store, one line each."""

import itertools
import json
import re
import sqlite3

import pytest

from tests.end_to_end.conftest import TODAY

pytestmark = pytest.mark.slow
ARTICLE = ("<html><body><p>" + "先进制造业集群项目的申报工作，请认真组织。" * 20 + "</p></body></html>").encode()


def rows(links):
    items = "".join(f'<li><a href="{href}">{title}</a><span>{TODAY}</span></li>' for href, title in links)
    return f'<html><body><ul class="list">{items}</ul></body></html>'.encode()


def numbered(form, count, stamp=""):
    return [(form.format(n=n, t=stamp), f"关于开展第{n}批项目申报工作的通知") for n in range(count)]


def stored(world, what):
    database = sqlite3.connect(world.folder / "noticewatch.db")
    [(count,)] = database.execute(f"SELECT count(*) FROM {what}").fetchall()
    database.close()
    return count


def lines(done):
    """What was said beside counts: nothing of it takes two lines."""
    return [line for line in done.stderr.splitlines() if line.startswith("http")]


@pytest.fixture
def articles(http):
    """The first articles, each with its own text whatever follows the visitor; gives their requests."""
    asked = []

    def article(handler):
        asked.append(handler.path)
        path, _, query = handler.path.partition("?")
        name = path + "".join(part for part in query.split("&") if part.startswith("id="))
        handler.answer(200, ARTICLE.replace("项目".encode(), f"项目{name}".encode()))

    for path in (
        "/detail",
        *(f"/art/{n}.html" for n in range(20)),
        *(f"/art/{p}-{n}.html" for p in range(9) for n in range(3)),
    ):
        http.routes[path] = article
    return asked


@pytest.mark.parametrize("form", ["/art/{n}.html?rnd={t}", "/detail?id={n}&x={t}", "/detail?x=abc{t}&id={n}"])
def test_old_links_under_new_query_strings_are_read_once(world, http, articles, form):
    turns = itertools.count(100)
    http.routes["/list/"] = lambda handler: handler.answer(200, rows(numbered(form, 8, next(turns))))
    world.source("portal", f"{http.url}/list/")
    for _ in range(4):
        world.run("crawl", code=0)
    assert len(articles) == 8
    assert (stored(world, "notice"), stored(world, "place")) == (8, 8)


def test_a_listing_of_ten_thousand_links_is_cut_and_said(world, http, articles):
    http.routes["/list/"] = lambda handler: handler.answer(200, rows(numbered("/art/{n}.html", 10_000)))
    world.source("portal", f"{http.url}/list/")
    done = world.run("sources", "check", code=0)
    # A busy machine takes long for the poll, which the check says, too.
    [warning] = re.findall(r"^  warning: (?!the poll took \d+ s$)(.*)$", done.stdout, re.MULTILINE)
    assert (
        warning
        == f"{http.url}/list/: too_large: the listing exceeds the limit of 3000 links (links beyond the limit: 7000)"
    )


def test_a_sitemap_of_fifty_thousand_is_cut_and_said(world, http, articles):
    entries = "".join(f"<url><loc>{http.url}/art/{n}.html</loc></url>" for n in range(50_000))
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()
    http.routes["/sitemap.xml"] = lambda handler: handler.answer(200, body, "application/xml")
    world.source("portal", f"{http.url}/sitemap.xml", type="sitemap")
    done = world.run("sources", "check", code=0)
    assert "too_large: the listing exceeds the limit of 3000 links (links beyond the limit: 47000)\n" in done.stdout
    assert len(articles) <= 3


def test_paging_without_an_end_ends_with_the_pages_that_the_source_allows(world, http, articles):
    asked = []

    def api(handler):
        page = int(handler.path.partition("p=")[2] or 1)
        asked.append(page)
        found = [{"url": f"/art/{page}-{n}.html", "title": f"第{page}页第{n}件"} for n in range(3)]
        handler.answer(200, json.dumps({"rows": found, "next": f"/api?p={page + 1}"}).encode(), "application/json")

    http.routes["/api"] = api
    select = {"item": "rows", "link": "url", "title": "title"}
    world.source("portal", f"{http.url}/api", type="json", select=select, paging={"next": "next"}, pages=4)
    world.run("crawl", code=0)
    assert asked == [1, 2, 3, 4]
    assert stored(world, "notice") == 12


def test_a_calendar_is_not_walked_into_the_future(world, http, articles):
    asked = []

    def month(handler):
        number = int(handler.path.partition("month=")[2] or 1)
        asked.append(number)
        days = "".join(f'<td><a href="/cal?month={number}&day={day}">{day}</a></td>' for day in range(1, 29))
        links = rows(numbered("/art/{n}.html", 5)).decode()
        calendar = f'<a href="/cal?month={number - 1}">上月</a><table><tr>{days}</tr></table>'
        calendar += f'<a href="/cal?month={number + 1}">下月</a>'
        handler.answer(200, links.replace("<ul", f"{calendar}<ul").encode())

    http.routes["/cal"] = month
    world.source("portal", f"{http.url}/cal")
    for _ in range(3):
        world.run("crawl", code=0)
    assert asked == [1, 1, 1]
    assert stored(world, "notice") == 5


ITEM = "<item><title>通知</title><link>/art/1.html</link></item>"
FEEDS = {
    "cut": f'<rss version="2.0"><channel>{ITEM}<item><title>cut',
    "unclosed": f'<rss version="2.0"><channel>{ITEM}<item><title>x</item></channel></rss>',
    "undeclared-entity": f'<rss version="2.0"><channel><title>&nbsp;&copy;</title>{ITEM}</channel></rss>',
    "control": f'<rss version="2.0"><channel><title>a\x01b</title>{ITEM}</channel></rss>',
    "two-roots": f'<rss version="2.0"><channel>{ITEM}</channel></rss>' * 2,
    "bomb": '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    f'<rss version="2.0"><channel><title>&c;</title>{ITEM}</channel></rss>',
    "html": "<html><body><p>404</p></body></html>",
    "json": '{"version": "https://jsonfeed.org/version/1.1", "items": [',
    "json-items": '{"version": "https://jsonfeed.org/version/1.1", "items": {"url": 1}}',
    "empty": '<rss version="2.0"><channel></channel></rss>',
    "nothing": " ",
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>通知</title><link href="/art/1.html"',
}


def test_ill_formed_feeds_give_what_they_have_and_a_line_each(world, http, articles):
    for name, body in FEEDS.items():
        http.routes[f"/{name}"] = lambda handler, body=body: handler.answer(200, body.encode(), "application/rss+xml")
        world.source(name, f"{http.url}/{name}", type="feed")
    done = world.run("crawl", code=1)
    said = {name: [line for line in lines(done) if line.startswith(f"{http.url}/{name}: ")] for name in FEEDS}
    assert {name: len(found) for name, found in said.items() if len(found) > 1} == {}
    assert {name for name, found in said.items() if found} >= {"cut", "html", "json", "json-items", "nothing", "atom"}
    assert stored(world, "notice") == 1
