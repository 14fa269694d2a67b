"""How sites are treated: what is sent to them, how often, and what they ask for."""

import itertools
import re
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.end_to_end.conftest import until

pytestmark = pytest.mark.slow
ROWS = "".join(
    f'<li><a href="/art/{n}.html">关于开展第{n}批项目申报工作的通知</a><span>2024-06-0{n}</span></li>'
    for n in range(1, 5)
)
LISTING = f'<html><body><ul class="list">{ROWS}</ul></body></html>'.encode()
TEXT = "各县（市、区）要认真组织项目申报工作。" * 20
ARTICLE = (
    "<html><head><title>通知</title></head><body><p>"
    + "各县（市、区）要认真组织项目申报工作。" * 20
    + "</p></body></html>"
).encode()


@pytest.fixture
def asked(http):
    """A listing of four notices; gives the requests as path, time and User-Agent, in their order."""
    seen = []

    def served(body, content_type="text/html; charset=utf-8"):
        def route(handler):
            seen.append((handler.path, time.monotonic(), handler.headers.get("User-Agent")))
            handler.answer(200, body, content_type)

        return route

    http.served = served
    http.routes["/list/"] = served(LISTING)
    for number in range(1, 5):
        http.routes[f"/art/{number}.html"] = served(ARTICLE)
    return seen


def paths(asked):
    return [path for path, *_ in asked]


def test_rules_are_kept_unless_a_source_says_otherwise(world, http, asked):
    http.routes["/robots.txt"] = http.served(b"User-agent: *\nDisallow: /art/2\n", "text/plain")
    world.source("obeys", f"{http.url}/list/")
    done = world.run("crawl", code=1)
    assert sorted(paths(asked)) == ["/art/1.html", "/art/3.html", "/art/4.html", "/list/", "/robots.txt"]
    assert f"{http.url}/art/2.html: robots: " in done.stderr
    asked.clear()
    world.source("does-not", f"{http.url}/list/", obey_robots=False)
    world.run("crawl", "does-not", code=0)
    assert "/art/2.html" in paths(asked)
    assert "/robots.txt" not in paths(asked)


@pytest.mark.parametrize(
    ("rules", "delay", "least"), [(b"User-agent: *\nCrawl-delay: 1\n", "0s", 1.0), (b"", "700ms", 0.7)]
)
def test_requests_keep_the_distance_that_a_site_or_its_source_asks_for(world, http, asked, rules, delay, least):
    http.routes["/robots.txt"] = http.served(rules, "text/plain")
    world.source("portal", f"{http.url}/list/", delay=delay)
    world.run("crawl", code=0)
    assert len(asked) == 6
    moments = [moment for _, moment, _ in asked]
    # A request leaves the program a little before the server sees it.
    assert all(after - before >= least - 0.2 for before, after in itertools.pairwise(moments))


def test_the_visitor_says_who_it_is_and_how_to_reach_its_operator(world, http, asked):
    settings = world.folder / "noticewatch.yaml"
    settings.write_text(settings.read_text() + "contact: mailto:watch@example.org\n")
    world.source("portal", f"{http.url}/list/")
    world.run("crawl", code=0)
    [agent] = {agent for *_, agent in asked}
    assert agent.startswith("noticewatch/")
    assert agent.endswith(" (+mailto:watch@example.org)")


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_site_that_asks_for_patience_is_left_alone(world, http, asked, daemon, form):
    def busy(handler):
        asked.append((handler.path, 0, ""))
        until = format_datetime(datetime.now(UTC) + timedelta(seconds=3000), usegmt=True)
        handler.answer(429, b"busy", Retry_After="3000" if form == "seconds" else until)

    for number in range(1, 5):
        http.routes[f"/art/{number}.html"] = busy
    world.source("portal", f"{http.url}/list/")
    daemon()

    def polls():
        try:
            database = sqlite3.connect(f"file:{world.folder / 'noticewatch.db'}?mode=ro", uri=True)
            rows = database.execute("SELECT outcome, requests, failures FROM poll ORDER BY id").fetchall()
            due = database.execute("SELECT due_at, last_poll_at FROM source").fetchall()
            database.close()
        except sqlite3.OperationalError:
            return [], []
        return rows, due

    until(lambda: polls()[0])
    # Two are under way at once; nothing is asked of the site after that.
    assert 1 <= len([path for path in paths(asked) if path.startswith("/art/")]) <= 2
    [first], [(due, last)] = polls()
    assert first[0] == "failed"
    assert '"code":"blocked"' in first[2]
    assert datetime.fromisoformat(due) - datetime.fromisoformat(last) > timedelta(seconds=2900)


def test_the_list_of_sources_shows_what_their_polls_have_cost(world, http, asked):
    http.routes["/robots.txt"] = http.served(b"", "text/plain")
    http.routes["/moved/"] = lambda handler: (
        asked.append((handler.path, 0, "")),
        handler.answer(302, b"", Location="/list/"),
    )
    world.source("portal", f"{http.url}/moved/")
    world.source("idle", f"{http.url}/idle/", enabled=False)
    world.run("crawl", code=0)
    world.run("crawl", code=0)
    count = len(asked)
    assert count == (2 + 1 + 4) + 3
    database = sqlite3.connect(world.folder / "noticewatch.db")
    [(requests, received)] = database.execute("SELECT sum(requests), sum(bytes) FROM poll").fetchall()
    database.close()
    assert (requests, received) == (count, 2 * len(LISTING) + 4 * len(ARTICLE))
    listed = world.run("sources", "list", code=0).stdout
    cells = {row[0]: row for row in (re.split(r" {2,}", line) for line in listed.splitlines())}
    assert [cells["portal"].count(str(count)), cells["idle"].count(str(count))] == [2, 0]
