import asyncio
import base64
import gzip
import json
import logging

import pytest

from crawler.model import results
from crawler.model.details.pages import RequestDetail
from crawler.model.errors import GoneError, TimedOutError
from crawler.model.requests import STATE_LIMIT
from crawler.model.results import RESULT
from crawler.sandbox.parser import InlineParser
from crawler.service.service import Service
from tests.crawler.apis import entry, index, part, urlset
from tests.crawler.builders import (
    LISTING,
    SITE,
    TITLE,
    FakeFetcher,
    a_listing,
    a_page,
    an_article,
    json_feed,
    never,
    ten_rows,
)

ONE = f"{SITE}/art/1.html"
SOURCE = {"id": "example", "url": LISTING}


def serve(fetcher, *lines):
    """The results by id, each once, of lines served together."""
    results = []

    async def feed():
        for line in lines:
            yield line if isinstance(line, str) else json.dumps(line)

    asyncio.run(Service(fetcher, lambda result: results.append(result.model_dump_json()), InlineParser()).serve(feed()))
    return [RESULT.validate_json(result) for result in results]


def packed(text):
    return base64.b64encode(text.encode()).decode()


def site():
    fetcher = FakeFetcher(**{LISTING: a_page(a_listing(*ten_rows())), ONE: a_page(an_article(), url=ONE)})
    for href, _, _ in ten_rows():
        fetcher.answers.setdefault(f"{SITE}{href}", a_page(an_article(f"关于{href}的通知"), url=f"{SITE}{href}"))
    return fetcher


def test_a_poll_is_answered():
    [result] = serve(site(), {"do": "poll", "id": "p1", "source": SOURCE})
    assert (result.do, result.id, result.source, len(result.notices)) == ("poll", "p1", "example", 10)


def test_a_page_is_fetched_and_read():
    [result] = serve(site(), {"do": "read", "id": "r1", "url": ONE})
    assert (result.do, result.id, result.notice.title, result.notice.url) == ("read", "r1", TITLE, ONE)
    assert result.notice.page.url == ONE


def test_a_page_given_as_bytes_is_read_without_fetching():
    fetcher = FakeFetcher()
    [result] = serve(fetcher, {"do": "read", "id": "r1", "url": "file:///page.html", "body": packed(an_article())})
    assert (result.notice.title, result.notice.url, fetcher.urls) == (TITLE, "file:///page.html", [])


def test_what_was_cut_is_told_when_it_is_asked_for():
    body = packed(an_article().replace("<p>", "<p>產(chǎn)業(yè)園區(qū)的建設。</p><p>", 1))
    request = {"do": "read", "id": "r1", "url": ONE, "body": body}
    [plain], [traced] = serve(FakeFetcher(), request), serve(FakeFetcher(), request | {"trace": True})
    assert (plain.by, plain.removals) == (None, ())
    assert traced.by == "layout"
    cuts = [(removal.code, removal.text) for removal in traced.removals]
    assert cuts[:3] == [("pinyin", "(chǎn)"), ("pinyin", "(yè)"), ("pinyin", "(qū)")]
    assert "產" in traced.removals[0].detail
    assert plain.notice.text == traced.notice.text


def test_a_page_given_as_bytes_is_read_by_its_label():
    body = base64.b64encode(an_article().encode("gb18030")).decode()
    [result] = serve(FakeFetcher(), {"do": "read", "id": "r1", "url": ONE, "body": body, "content_type": "text/html"})
    assert result.notice.title == TITLE


def test_a_kept_page_is_read_with_its_line_of_the_listing_and_as_of_its_time():
    link = {"url": ONE, "title": "列表的标题", "published_on": "2024-01-31"}
    request = {"do": "read", "id": "r1", "url": ONE, "body": packed(an_article()), "link": link}
    [result] = serve(FakeFetcher(), request | {"fetched_at": "2024-02-03T04:05:06Z"})
    assert result.notice.published_on.isoformat() == "2024-01-31"
    assert result.notice.page.fetched_at.isoformat() == "2024-02-03T04:05:06+00:00"


def test_a_text_is_a_notice_without_a_page():
    [result] = serve(FakeFetcher(), {"do": "read", "id": "r1", "url": ONE, "text": " 关于印发方案的通知 "})
    assert (result.notice.text, result.notice.page) == ("关于印发方案的通知", None)


def test_the_links_of_a_listing_are_given():
    [result] = serve(site(), {"do": "links", "id": "l1", "url": LISTING})
    assert (result.do, result.id, len(result.links), result.links[0].title) == ("links", "l1", 10, f"{TITLE}之0")


def test_the_links_of_a_saved_feed_are_given():
    body = packed(json_feed({"url": ONE, "title": TITLE}))
    [result] = serve(FakeFetcher(), {"do": "links", "id": "l1", "url": "file:///feed.json", "body": body})
    assert [link.url for link in result.links] == [ONE]


def test_the_source_of_a_request_decides_how_it_is_read():
    source = SOURCE | {"select": {"body": ".footer"}, "region": ["CN"]}
    [result] = serve(site(), {"do": "read", "id": "r1", "url": ONE, "source": source})
    assert (result.notice.text, result.notice.region) == ("版权所有", ("CN",))


@pytest.mark.parametrize("do", ["read", "links"])
def test_a_page_that_cannot_be_fetched_is_a_failure(do):
    [result] = serve(FakeFetcher(**{ONE: GoneError()}), {"do": do, "id": "r1", "url": ONE})
    assert [(failure.url, failure.code) for failure in result.failures] == [(ONE, "gone")]


@pytest.mark.parametrize("do", ["read", "links"])
def test_a_page_that_does_not_come_in_time_is_a_failure(do):
    [result] = serve(FakeFetcher(**{ONE: never}), {"do": do, "id": "r1", "url": ONE, "deadline_s": 0.02})
    assert [failure.code for failure in result.failures] == ["timeout"]


@pytest.mark.parametrize("fields", [{"text": " "}, {"body": packed("<html></html>")}, {"body": ""}])
def test_what_holds_no_text_is_a_failure(fields):
    [result] = serve(FakeFetcher(), {"do": "read", "id": "r1", "url": ONE} | fields)
    assert (result.notice, [failure.code for failure in result.failures]) == (None, ["unreadable"])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("", ""),
        ("words", ""),
        ("{", ""),
        ("[]", ""),
        ("null", ""),
        ('{"id": "x"}', "x"),
        ('{"id": 5, "do": "sing"}', "5"),
        ('{"id": "x", "do": "poll"}', "x"),
        ('{"id": "x", "do": "poll", "source": {"id": "a", "url": "file:///x"}}', "x"),
        ('{"id": "cut", "do": "rea', "cut"),
        ('{"id": "\\ud800", "do": "sing"}', ""),
        ("[" * 100_000, ""),
    ],
)
def test_a_line_that_is_no_request_is_refused_under_its_id(line, name):
    refused, answered = serve(site(), line, {"do": "read", "id": "r1", "url": ONE})
    assert (refused.do, refused.id, answered.id) == ("refused", name, "r1")
    assert refused.detail.startswith("invalid request: ")


def test_many_requests_are_answered_each_once():
    requests = [{"do": "read", "id": str(number), "url": ONE} for number in range(50)]
    assert sorted(int(result.id) for result in serve(site(), *requests)) == list(range(50))


def test_a_slow_request_holds_nobody_up():
    fetcher = site()
    fetcher[LISTING] = never
    slow = {"do": "poll", "id": "slow", "source": SOURCE, "deadline_s": 0.05}
    results = serve(fetcher, slow, {"do": "read", "id": "quick", "url": ONE})
    assert [result.id for result in results] == ["quick", "slow"]


def test_a_fault_of_the_program_is_told_and_costs_nobody_else_the_answer(caplog):
    fetcher = site()
    fetcher[LISTING] = ZeroDivisionError("oops")
    with caplog.at_level(logging.ERROR, "crawler.service.service"):
        results = serve(
            fetcher,
            {"do": "poll", "id": "p1", "source": SOURCE, "state": {"known": {}}},
            {"do": "read", "id": "r1", "url": ONE},
            {"do": "links", "id": "l1", "url": LISTING},
        )
    by_id = {result.id: result for result in results}
    assert sorted(by_id) == ["l1", "p1", "r1"]
    assert (by_id["p1"].outcome, by_id["p1"].state) == ("failed", {"known": {}})
    assert "ZeroDivisionError" in by_id["p1"].failures[0].detail
    assert "oops" in by_id["p1"].failures[0].detail
    assert [record.action for record in caplog.records] == ["answer", "answer"]


def test_a_page_may_be_fetched_from_a_private_address_only_when_asked():
    seen = []

    class Watcher(FakeFetcher):
        async def fetch(self, url, source, validators=None, role=None):
            seen.append(source.trusted)
            raise TimedOutError

    serve(Watcher(), {"do": "read", "id": "1", "url": ONE}, {"do": "read", "id": "2", "url": ONE, "trusted": True})
    assert sorted(seen) == [False, True]


def test_a_page_with_a_long_address_is_read():
    url = f"{SITE}/search?q={'x' * 600}"
    [result] = serve(FakeFetcher(**{url: a_page(an_article(), url=url)}), {"do": "read", "id": "r1", "url": url})
    assert result.failures == ()


def test_a_duration_beyond_measure_is_refused_and_ends_nothing():
    bad = {"do": "poll", "id": "p1", "source": SOURCE | {"every": "99999999999999999999w"}}
    assert [result.id for result in serve(site(), bad, {"do": "read", "id": "r1", "url": ONE})] == ["p1", "r1"]


def test_a_half_character_in_a_title_is_no_reason_to_give_no_answer():
    title = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://a.org/1", "title": "\\ud83d"}]}'
    [result] = serve(site(), {"do": "links", "id": "l1", "url": LISTING, "body": packed(title)})
    assert [link.url for link in result.links] == ["https://a.org/1"]


def test_a_result_that_cannot_be_written_is_still_an_answer():
    emitted = []

    def emit(result):
        if not result.failures:
            raise UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "surrogates not allowed")
        emitted.append(result)

    async def feed():
        yield json.dumps({"do": "read", "id": "r1", "url": ONE})

    asyncio.run(Service(site(), emit, InlineParser()).serve(feed()))
    assert [(result.id, result.failures[0].code) for result in emitted] == [("r1", "error")]


def test_the_links_of_an_api_are_listed_by_its_source_page_after_page():
    api = f"{SITE}/api"
    fetcher = FakeFetcher(
        **{
            api: a_page(json.dumps({"rows": [{"url": ONE}], "next": "/api?2"}), url=api),
            f"{api}?2": a_page(json.dumps({"rows": [{"url": f"{SITE}/art/2.html"}]}), url=api),
        }
    )
    source = {
        "id": "a",
        "url": api,
        "type": "json",
        "select": {"item": "rows", "link": "url"},
        "paging": {"next": "next"},
    }
    [result] = serve(fetcher, {"do": "links", "id": "l1", "url": api, "source": source})
    assert [link.url for link in result.links] == [ONE, f"{SITE}/art/2.html"]


def test_a_sitemap_packed_as_a_file_is_read():
    body = base64.b64encode(gzip.compress(urlset(entry(ONE)).encode())).decode()
    [result] = serve(FakeFetcher(), {"do": "links", "id": "l1", "url": f"{SITE}/sitemap.xml.gz", "body": body})
    assert ([link.url for link in result.links], result.failures) == ([ONE], ())


def test_a_saved_index_says_where_its_links_are():
    [result] = serve(FakeFetcher(), {"do": "links", "id": "l1", "url": SITE, "body": packed(index(part("/1.xml")))})
    assert (result.links, result.failures[0].code) == ((), "listing")
    assert "the sitemap is an index" in result.failures[0].detail


def test_what_is_amiss_with_some_links_is_said_beside_the_others():
    body = packed(urlset(entry(ONE), entry("https://evil.example/1")))
    [result] = serve(FakeFetcher(), {"do": "links", "id": "l1", "url": SITE, "body": body})
    assert (len(result.links), result.failures[0].code) == (1, "foreign_links")


def test_a_request_whose_state_is_too_large_is_a_failure_that_names_it():
    state = {"version": 1, "etag": "x" * STATE_LIMIT}
    [result] = serve(site(), {"do": "poll", "id": "p1", "source": SOURCE, "state": state})
    assert (result.outcome, result.state) == ("failed", {})
    assert result.failures[0].reason == RequestDetail.STATE_TOO_LARGE


def test_a_result_whose_state_is_too_large_is_a_failure_that_names_it(monkeypatch):
    monkeypatch.setattr(results, "STATE_LIMIT", 100)
    [result] = serve(site(), {"do": "poll", "id": "p1", "source": SOURCE, "state": {"version": 1}})
    assert (result.outcome, result.notices, result.state) == ("failed", (), {"version": 1})
    assert result.failures[0].params["limit"] == 100
