"""Polls of listings that have several pages."""

import json
from datetime import date

import pytest

from crawler.fetching.fetcher import Validators
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import GoneError, HttpStatusError, TimedOutError, TooLargeError
from tests.crawler.apis import entry, index, part, urlset
from tests.crawler.builders import NOW, SITE, FakeFetcher, a_listing, a_page, a_source, an_article, never, poll

API = f"{SITE}/api"
SELECT = {"item": "rows", "link": "url", "title": "title", "date": "day"}
BY_PARAM = a_source(type="json", url=API, select=SELECT, paging={"param": "p", "first": 1}, pages=4)
BY_NEXT = a_source(type="json", url=API, select=SELECT, paging={"next": "next"}, pages=4)


def art(number):
    return f"{SITE}/art/{number}.html"


def answer(numbers, following=None, **more):
    rows = [{"url": art(number), "title": f"{number}号通知", "day": "2024-06-10"} for number in numbers]
    return a_page(json.dumps({"rows": rows, "next": following} | more), url=API)


class Site(FakeFetcher):
    """Has every article, and an API whose newest row is the highest number."""

    def __init__(self):
        super().__init__()
        self.posted = []

    async def fetch(self, url, source, validators=None, ends=None, post=None, role=None, records=None):
        if "/art/" in url and url not in self.answers:
            self.asked.append((url, validators))
            return a_page(an_article(f"关于{url}的通知"), url=url)
        return await super().fetch(url, source, validators, ends, post)

    def publish(self, newest, size=3, pages=9):
        for page in range(pages):
            top = newest - page * size
            self[f"{API}?p={page + 1}"] = answer(range(top, max(top - size, 0), -1))

    def listings(self):
        return [url.removeprefix(API) for url in self.taken() if "/art/" not in url]


@pytest.fixture
def site():
    return Site()


def numbers(result):
    return [int(notice.url.rpartition("/")[2].removesuffix(".html")) for notice in result.notices]


def codes(result):
    return [failure.code for failure in result.failures]


def test_the_first_poll_reads_as_many_pages_as_the_source_allows(site):
    site.publish(100)
    result = poll(site, source=BY_PARAM)
    assert site.listings() == ["?p=1", "?p=2", "?p=3", "?p=4"]
    assert (numbers(result), result.links_seen, result.failures) == (list(range(100, 88, -1)), 12, ())


def test_a_later_poll_reads_on_only_while_all_is_new(site):
    site.publish(100)
    first = poll(site, source=BY_PARAM)
    site.taken()
    site.publish(101)
    second = poll(site, first, source=BY_PARAM)
    assert (numbers(second), site.listings()) == ([101], ["?p=1"])
    site.publish(106)
    third = poll(site, second, source=BY_PARAM)
    assert (numbers(third), site.listings()) == ([106, 105, 104, 103, 102], ["?p=1", "?p=2"])


def test_what_is_pinned_to_the_top_does_not_hide_the_next_page(site):
    site.publish(10)
    first = poll(site, source=BY_PARAM)
    site.taken()
    site[f"{API}?p=1"], site[f"{API}?p=2"] = answer([10, 13, 12]), answer([10, 11, 9])
    assert numbers(poll(site, first, source=BY_PARAM)) == [13, 12, 11]


def test_an_unchanged_first_page_is_not_modified(site):
    site.publish(100)
    first = poll(site, source=BY_PARAM)
    site.taken()
    assert poll(site, first, source=BY_PARAM).outcome == "not_modified"
    assert site.listings() == ["?p=1"]


def test_links_that_wait_behind_max_pages_are_not_lost_with_their_page(site):
    site.publish(20)
    result = None
    found = []
    for _ in range(4):
        result = poll(site, result, source=BY_PARAM, max_pages=4)
        found += numbers(result)
    assert (sorted(found), result.more) == (list(range(9, 21)), False)


def test_a_page_that_fails_is_said_and_what_came_before_counts(site):
    site.publish(100)
    site[f"{API}?p=3"] = HttpStatusError(FetchDetail.STATUS.of(status=500), 30)
    first = poll(site, source=BY_PARAM)
    assert (first.outcome, first.cut, numbers(first)) == ("ok", True, list(range(100, 94, -1)))
    [failure] = first.failures
    assert (failure.code, failure.retry_after) == ("http_status", 30)
    assert "?p=3: the server" in failure.detail
    site.publish(100)
    assert numbers(poll(site, first, source=BY_PARAM)) == list(range(94, 88, -1))


@pytest.mark.parametrize("broken", ["<html>502</html>", "{", '{"rows": 5}', '{"rows": [{"href": 1}]}'])
def test_a_later_page_that_is_no_answer_is_a_failure_and_not_the_end_of_the_poll(site, broken):
    site.publish(100)
    site[f"{API}?p=2"] = a_page(broken)
    result = poll(site, source=BY_PARAM)
    assert (result.outcome, len(result.notices), len(result.failures), result.cut) == ("ok", 3, 1, True)


def test_an_empty_page_is_the_end(site):
    site.publish(4)
    result = poll(site, source=BY_PARAM)
    assert (numbers(result), result.failures, site.listings()) == ([4, 3, 2, 1], (), ["?p=1", "?p=2", "?p=3"])


def test_pages_that_repeat_the_first_are_the_end(site):
    for number in range(1, 9):
        site[f"{API}?p={number}"] = answer([3, 2, 1], stamp=number)
    result = poll(site, source=BY_PARAM)
    assert (numbers(result), site.listings()) == ([3, 2, 1], ["?p=1", "?p=2"])


def test_a_page_of_the_same_bytes_is_the_end(site):
    for number in range(1, 9):
        site[f"{API}?p={number}"] = answer([3, 2, 1])
    poll(site, source=BY_PARAM)
    assert site.listings() == ["?p=1", "?p=2"]


@pytest.mark.parametrize(
    "loop", [{"": ""}, {"": "?b", "?b": ""}, {"": "?b", "?b": "?c", "?c": "?b"}, {"": "?b", "?b": "?b"}]
)
def test_addresses_that_lead_in_a_circle_end(site, loop):
    for place, (here, there) in enumerate(loop.items()):
        site[f"{API}{here}"] = answer([10 + place], f"/api{there}")
    result = poll(site, source=BY_NEXT)
    assert sorted(site.listings()) == sorted(loop)
    assert (result.outcome, result.failures) == ("ok", ())


def test_addresses_without_end_stop_at_the_bound(site):
    for number in range(30):
        site[f"{API}?{number}" if number else API] = answer([100 - number], f"{API}?{number + 1}")
    assert len(poll(site, source=BY_NEXT).notices) == 4


def test_the_next_page_on_another_host_is_not_followed_and_said(site):
    site[API] = answer([3], "https://evil.example/api?key")
    result = poll(site, source=BY_NEXT)
    assert (numbers(result), codes(result), site.listings()) == ([3], ["listing"], [""])


def test_without_paging_one_page_is_read(site):
    site[API] = answer([3], f"{API}?2")
    assert numbers(poll(site, source=a_source(type="json", url=API, select=SELECT))) == [3]


def test_an_html_listing_has_pages_too(site):
    for number in (1, 2):
        rows = [(art(10 * number + row), f"关于印发第{row}号方案的通知", "2024-06-10") for row in range(3)]
        site[f"{API}?p={number}"] = a_page(a_listing(*rows), url=API)
    source = a_source(url=API, type="html", paging={"param": "p", "first": 1}, pages=2)
    assert len(poll(site, source=source).notices) == 6


def test_a_page_that_does_not_come_in_time_leaves_time_for_the_notices(site):
    site.publish(100)
    site[f"{API}?p=2"] = never
    result = poll(site, source=BY_PARAM, deadline_s=1.0)
    assert (result.outcome, numbers(result), codes(result), result.cut) == ("ok", [100, 99, 98], ["timeout"], True)


def test_since_reads_back_to_its_day(site):
    site.publish(100)
    first = poll(site, source=BY_PARAM)
    site.taken()
    assert poll(site, first, source=BY_PARAM, since=date(2024, 6, 11)).outcome == "ok"
    assert site.listings() == ["?p=1"]
    stretch = poll(site, first, source=BY_PARAM, since=date(2024, 6, 1))
    assert (len(site.listings()), stretch.more) == (5, True)


def test_a_listing_is_posted_and_asked_for_without_conditions(site):
    source = a_source(
        type="json",
        url=API,
        select=SELECT,
        paging={"param": "p", "first": 1},
        pages=2,
        request={"method": "POST", "json": {"q": "规划"}},
    )
    for number in (1, 2):
        body = json.dumps({"q": "规划", "p": number}, ensure_ascii=False).encode()
        site[(API, body)] = answer([20 - number], stamp=number)
    first = poll(site, source=source)
    assert numbers(first) == [19, 18]
    site.taken()
    assert poll(site, first, source=source).outcome == "not_modified"
    assert site.asked == [(API, None)]


def test_links_all_left_out_are_no_trouble_and_no_news(site):
    site[API] = answer([3])
    source = a_source(type="json", url=API, select=SELECT, exclude=["/art/*"])
    result = poll(site, source=source)
    assert (result.outcome, result.notices, result.links_seen) == ("ok", (), 0)


def test_rows_that_were_there_and_are_gone_are_a_failure(site):
    source = a_source(type="json", url=API, select=SELECT)
    site[API] = answer([])
    first = poll(site, source=source)
    assert (first.outcome, first.failures) == ("ok", ())
    site[API] = answer([3])
    second = poll(site, first, source=source)
    site[API] = answer([])
    assert codes(poll(site, second, source=source)) == ["links_vanished"]


def test_a_text_at_another_address_belongs_to_the_notice(site):
    row = {
        "url": art(1),
        "title": "一号通知",
        "day": "2024-06-10",
        "text": "/text/1",
        "no": "甲发〔2024〕1号",
        "end": "2024-08-01",
    }
    site[API] = a_page(json.dumps({"rows": [row]}), url=API)
    site[f"{SITE}/text/1"] = a_page(an_article("别的标题"), url=f"{SITE}/text/1")
    facts = {"document_number": "no", "comments_close_on": "end"}
    source = a_source(type="json", url=API, select=SELECT | {"page": "text", "facts": facts})
    [notice] = poll(site, source=source).notices
    assert (notice.url, notice.title, notice.document_number) == (art(1), "一号通知", "甲发〔2024〕1号")
    assert (notice.page.url, notice.deadlines[0].date) == (f"{SITE}/text/1", date(2024, 8, 1))


def test_facts_wait_with_a_page_that_failed(site):
    row = {"url": art(1), "title": "一号通知", "text": "/text/1", "no": "甲发〔2024〕1号"}
    site[API] = a_page(json.dumps({"rows": [row]}), url=API)
    site[f"{SITE}/text/1"] = TimedOutError()
    source = a_source(type="json", url=API, select=SELECT | {"page": "text", "facts": {"document_number": "no"}})
    first = poll(site, source=source)
    site[API], site[f"{SITE}/text/1"] = answer([2]), a_page(an_article(), url=f"{SITE}/text/1")
    second = poll(site, first, source=source)
    assert [(notice.url, notice.document_number) for notice in second.notices] == [
        (art(2), None),
        (art(1), "甲发〔2024〕1号"),
    ]


MAP = f"{SITE}/sitemap.xml"
MAPPED = a_source(type="sitemap", url=MAP, pages=3)


def child(name, *some):
    return a_page(urlset(*(entry(art(number), day) for number, day in some)), url=f"{SITE}/{name}.xml")


def parts(*some, **fields):
    return a_page(index(*(part(f"{SITE}/{name}.xml", day) for name, day in some)), url=MAP, **fields)


def test_the_sitemaps_of_an_index_that_changed_last_are_read(site):
    site[MAP] = parts(*((name, f"2024-06-0{place}") for place, name in enumerate("abcd", 1)))
    for place, name in enumerate("abcd", 1):
        site[f"{SITE}/{name}.xml"] = child(name, (place, f"2024-05-{10 * place % 17 + 1:02}"))
    result = poll(site, source=MAPPED)
    assert [url for url in site.urls if url.endswith(".xml")] == [MAP, *(f"{SITE}/{name}.xml" for name in "dcb")]
    assert sorted(numbers(result)) == [2, 3, 4]
    days = {4: "2024-05-07", 3: "2024-05-14", 2: "2024-05-04"}
    assert numbers(result) == sorted(numbers(result), key=days.get, reverse=True)


def test_a_sitemap_that_fails_costs_only_its_own_pages(site):
    site[MAP] = parts(("a", "2024-06-02"), ("b", "2024-06-01"))
    site[f"{SITE}/a.xml"], site[f"{SITE}/b.xml"] = GoneError(), child("b", (1, None))
    result = poll(site, source=MAPPED)
    assert (result.outcome, numbers(result), codes(result), result.cut) == ("ok", [1], ["gone"], True)


def test_an_index_of_which_no_sitemap_can_be_read_is_a_failure(site):
    site[MAP] = parts(("a", None))
    site[f"{SITE}/a.xml"] = TooLargeError()
    assert codes(poll(site, source=MAPPED)) == ["too_large"]


@pytest.mark.parametrize(
    "circle", [{"sitemap": "sitemap"}, {"sitemap": "a", "a": "sitemap"}, {"sitemap": "a", "a": "a"}]
)
def test_indexes_that_lead_in_a_circle_end(site, circle):
    for here, there in circle.items():
        site[f"{SITE}/{here}.xml"] = a_page(index(part(f"{SITE}/{there}.xml"), part(f"{SITE}/end.xml")))
    site[f"{SITE}/end.xml"] = child("end", (1, None))
    assert numbers(poll(site, source=MAPPED)) == [1]


def test_indexes_without_end_stop_at_the_bound(site):
    site[MAP] = parts(("i0", None))
    for number in range(20):
        site[f"{SITE}/i{number}.xml"] = parts((f"i{number + 1}", None))
    result = poll(site, source=MAPPED)
    assert (len(site.taken()), result.outcome) == (4, "ok")


def test_an_index_that_says_when_its_sitemaps_changed_is_believed(site):
    site[MAP] = parts(("a", "2024-06-01"), etag='"1"')
    site[f"{SITE}/a.xml"] = child("a", (1, None))
    first = poll(site, source=MAPPED)
    site.taken()
    assert poll(site, first, source=MAPPED).outcome == "not_modified"
    assert site.asked == [(MAP, Validators('"1"', None))]


def test_an_index_that_does_not_is_read_again_with_its_sitemaps(site):
    site[MAP] = parts(("a", None), etag='"1"')
    site[f"{SITE}/a.xml"] = child("a", (1, None))
    first = poll(site, source=MAPPED)
    site[f"{SITE}/a.xml"] = child("a", (2, None), (1, None))
    second = poll(site, first, source=MAPPED)
    assert (second.outcome, numbers(second)) == ("ok", [2])


def test_a_page_that_changed_by_its_sitemap_is_read_again(site):
    site[MAP] = a_page(urlset(entry(art(1), "2024-06-01"), entry(art(2), "2024-06-01")), url=MAP)
    first = poll(site, source=MAPPED)
    site[MAP] = a_page(urlset(entry(art(1), "2024-06-02"), entry(art(2), "2024-06-01")), url=MAP)
    assert numbers(poll(site, first, source=MAPPED, now=NOW)) == [1]


@pytest.mark.parametrize("body", [urlset(), index()])
def test_a_sitemap_may_be_empty_at_first(site, body):
    site[MAP] = a_page(body, url=MAP)
    assert poll(site, source=MAPPED).outcome == "ok"


def test_a_sitemap_of_other_hosts_alone_is_a_failure(site):
    site[MAP] = a_page(urlset(entry("https://evil.example/1")), url=MAP)
    assert codes(poll(site, source=MAPPED)) == ["foreign_links"]
