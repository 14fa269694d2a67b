import asyncio
from datetime import date, timedelta

import pytest

from crawler.fetching.fetcher import Validators
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import (
    AddressRefusedError,
    BlockedError,
    GoneError,
    HttpStatusError,
    NotAPageError,
    RobotsError,
    TimedOutError,
)
from crawler.model.packed_page import unpack
from crawler.model.requests import PollRequest, Revisit
from crawler.model.results import RESULT
from crawler.polling import poll as poller
from crawler.polling.attachments import Attachments
from crawler.polling.state import PATIENCE, PERMANENT_TRIES
from tests.crawler.builders import (
    FILES,
    LISTING,
    NOW,
    SITE,
    FakeFetcher,
    a_listing,
    a_page,
    a_source,
    an_article,
    item,
    json_feed,
    never,
    poll,
    rss,
)

ONE, TWO, THREE = (f"{SITE}/art/{number}.html" for number in (1, 2, 3))
FEED = {"source": a_source(type="feed")}


def listing(*urls, title="{}号通知", day="2024-06-10", **fields):
    rows = ((url, title.format(url[-6]) + "：关于印发培育方案", day) for url in urls)
    return a_page(a_listing(*rows), **fields)


def article(url, title=None, **fields):
    return a_page(an_article(title or f"关于{url}的通知"), url=url, **fields)


@pytest.fixture
def site():
    fetcher = FakeFetcher()
    fetcher[LISTING] = listing(ONE, TWO, THREE)
    for url in (ONE, TWO, THREE):
        fetcher[url] = article(url)
    return fetcher


def urls(result):
    return [notice.url for notice in result.notices]


def codes(result):
    return [(failure.url, failure.code) for failure in result.failures]


def test_the_first_poll_reads_every_page_in_the_listings_order(site):
    result = poll(site)
    assert (result.id, result.source, result.outcome) == ("r1", "example", "ok")
    assert urls(result) == [ONE, TWO, THREE]
    assert (result.failures, result.gone, result.links_seen, result.more) == ((), (), 3, False)


def test_a_notice_brings_its_page_its_date_and_when_it_was_listed(site):
    notice = poll(site, source=a_source(region=("CN", "山东省"))).notices[0]
    assert unpack(notice.page.body) == site.answers[ONE].body
    assert (notice.page.sha256, notice.page.url) == (site.answers[ONE].sha256, ONE)
    assert (notice.published_on, notice.listed_at, notice.region) == (date(2024, 6, 10), NOW, ("CN", "山东省"))
    assert (notice.link.url, notice.link.published_on, notice.given) == (ONE, date(2024, 6, 10), {})
    assert "先进制造业集群" in notice.text


def test_a_result_crosses_json_unchanged_but_for_the_packing(site):
    result = poll(site)
    back = RESULT.validate_json(result.model_dump_json())
    assert [unpack(notice.page.body) for notice in back.notices] == [
        unpack(notice.page.body) for notice in result.notices
    ]
    assert [notice.link for notice in back.notices] == [notice.link for notice in result.notices]
    assert back.state == result.state


def test_pages_that_come_out_of_order_are_reported_in_the_listings_order(site):
    async def slow():
        for _ in range(5):
            await asyncio.sleep(0)
        return article(ONE)

    site[ONE] = slow
    assert urls(poll(site)) == [ONE, TWO, THREE]


def test_known_links_are_not_fetched_again(site):
    first = poll(site)
    site.taken()
    site[LISTING] = listing(TWO, ONE, f"{SITE}/art/4.html", THREE)
    site[f"{SITE}/art/4.html"] = article(f"{SITE}/art/4.html")
    second = poll(site, first)
    assert site.taken() == [LISTING, f"{SITE}/art/4.html"]
    assert urls(second) == [f"{SITE}/art/4.html"]


@pytest.mark.parametrize("change", [{"title": "（修订）{}号通知"}, {"day": "2024-06-12"}])
def test_a_link_whose_line_changed_is_fetched_again(site, change):
    first = poll(site)
    site[LISTING] = listing(ONE, TWO, THREE, **change)
    assert urls(poll(site, first)) == [ONE, TWO, THREE]


def test_the_listing_is_asked_for_with_what_its_server_gave(site):
    site[LISTING] = listing(ONE, TWO, THREE, etag='"1"', modified="Mon, 10 Jun 2024 00:00:00 GMT")
    first = poll(site)
    site.taken()
    poll(site, first)
    assert site.asked == [(LISTING, Validators('"1"', "Mon, 10 Jun 2024 00:00:00 GMT"))]


def test_a_listing_that_is_not_modified_fetches_nothing_and_keeps_the_state(site):
    first = poll(site)
    site.taken()
    site[LISTING] = None
    second = poll(site, first)
    assert (second.outcome, second.notices, second.links_seen) == ("not_modified", (), 3)
    assert site.taken() == [LISTING]
    assert second.state == first.state


def test_a_listing_with_the_same_bytes_is_not_modified(site):
    first = poll(site)
    site.taken()
    second = poll(site, first)
    assert (second.outcome, site.taken()) == ("not_modified", [LISTING])


def test_a_listing_with_other_bytes_and_the_same_links_is_ok(site):
    first = poll(site)
    site.taken()
    site[LISTING] = a_page(site.answers[LISTING].body + b"<!-- 10:00 -->")
    second = poll(site, first)
    assert (second.outcome, second.notices, site.taken()) == ("ok", (), [LISTING])


@pytest.mark.parametrize("unchanged", ["server", "bytes", "other"])
def test_a_page_that_failed_is_fetched_again_in_the_next_poll(site, unchanged):
    site[TWO] = HttpStatusError(FetchDetail.STATUS.of(status=500), 30)
    first = poll(site)
    assert (first.outcome, urls(first), codes(first)) == ("ok", [ONE, THREE], [(TWO, "http_status")])
    assert (first.failures[0].retry_after, first.failures[0].given_up) == (30, False)
    site.taken()
    site[TWO] = article(TWO)
    if unchanged != "bytes":
        site[LISTING] = None if unchanged == "server" else a_page(site.answers[LISTING].body + b" ")
    later = NOW + timedelta(hours=1)
    second = poll(site, first, now=later)
    assert site.taken() == [LISTING, TWO]
    assert (urls(second), second.notices[0].listed_at) == ([TWO], NOW)
    assert second.outcome == ("ok" if unchanged == "other" else "not_modified")
    assert poll(site, second).notices == ()


def test_a_page_that_failed_is_fetched_again_when_the_listing_has_dropped_it(site):
    site[TWO] = TimedOutError()
    first = poll(site)
    site[TWO], site[LISTING] = article(TWO), listing(ONE, THREE)
    assert urls(poll(site, first)) == [TWO]


@pytest.mark.parametrize("error", [GoneError, NotAPageError, AddressRefusedError, RobotsError])
def test_a_page_that_fails_for_good_is_given_up_after_some_polls(site, error):
    site[TWO] = error()
    result = None
    given_up = []
    for days in range(PERMANENT_TRIES):
        result = poll(site, result, now=NOW + timedelta(days=days))
        given_up += [failure.given_up for failure in result.failures]
    assert given_up == [False] * (PERMANENT_TRIES - 1) + [True]
    site.taken()
    site[LISTING] = listing(ONE, TWO, THREE, etag="another")
    assert poll(site, result).failures == ()
    assert site.taken() == [LISTING]


def test_a_page_without_text_is_given_up_after_some_polls(site):
    site[TWO] = a_page("<html><body></body></html>", url=TWO)
    result = None
    for days in range(PERMANENT_TRIES):
        result = poll(site, result, now=NOW + timedelta(days=days))
    assert [(failure.code, failure.given_up) for failure in result.failures] == [
        ("error_page", False),
        ("unreadable", True),
    ]
    assert poll(site, result).failures == ()


def test_a_page_that_fails_in_passing_is_tried_for_days(site):
    site[TWO] = BlockedError()
    result = None
    for days in range(PATIENCE.days + 1):
        result = poll(site, result, now=NOW + timedelta(days=days))
        assert [failure.given_up for failure in result.failures] == [False]
    result = poll(site, result, now=NOW + PATIENCE + timedelta(hours=1))
    assert [failure.given_up for failure in result.failures] == [True]
    assert poll(site, result).failures == ()


def test_a_link_given_up_is_tried_again_when_its_line_changes(site):
    site[TWO] = GoneError()
    result = None
    for _ in range(PERMANENT_TRIES):
        result = poll(site, result)
    site[TWO], site[LISTING] = article(TWO), listing(ONE, TWO, THREE, title="恢复的{}号通知")
    assert TWO in urls(poll(site, result))


@pytest.mark.parametrize("source", [a_source(), a_source(type="html"), a_source(select={"link": ".none a"})])
def test_an_html_listing_without_links_is_broken(source):
    fetcher = FakeFetcher(**{LISTING: a_page(a_listing())})
    result = poll(fetcher, source=source)
    assert (result.outcome, codes(result)) == ("failed", [(LISTING, "no_links")])


def test_an_html_listing_without_links_is_broken_though_it_leaves_out_its_html_tag():
    fetcher = FakeFetcher(**{LISTING: a_page("<!doctype html><title>通知公告</title><p>通知公告栏目")})
    assert codes(poll(fetcher)) == [(LISTING, "no_links")]


@pytest.mark.parametrize("source", [a_source(), a_source(type="feed")])
@pytest.mark.parametrize("body", [rss(), json_feed()])
def test_a_feed_may_be_empty_at_first(source, body):
    result = poll(FakeFetcher(**{LISTING: a_page(body)}), source=source)
    assert (result.outcome, result.failures, result.links_seen) == ("ok", (), 0)


@pytest.mark.parametrize("body", [a_listing(), rss()])
def test_links_that_were_there_and_are_gone_are_a_failure(site, body):
    first = poll(site)
    site[LISTING] = a_page(body)
    second = poll(site, first)
    assert (second.outcome, codes(second)) == ("failed", [(LISTING, "links_vanished")])
    assert second.state == first.state


def test_after_the_links_have_come_back_nothing_is_fetched_twice(site):
    first = poll(site)
    whole, site[LISTING] = site.answers[LISTING], a_page(a_listing())
    second = poll(site, first)
    site.taken()
    site[LISTING] = whole
    poll(site, second)
    assert site.taken() == [LISTING]


@pytest.mark.parametrize(
    "error",
    [TimedOutError(), BlockedError(FetchDetail.STATUS_BLOCKED.of(status=429), 60), GoneError(), AddressRefusedError()],
)
def test_a_listing_that_cannot_be_fetched_is_a_failure_that_keeps_the_state(site, error):
    first = poll(site)
    site[LISTING] = error
    second = poll(site, first)
    assert (second.outcome, codes(second), second.state) == ("failed", [(LISTING, error.code)], first.state)
    assert second.failures[0].retry_after == error.retry_after


def test_a_feed_cut_in_the_middle_gives_its_entries_and_says_so(site):
    whole = rss(item(ONE), item(TWO), item(THREE))
    site[LISTING] = a_page(whole[: whole.index(THREE)], etag='"cut"', modified="now")
    first = poll(site, **FEED)
    assert (first.outcome, urls(first)[:2], codes(first)) == ("ok", [ONE, TWO], [(LISTING, "feed_broken")])
    site.taken()
    site[LISTING] = a_page(whole)
    second = poll(site, first, **FEED)
    assert site.asked[0] == (LISTING, Validators(None, None))
    assert (urls(second), second.failures) == ([THREE], ())


def test_a_feed_that_is_not_well_formed_is_a_failure():
    result = poll(FakeFetcher(**{LISTING: a_page('{"items": [')}), **FEED)
    assert (result.outcome, codes(result)) == ("failed", [(LISTING, "feed_broken")])


def test_no_more_than_max_pages_are_fetched_and_the_rest_is_told(site):
    fetched = []
    result = None
    for expected_more in (True, True, False):
        result = poll(site, result, max_pages=1)
        fetched += urls(result)
        assert (len(result.notices), result.more) == (1, expected_more)
    assert fetched == [ONE, TWO, THREE]
    site.taken()
    assert poll(site, result, max_pages=1).outcome == "not_modified"


def test_max_pages_zero_reads_the_listing_alone(site):
    result = poll(site, max_pages=0)
    assert (result.outcome, result.notices, result.more, site.taken()) == ("ok", (), True, [LISTING])


def test_while_pages_are_left_the_listing_is_asked_for_unconditionally(site):
    site[LISTING] = listing(ONE, TWO, THREE, etag='"1"')
    first = poll(site, max_pages=1)
    site.taken()
    poll(site, first, max_pages=1)
    assert site.asked[0] == (LISTING, Validators(None, None))


def test_pages_that_fail_do_not_keep_others_from_being_fetched(site):
    site[ONE] = BlockedError()
    result = None
    seen = []
    for _ in range(4):
        result = poll(site, result, max_pages=1)
        seen += urls(result)
    assert seen == [TWO, THREE]


def test_pages_that_failed_and_did_not_get_their_turn_are_not_forgotten(site):
    site[ONE] = site[TWO] = TimedOutError()
    first = poll(site)
    site[LISTING] = None
    second = poll(site, first, max_pages=1)
    site[ONE], site[TWO] = article(ONE), article(TWO)
    third = poll(site, second)
    assert not second.more
    assert sorted(urls(third)) == [ONE, TWO]


def test_more_failures_than_a_state_holds_are_all_tried_again():
    many = [f"{SITE}/art/{'x' * 1500}{number}.html" for number in range(90)]
    site = FakeFetcher(**{url: TimedOutError() for url in many})
    site[LISTING] = listing(*many)
    first = poll(site, max_pages=100)
    for url in many:
        site[url] = article(url)
    second = poll(site, first, max_pages=100)
    assert sorted(urls(second)) == sorted(many)


def test_a_page_beyond_the_limit_of_bytes_waits_for_the_next_poll(site, monkeypatch):
    monkeypatch.setattr(poller, "BYTES_LIMIT", 10)
    first = poll(site)
    assert (len(first.notices), first.more) == (1, True)
    monkeypatch.undo()
    second = poll(site, first)
    assert sorted(urls(first) + urls(second)) == [ONE, TWO, THREE]


def test_a_page_that_failed_before_and_is_beyond_the_limit_of_bytes_is_not_forgotten(site, monkeypatch):
    site[ONE] = site[TWO] = TimedOutError()
    first = poll(site)
    site[ONE], site[TWO], site[LISTING] = article(ONE), article(TWO), None
    monkeypatch.setattr(poller, "BYTES_LIMIT", 10)
    second = poll(site, first)
    third = poll(site, second)
    assert sorted(urls(second) + urls(third)) == [ONE, TWO]


def test_since_leaves_out_what_the_listing_dates_earlier(site):
    rows = [(ONE, "一号通知的标题", "2024-06-01"), (TWO, "二号通知的标题", "2024-06-10"), (THREE, "三号通知的标题", "")]
    site[LISTING] = a_page(a_listing(*rows))
    first = poll(site, since=date(2024, 6, 5))
    assert urls(first) == [TWO, THREE]
    assert poll(site, first).notices == ()
    assert urls(poll(site, first, since=date(2024, 5, 1))) == [ONE]


def test_with_since_the_listing_is_read_though_it_is_as_it_was(site):
    site[LISTING] = listing(ONE, TWO, THREE, etag='"1"')
    first = poll(site, since=date(2024, 6, 12))
    assert first.notices == ()
    site.taken()
    second = poll(site, first, since=date(2024, 6, 1))
    assert site.asked[0] == (LISTING, None)
    assert (second.outcome, len(second.notices)) == ("ok", 3)


def test_the_listings_days_without_a_year_are_meant_in_the_zone_of_the_source(site):
    site[LISTING] = listing(ONE, TWO, THREE, day="今天")
    night = NOW.replace(hour=18)
    assert {notice.published_on for notice in poll(site, now=night).notices} == {date(2024, 6, 13)}
    assert {notice.published_on for notice in poll(site, now=night, source=a_source(region=("CN",))).notices} == {
        date(2024, 6, 14)
    }


def test_a_listing_that_does_not_come_in_time_is_a_failure(site):
    first = poll(site)
    site[LISTING] = never
    second = poll(site, first, deadline_s=0.02)
    assert (second.outcome, len(second.failures), second.state) == ("failed", 1, first.state)
    assert "deadline" in second.failures[0].detail


def test_a_listing_that_waits_too_long_for_the_parser_was_received(site):
    class BusyParser:
        async def run(self, *_):
            await never()

    busy = poller.Poller(site, lambda: NOW, Attachments(site, FILES), BusyParser())
    result = asyncio.run(busy.poll(PollRequest(id="r1", source=a_source(), deadline_s=0.2)))
    assert codes(result) == [(LISTING, "listing")]
    assert result.failures[0].reason == "poll.listing_unread"


def test_pages_that_do_not_come_in_time_are_left_for_the_next_poll(site):
    site[TWO] = never
    first = poll(site, deadline_s=1.0)
    assert (first.outcome, urls(first), first.more) == ("ok", [ONE, THREE], True)
    assert codes(first) == [(LISTING, "deadline")]
    site[TWO] = article(TWO)
    second = poll(site, first)
    assert (urls(second), second.more) == ([TWO], False)


def test_a_listing_none_of_whose_pages_came_in_time_is_read_at_the_next_poll(site):
    for url in (ONE, TWO, THREE):
        site[url] = never
    first = poll(site, deadline_s=1.0)
    assert (urls(first), first.more) == ([], True)
    for url in (ONE, TWO, THREE):
        site[url] = article(url)
    second = poll(site, first)
    assert (second.outcome, set(urls(second))) == ("ok", {ONE, TWO, THREE})


def test_a_page_that_failed_before_and_does_not_come_in_time_is_not_forgotten(site):
    site[TWO] = TimedOutError()
    first = poll(site)
    site[TWO], site[LISTING] = never, None
    second = poll(site, first, deadline_s=0.05)
    site[TWO] = article(TWO)
    assert urls(poll(site, second)) == [TWO]


def test_a_revisit_that_is_not_modified_says_nothing(site):
    first = poll(site)
    site[ONE] = None
    site.taken()
    result = poll(site, first, revisit=(Revisit(url=ONE, etag='"a"', modified="b", page_hash="c"),))
    assert (ONE, Validators('"a"', "b")) in site.asked
    assert (result.notices, result.gone, result.failures) == ((), (), ())


def test_a_revisit_with_the_same_bytes_says_nothing(site):
    first = poll(site)
    result = poll(site, first, revisit=(Revisit(url=ONE, page_hash=site.answers[ONE].sha256),))
    assert result.notices == ()


def test_a_revisit_with_other_bytes_gives_the_notice_again(site):
    first = poll(site)
    site[ONE] = article(ONE, "关于修订的通知")
    result = poll(site, first, revisit=(Revisit(url=ONE, page_hash=first.notices[0].page.sha256),))
    assert (urls(result), result.outcome, result.notices[0].listed_at) == ([ONE], "not_modified", None)


def test_a_revisit_that_is_gone_is_told_and_one_that_fails_is_a_failure(site):
    first = poll(site)
    site[ONE], site[TWO] = GoneError(), TimedOutError()
    result = poll(site, first, revisit=(Revisit(url=ONE), Revisit(url=TWO)))
    assert (result.gone, codes(result), result.notices) == ((ONE,), [(TWO, "timeout")], ())


def test_a_revisit_changes_nothing_in_what_is_remembered(site):
    first = poll(site)
    site[ONE], site[TWO] = GoneError(), TimedOutError()
    assert poll(site, first, revisit=(Revisit(url=ONE), Revisit(url=TWO))).state == first.state


@pytest.mark.parametrize("away", [f"{SITE}/", SITE, LISTING, "https://portal.example.org/"])
def test_a_page_that_leads_to_a_home_page_or_the_listing_is_no_notice(site, away):
    site[TWO] = article(TWO, final_url=away)
    result = poll(site)
    assert (urls(result), codes(result)) == ([ONE, THREE], [(TWO, "redirected_away")])


@pytest.mark.parametrize("moved", [f"{SITE}/new/2.html", TWO.replace("https://www.", "http://"), f"{TWO}?utm_source=x"])
def test_a_page_that_has_moved_is_a_notice_at_its_new_address(site, moved):
    site[TWO] = article(TWO, f"{TWO[-6]}号通知：关于印发培育方案", final_url=moved)
    result = poll(site)
    assert (moved in urls(result), result.failures) == (True, ())
    assert poll(site, result).notices == ()


def behind_a_login(site):
    login = an_article(
        "统一身份认证平台登录", ["请输入您的用户名和密码登录系统，如有疑问请联系管理员，联系电话见首页。"] * 2
    )
    site[ONE] = a_page(login, url=ONE, final_url=f"{SITE}/login?back=notice")
    site[TWO] = a_page(login, url=TWO, final_url=f"{SITE}/login?back=notice")


def test_of_two_pages_that_lead_to_the_same_one_no_two_are_notices(site):
    behind_a_login(site)
    result = poll(site)
    assert "redirected_away" in [code for _, code in codes(result)]
    assert len(result.notices) <= 2


def test_of_two_pages_that_lead_to_the_same_one_none_is_a_notice(site):
    behind_a_login(site)
    result = poll(site)
    assert (urls(result), sorted(codes(result))) == ([THREE], [(ONE, "redirected_away"), (TWO, "redirected_away")])


def test_a_page_that_led_to_a_login_is_no_notice_in_the_next_poll_either(site):
    behind_a_login(site)
    site[LISTING] = listing(ONE, TWO)
    assert urls(poll(site, poll(site))) == []


@pytest.mark.parametrize("away", [f"{SITE}/", LISTING])
def test_a_revisited_notice_that_leads_to_a_home_page_or_the_listing_is_no_notice(site, away):
    first = poll(site)
    site[ONE] = article(ONE, "欢迎访问", final_url=away)
    result = poll(site, first, revisit=(Revisit(url=ONE),))
    assert (urls(result), codes(result)) == ([], [(ONE, "redirected_away")])


WEIRD = [
    b"",
    b"\x00\x01\x02",
    b"<html>",
    b"<rss",
    b"{",
    b"[]",
    b"\xff\xfe<",
    b"<feed></feed>",
    b"<?xml version='1.0' encoding='nonsense'?><rss></rss>",
    b'<!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>',
    b"<table>" * 1000,
    b"<a href='http://['>" * 10,
    b'<base href="http://["><a href="x">1234</a>',
    b"<p>&#0;&#xD800;&#x110000;</p>",
]


@pytest.mark.parametrize("body", WEIRD)
@pytest.mark.parametrize(
    "source", [a_source(), a_source(type="html"), a_source(type="feed"), a_source(select={"link": "a"})]
)
def test_whatever_the_listing_is_there_is_a_result(body, source):
    fetcher = FakeFetcher(**{LISTING: a_page(body)})
    fetcher.answers.setdefault(f"{LISTING}x", TimedOutError())
    result = poll(fetcher, source=source)
    assert result.outcome in ("ok", "failed")
    assert RESULT.validate_json(result.model_dump_json()) == result


@pytest.mark.parametrize("body", WEIRD)
def test_whatever_a_page_is_there_is_a_result(site, body):
    site[TWO] = a_page(body, url=TWO)
    result = poll(site)
    assert [url for url in urls(result) if url != TWO] == [ONE, THREE]
    assert RESULT.validate_json(result.model_dump_json()).state == result.state


@pytest.mark.parametrize(
    "entry", [{"url": "http://["}, {"url": ONE, "title": "\ud83d"}, {"url": f"{SITE}/\ud83d"}, {"url": "https://"}]
)
def test_whatever_an_entry_of_a_feed_is_there_is_a_result(entry):
    fetcher = FakeFetcher(**{LISTING: a_page(json_feed(entry)), ONE: TimedOutError(), f"{SITE}/?": TimedOutError()})
    result = poll(fetcher, source=a_source(type="feed"))
    assert RESULT.validate_json(result.model_dump_json()).outcome == "ok"


def test_whatever_the_date_of_an_entry_is_there_is_a_result():
    entry = {"url": ONE, "date_published": "0001-01-01T00:00:00Z"}
    fetcher = FakeFetcher(**{LISTING: a_page(json_feed(entry)), ONE: TimedOutError()})
    assert poll(fetcher, source=a_source(type="feed", region=("US",))).outcome == "ok"


def test_whatever_a_selector_is_there_is_a_result(site):
    assert poll(site, source=a_source().model_copy(update={"select": a_source(select={"link": "//h6[f(@x)]"}).select}))


def test_a_feed_cut_before_its_first_entry_is_a_failure():
    fetcher = FakeFetcher(
        **{LISTING: a_page("<?xml version='1.0'?><rss version='2.0'><channel><title>cut", url=LISTING)}
    )
    result = poll(fetcher, source=a_source(type="feed"))
    assert (result.outcome, codes(result)) == ("failed", [(LISTING, "feed_broken")])


def test_few_pages_are_under_way_at_once(site):
    under_way = 0
    most = 0

    async def slow():
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return article(ONE)

    many = [f"{SITE}/art/{number}.html" for number in range(30)]
    site[LISTING] = listing(*many)
    for url in many:
        site[url] = slow
    poll(site)
    assert most <= poller.WORKERS
