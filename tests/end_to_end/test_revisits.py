"""Known notices that are looked at again: corrected and withdrawn ones, on a real site."""

import time

import pytest

from tests.end_to_end.conftest import TODAY, notice

pytestmark = pytest.mark.slow


def crawled(world, condition):
    """Crawls until the condition holds; looks come a little apart."""

    ends = time.monotonic() + 40
    while time.monotonic() < ends:
        world.run("crawl", "portal", code=0)
        if condition():
            return
        time.sleep(0.3)
    raise AssertionError("it did not come true")


@pytest.fixture
def watched(world, site):
    """Three notices are known."""
    for slug in "甲乙丙":
        site.publish(notice(slug), TODAY)
    world.portal("portal", site.url, revisit=["1s", "2s", "3s", "4s", "30s", "60s"])
    world.run("crawl", code=0)
    return world


def test_a_correction_that_no_listing_shows_is_told(watched, site):
    site.publish(notice("乙", extra="申报截止日期延长至年底。"), TODAY)
    crawled(watched, lambda: watched.received)
    [title] = watched.titles()
    assert title.startswith("[修订]")
    assert "乙" in title
    [revised] = [notice for notice in watched.notices() if notice["revision"] == 2]
    assert revised["published_on"] == str(TODAY)


def test_a_notice_that_was_taken_down_is_gone(watched, site):
    site.documents = [document for document in site.documents if document[0].slug != "丙"]
    number = next(notice["id"] for notice in watched.notices() if notice["title"].endswith("丙"))
    crawled(watched, lambda: "gone since" in watched.run("notices", "show", number, code=0).stdout)
    others = [notice["id"] for notice in watched.notices() if notice["id"] != number]
    assert not any("gone since" in watched.run("notices", "show", other).stdout for other in others)
    assert watched.received == []


def test_a_page_that_says_it_was_deleted_is_gone(world, http):
    article = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
    title = notice("甲").title
    text = notice("甲").paragraphs[0] * 3
    pages = {"/a.html": article.format(title, text), "/b.html": article.format("其他工作的通知", text[::-1])}
    row = '<li><a href="{}">{}</a> {}</li>'
    rows = f"<ul>{row.format('/a.html', title, TODAY)}{row.format('/b.html', '关于其他工作的通知', TODAY)}</ul>"
    for path in pages:
        http.routes[path] = lambda request, path=path: request.answer(200, pages[path].encode())
    http.routes["/"] = lambda request: request.answer(200, f"<html><body>{rows}</body></html>".encode())
    http.routes["/robots.txt"] = lambda request: request.answer(404, b"")
    world.source("portal", f"{http.url}/", revisit=["1s", "2s", "3s"])
    world.run("crawl", code=0)
    pages["/a.html"] = article.format("提示", "对不起,您访问的信息已被删除或不存在。")
    crawled(world, lambda: "gone since" in world.run("notices", "show", 1, code=0).stdout)


def test_without_a_rhythm_nobody_looks_again(world, site):
    site.publish(notice("甲"), TODAY)
    (world.folder / "noticewatch.yaml").write_text("revisit: []\ndelay: 0s\nchannels: {desk: 'json://127.0.0.1:9/'}\n")
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    site.publish(notice("甲", extra="申报截止日期延长至年底。"), TODAY)
    time.sleep(1.2)
    assert world.run("crawl", code=0).stdout == ""
