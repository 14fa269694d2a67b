"""`sources discover` and `sources check` on real sites."""

import json

import pytest

from crawler.model.configfile import read_sources
from tests.end_to_end.conftest import TODAY, notice

pytestmark = pytest.mark.slow


@pytest.fixture
def portal(world, site):
    """A portal whose home page is its listing."""
    for slug in "甲乙丙丁":
        site.publish(notice(slug), TODAY)
    site.feed = set("甲乙丙丁")
    return world


def test_a_source_is_found_and_saved_once(portal, site):
    page = f"{site.url}/policy/甲.html"
    done = portal.run("sources", "discover", page, "--trusted", "--write", code=0)
    assert f"{site.url}/policy/" in done.stdout
    assert notice("甲").title in done.stdout
    [path] = (portal.folder / "sources").iterdir()
    assert path.read_text().startswith("# yaml-language-server: $schema=../schemas/sources.schema.json\n")
    [source] = read_sources(portal.folder)
    assert (source.url, source.type, source.trusted, source.verified) == (f"{site.url}/feed.xml", "feed", True, False)
    again = portal.run("sources", "discover", page, "--trusted", "--write", code=0)
    assert f"is already configured as {source.id}" in again.stderr


def test_a_home_page_without_a_scheme_is_crawled_and_its_topics_are_printed(world, http):
    def page(text):
        return lambda request: request.answer(200, f"<html><body>{text}</body></html>".encode())

    rows = ""
    for number in range(1, 7):
        title = f"关于先进制造业集群第{number}项工作的通知"
        rows += f'<li><a href="/zcwj/{number}.html">{title}</a><span>{TODAY}</span></li>'
        body = f"<h1>{title}</h1><p>{TODAY}</p><p>{notice(str(number)).paragraphs[0]}</p>"
        http.routes[f"/zcwj/{number}.html"] = page(body)
    http.routes["/zcwj/"] = page(f"<h2>政策文件</h2><ul>{rows}</ul>")
    http.routes["/"] = page('<p>欢迎访问</p><a href="/zcwj/">政策文件</a><a href="/about/">机构设置</a>')
    (world.folder / "subscriptions.yaml").write_text("")
    host = http.url.removeprefix("http://").rstrip("/")
    done = world.run("crawl", host, "--trusted", code=0)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == 6
    assert {tuple(row["topics"]) for row in found} == {("clusters",)}
    assert f"{host}: found" in done.stderr
    assert f"to save this source, run `noticewatch sources discover {host} --write --trusted`" in done.stderr
    assert "clusters: 6 notices" in done.stderr
    # Saved as proposed, it is the same source: nothing is new.
    world.run("sources", "discover", host, "--trusted", "--write", code=0)
    assert world.run("crawl", host, "--trusted", code=0).stdout == ""


def test_a_source_that_works_is_noted_in_its_file(portal, site):
    path = portal.folder / "sources" / "mine.yaml"
    path.write_text(f"# Mine.\n- {{id: portal, url: '{site.url}/policy/', trusted: true}}\n")
    done = portal.run("sources", "check", "--record", code=0)
    [source] = read_sources(portal.folder)
    assert f"newest date {TODAY}" in done.stdout
    assert path.read_text().startswith(f"# Mine.\n- {{id: portal, verified: {source.verified}, url:")
    assert not list(portal.folder.glob("*.db"))
    assert str(source.verified) in portal.run("sources", "list", code=0).stdout


def test_a_page_is_read_with_the_selectors_of_a_source(world, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><h1>关于先进制造业集群的通知</h1><div id='nav'>"
        + "别处的先进制造业新闻，与本文无关，但比正文更长。" * 20
        + "</div><div id='inner'><p>各市工业和信息化局：现就先进制造业集群有关事项通知如下。</p></div></body></html>"
    )
    world.source("mine", "https://www.example.org/list/", select={"link": "a", "body": "#nav"})
    options = ("--url", "https://www.example.org/1.html", "--json")
    read = json.loads(world.run("inspect", page, *options, "--source", "mine", code=0).stdout)
    assert "别处" in read["text"]
    assert "别处" not in json.loads(world.run("inspect", page, *options, code=0).stdout)["text"]
    assert "topics                  clusters" in world.run("inspect", page, "--source", "mine", code=0).stdout
    assert "there is no source" in world.run("inspect", page, "--source", "other", code=2).stderr


def test_what_was_found_is_one_json_object(portal, site):
    done = portal.run("sources", "discover", f"{site.url}/policy/", "--trusted", "--json", code=0)
    found = json.loads(done.stdout)
    assert found["requests"] <= 20
    [candidate] = [candidate for candidate in found["found"] if candidate["url"] == f"{site.url}/policy/"]
    assert (candidate["newest"], candidate["links"][1]["date"]) == (str(TODAY), str(TODAY))
    assert "verified: no" in candidate["yaml"]


def test_a_site_that_cannot_be_reached_is_a_line(portal):
    done = portal.run("sources", "discover", "http://127.0.0.1:9/", "--trusted", code=1)
    assert "unreachable" in done.stderr
    assert portal.run("sources", "discover", "nonsense", code=2).stderr.count("\n") == 1


def test_a_check_says_what_looks_wrong_and_notes_nothing_then(world, http):
    rows = "".join(f'<li><a href="/{n}.html">关于印发第{n}项工作方案的通知</a></li>' for n in range(5))
    http.routes["/"] = lambda request: request.answer(200, f"<html><body><ul>{rows}</ul></body></html>".encode())
    for number in range(5):
        title = f"关于印发第{number}项工作方案的通知"
        text = f"<html><head><title>{title}</title></head><body><p>请点击下载查看</p></body></html>".encode()
        http.routes[f"/{number}.html"] = lambda request, text=text: request.answer(200, text)
    http.routes["/robots.txt"] = lambda request: request.answer(404, b"")
    world.source("portal", f"{http.url}/", language="zh")
    done = world.run("sources", "check", "portal", "--record", code=1)
    assert "no row of the listing has a date" in done.stdout
    assert "/0.html: the text is very short (characters: 14); set `select: {body: …}`\n" in done.stdout
    assert not list(world.folder.glob("*.db"))
    assert not read_sources(world.folder)[0].verified
    told = json.loads(world.run("sources", "check", "portal", "--json", code=1).stdout)
    assert {finding["code"] for finding in told["findings"]} >= {"undated", "short"}
    assert (told["links"], told["works"]) == (5, False)


def test_a_check_says_what_stands_in_the_way(world, http):
    http.routes["/robots.txt"] = lambda request: request.answer(200, b"User-agent: *\nDisallow: /")
    world.source("closed", f"{http.url}/list/")
    done = world.run("sources", "check", code=1)
    assert "robots: robots.txt disallows this URL" in done.stdout


def test_a_feed_that_is_called_html_is_said_to_be_one(portal, site):
    portal.source("feed", f"{site.url}/feed.xml", type="html")
    assert "`type: feed`" in portal.run("sources", "check", code=1).stdout
    portal.sources.clear()
    portal.source("feed", f"{site.url}/feed.xml", type=None)
    portal.run("sources", "check", code=0)
