"""Walking back through a listing's pages to a day."""

import json
from datetime import date, timedelta

import pytest

from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import GoneError, HttpStatusError
from crawler.model.requests import STATE_LIMIT
from crawler.polling.state import SEEN_LIMIT, BackfillState, ListingState
from tests.crawler.builders import LISTING, SITE, FakeFetcher, a_page, a_source, an_article, document, poll, row
from tests.crawler.listings.test_platforms import Site, made

NEWEST = date(2024, 6, 13)
SOURCE = a_source()


class Archive(FakeFetcher):
    """A listing of one notice a day, `size` a page, with a link to the next page."""

    def __init__(self, notices=60, size=10, link=True, dated=True):
        super().__init__()
        self.notices = notices
        self.size = size
        self.link = link
        self.dated = dated
        self.broken = {}

    async def fetch(self, url, source, validators=None, ends=None, post=None, role=None, records=None):
        self.asked.append((url, validators))
        if url in self.broken:
            raise self.broken[url]
        if "/art/" in url:
            return a_page(an_article(f"关于第{url}号事项的通知"), url=url)
        number = int(url.removeprefix(LISTING).removeprefix("index_").removesuffix(".html") or 0)
        if number * self.size >= self.notices:
            raise GoneError()
        return a_page(self.page(number), url=url)

    def page(self, number):
        numbers = range(number * self.size, min((number + 1) * self.size, self.notices))
        rows = (row(f"/art/{number}.html", f"关于开展第{number}项工作的通知", self.day(number)) for number in numbers)
        after = (
            f'<a href="/tzgg/index_{number + 1}.html">下一页</a>'
            if self.link and (number + 1) * self.size < self.notices
            else ""
        )
        return document(f'<div class="main"><ul class="list">{"".join(rows)}</ul></div>{after}')

    def day(self, number):
        return str(NEWEST - timedelta(days=number)) if self.dated else ""

    def pages(self):
        return [url.removeprefix(LISTING) for url in self.taken() if "/art/" not in url]


def walk(site, since, state=None, rounds=50, **fields):
    """The results of polls until there is no more."""
    results = []
    for _ in range(rounds):
        results.append(poll(site, results[-1] if results else state, since=since, source=SOURCE, **fields))
        if not results[-1].more:
            return results
    raise AssertionError("the walk does not end")


def numbers(results):
    found = [int(notice.url.rpartition("/")[2].partition(".")[0]) for result in results for notice in result.notices]
    assert len(found) == len(set(found))
    return sorted(found)


def test_a_walk_reads_back_to_its_day_and_no_further():
    site = Archive()
    results = walk(site, NEWEST - timedelta(days=34))
    assert numbers(results) == list(range(35))
    assert site.pages() == ["", "index_1.html", "index_2.html", "index_3.html", "index_4.html"]
    assert (results[-1].walk.pages, results[-1].walk.ended) == (5, "reached")


def test_a_walk_stops_at_the_first_page_that_is_wholly_older():
    site = Archive()
    last = walk(site, NEWEST - timedelta(days=9))[-1]
    assert site.pages() == ["", "index_1.html"]
    assert (last.walk.ended, last.walk.reached) == ("reached", NEWEST - timedelta(days=19))


def test_a_walk_ends_with_the_listing():
    site = Archive(notices=25)
    results = walk(site, date(2020, 1, 1))
    assert numbers(results) == list(range(25))
    assert results[-1].walk.ended == "end"


def test_a_listing_of_one_page_is_walked_as_well():
    site = Archive(notices=5, link=False)
    [result] = walk(site, date(2020, 1, 1))
    assert (len(result.notices), result.walk.ended, result.walk.pages) == (5, "end", 1)


def test_a_walk_that_is_broken_off_is_taken_up_where_it_was():
    site = Archive(notices=100)
    since = date(2020, 1, 1)
    first = poll(site, since=since, source=SOURCE, max_pages=20)
    assert first.more
    assert site.pages() == ["", "index_1.html"]
    rest = walk(site, since, first, max_pages=20)
    assert numbers([first, *rest]) == list(range(100))
    assert site.pages()[0] == "index_2.html"


def test_an_ordinary_poll_between_leaves_the_walk_as_it_is_and_another_day_begins_a_new_one():
    site = Archive(notices=100)
    since = date(2020, 1, 1)
    first = poll(site, since=since, source=SOURCE, max_pages=20)
    between = poll(site, first, source=SOURCE)
    assert (between.notices, between.walk) == ((), None)
    site.taken()
    poll(site, between, since=since, source=SOURCE, max_pages=20)
    assert site.pages()[0] == "index_2.html"
    poll(site, between, since=date(2021, 1, 1), source=SOURCE, max_pages=20)
    assert site.pages()[0] == ""


def test_what_stands_on_later_pages_is_marked_as_no_news():
    site = Archive()
    found = {notice.url: notice.walked for result in walk(site, date(2020, 1, 1)) for notice in result.notices}
    assert [url for url, walked in found.items() if not walked] == [f"{SITE}/art/{item}.html" for item in range(10)]


def test_more_links_on_a_page_than_a_poll_fetches_are_all_fetched():
    site = Archive(notices=60, size=30)
    results = walk(site, date(2020, 1, 1), max_pages=7)
    assert numbers(results) == list(range(60))


def test_a_page_that_fails_stops_the_walk_until_it_is_asked_for_again():
    site = Archive()
    since = date(2020, 1, 1)
    site.broken[f"{LISTING}index_3.html"] = HttpStatusError(FetchDetail.STATUS.of(status=500))
    results = walk(site, since)
    assert numbers(results) == list(range(30))
    assert [failure.code for failure in results[-1].failures] == ["http_status"]
    assert "index_3.html" in results[-1].failures[0].detail
    site.broken.clear()
    assert numbers([*results, *walk(site, since, results[-1])]) == list(range(60))


def test_a_page_that_does_not_exist_is_the_end():
    site = Archive()
    site.broken[f"{LISTING}index_2.html"] = GoneError()
    results = walk(site, date(2020, 1, 1))
    assert (numbers(results), results[-1].walk.ended) == (list(range(20)), "missing")
    assert results[-1].failures == ()


def test_notices_that_fail_wait_for_ordinary_polls():
    site = Archive(notices=100)
    site.broken[f"{SITE}/art/3.html"] = HttpStatusError()
    results = walk(site, date(2020, 1, 1))
    assert numbers(results) == [item for item in range(100) if item != 3]
    assert site.urls.count(f"{SITE}/art/3.html") == 1
    site.broken.clear()
    assert numbers([poll(site, results[-1], source=SOURCE)]) == [3]


class Endless(Archive):
    """Always has a next page; what stands there is made by `rows` of the page's number."""

    def __init__(self, rows):
        super().__init__(notices=10**9)
        self.rows = rows

    def page(self, number):
        after = f'<a href="/tzgg/index_{number + 1}.html">下一页</a>'
        lines = "".join(row(*fields) for fields in self.rows(number))
        return document(f'<div class="main"><ul class="list">{lines}</ul></div>{after}')


def same(number):
    return [(f"/art/{item}.html", f"关于开展第{item}项工作的通知", "2024-06-01") for item in range(10)]


def renamed(number):
    return [(f"/art/{item}.html?t={number}", f"关于开展第{item}项工作的通知", "2024-06-01") for item in range(10)]


@pytest.mark.parametrize("rows", [same, renamed])
def test_pages_that_repeat_what_was_seen_end_the_walk(rows):
    site = Endless(rows)
    results = walk(site, date(2020, 1, 1))
    assert (numbers(results), results[-1].walk.ended) == (list(range(10)), "repeats")
    assert site.pages() == ["", "index_1.html"]


def test_endless_pages_end_at_the_depth():
    def calendar(number):
        return [(f"/art/{number}-{item}.html", f"日程安排第{number}月第{item}项事项", "") for item in range(10)]

    site = Endless(calendar)
    results = [poll(site, since=date(2020, 1, 1), source=SOURCE, depth=12)]
    while results[-1].more:
        results.append(poll(site, results[-1], since=date(2020, 1, 1), source=SOURCE, depth=12))
    assert (len(site.pages()), results[-1].walk.ended) == (12, "depth")


def test_a_state_with_a_walk_is_within_the_border():
    walk = BackfillState(since=NEWEST, pages=9, url=f"{SITE}/" + "a" * 1900, seen=("0" * 10,) * SEEN_LIMIT)
    known = {f"{number:016d}": "-" + "0" * 8 for number in range(4000)}
    state = ListingState(known=known, walk=walk).dump()
    assert len(json.dumps(state)) + 100_000 <= STATE_LIMIT
    assert ListingState.load(state).walk == walk


@pytest.mark.parametrize("kind", ["itself", "auto"])
@pytest.mark.parametrize("shape", ["jpage-li", "jpage-tr+shell", "jpaas-ul", "jpaas-table+bare", "gkmlpt-both"])
def test_the_pages_of_a_publishing_system_are_walked(shape, kind):
    column, site, meant = made(shape, count=150)
    whole = Site(lambda url: site.answer(url) or an_article(f"关于{url}的通知"))
    source = meant if kind == "itself" else meant.model_copy(update={"type": "auto"})
    results = []
    state = None
    while not results or results[-1].more:
        results.append(poll(whole, state and results[-1], since=date(2000, 1, 1), source=source, max_pages=40))
        state = results[-1]
        assert len(results) < 30
    assert {notice.url for result in results for notice in result.notices} == {notice.url for notice in column.notices}
    assert len(results) > 2
    assert results[-1].walk.ended == "end"
