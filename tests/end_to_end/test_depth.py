"""`crawl --since`: back through the pages of a real listing, also when the program is killed on the way."""

import json
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest

from monitor.polling.poller import MAX_PAGES
from tests.end_to_end.conftest import TODAY, notice, until

pytestmark = pytest.mark.slow
SIZE = 10
NOTICES = 120


@pytest.fixture
def archive(http):
    """A listing of 120 notices, one a day, ten a page; `asked` counts what was asked for."""
    http.asked = Counter()
    http.delay = 0.0

    def page(number):
        row = '<li><a href="/art/{}.html">{}</a><span>{}</span></li>'
        numbers = range(number * SIZE, (number + 1) * SIZE)
        rows = "".join(row.format(page, notice(page).title, TODAY - timedelta(days=page)) for page in numbers)
        script = f"<script>createPageHTML({NOTICES // SIZE}, {number}, 'index', 'html');</script>"
        return f"<html><body><ul class='list'>{rows}</ul>{script}</body></html>"

    def article(number):
        document = notice(number)
        text = "".join(f"<p>{paragraph}</p>" for paragraph in document.paragraphs)
        return f"<html><head><title>{document.title}</title></head><body><h1>{document.title}</h1>{text}</body></html>"

    def route(path, body):
        def answer(request):
            http.asked[path] += 1
            time.sleep(http.delay)
            request.answer(200, body.encode())

        http.routes[path] = answer

    for number in range(NOTICES // SIZE):
        route(f"/list/index_{number}.html" if number else "/list/", page(number))
    for number in range(NOTICES):
        route(f"/art/{number}.html", article(number))
    http.routes["/robots.txt"] = lambda request: request.answer(404, b"")
    return http


def listed(archive):
    return sorted(path for path in archive.asked if path.startswith("/list/"))


def test_a_crawl_walks_back_to_its_day(world, archive):
    world.source("portal", f"{archive.url}/list/")
    world.run("crawl", code=0)
    assert len(world.notices()) == SIZE
    done = world.run("crawl", "--since", TODAY - timedelta(days=34), code=0)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {notice["verdict"] for notice in found} == {"new"}
    assert len(world.notices()) == 35
    assert f"portal: page 5, reached {TODAY - timedelta(days=49)}" in done.stderr
    assert "reached the requested date" in done.stderr
    assert len(listed(archive)) == 5
    assert world.received == []


def test_the_depth_bounds_the_walk(world, archive):
    world.source("portal", f"{archive.url}/list/")
    done = world.run("crawl", "--since", "2000-01-01", "--depth", 3, code=0)
    assert len(listed(archive)) == 3
    assert "raise `--depth` to go further" in done.stderr
    world.run("crawl", "--since", "2000-01-01", code=0)
    assert len(world.notices()) == NOTICES


def test_a_walk_that_is_killed_goes_on_where_it_was(world, archive):
    world.source("portal", f"{archive.url}/list/")
    archive.delay = 0.02
    process = world.start("crawl", "--since", "2000-01-01")
    until(lambda: archive.asked["/list/index_5.html"])
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stderr.close()
    time.sleep(0.5)
    archive.delay = 0.0
    first = len(world.notices())
    assert 0 < first < NOTICES
    archive.asked.clear()
    done = world.run("crawl", "--since", "2000-01-01", code=0)
    assert len(done.stdout.splitlines()) == NOTICES - first
    assert len(world.notices()) == NOTICES
    assert not archive.asked["/list/"]
    # The child of the killed run may still be at its last poll; nothing else is fetched twice.
    assert max(archive.asked.values()) <= 2
    assert list(archive.asked.values()).count(2) <= MAX_PAGES
