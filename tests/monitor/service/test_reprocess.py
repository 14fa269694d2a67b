import asyncio
import zlib

import pytest

from crawler.model.link import Link
from crawler.model.packed_page import PackedPage
from crawler.model.results import PolledNotice, ReadResult
from monitor.errors import ChildError
from monitor.identity.fingerprint import fingerprint
from monitor.identity.normalized import normalize_notice
from monitor.ingest.pipeline import Policy
from monitor.model import Backlog, LastRead, NewRevision
from monitor.polling.poller import SourcePoller
from monitor.polling.setup import PollSetup
from monitor.runtime.store_executor import StoreExecutor
from monitor.service.reprocess import BATCH, reprocess
from tests.fakes import FakeCrawler
from tests.ingesting import ingest_result
from tests.monitor.builders import (
    DAY,
    HOUR,
    NOW,
    OTHER_TEXT,
    TEXT,
    URL,
    events,
    failure,
    matcher,
    notice,
    page,
    polled,
    result,
    source,
    subscription,
)
from tests.stores import new_store

GOV = source("gov", region=["CN"])
LINK = Link(url=URL, title="列表的标题", published_on=NOW.date())


def better(request) -> ReadResult:
    """Reads as the second reader does: another title, and text besides what the page holds."""
    if "unreadable" in request.url:
        return ReadResult(id=request.id, failures=(failure(url=request.url, code="unreadable", detail="no text"),))
    if request.text is not None:
        return ReadResult(id=request.id, notice=PolledNotice(url=request.url, text=request.text, reader="2"))
    found = PolledNotice(
        url=request.url,
        title=f"{request.source.id if request.source else '?'}: 读得更好",
        text=request.body.decode() + TEXT,
        published_on=request.link.published_on,
        region=request.source.region if request.source else (),
        reader="2",
    )
    return ReadResult(id=request.id, notice=found)


@pytest.fixture
def store():
    return new_store()


@pytest.fixture
def crawler():
    return FakeCrawler(better)


def take(store, *notices, source="gov", policy="always"):
    with store.writing() as tx:
        return ingest_result(
            tx, result(*notices, source=source), HOUR, matcher(subscription()), Policy(30 * DAY, policy), NOW
        )


def read_again(store, crawler, sources=(GOV,), name=None, since=None):
    setup = PollSetup(matcher(), Policy(30 * DAY))
    executor = StoreExecutor(store)
    poller = SourcePoller(executor, crawler, lambda: setup, lambda: NOW)
    done = []

    async def work():
        try:
            await reprocess(executor, poller, {found.id: found for found in sources}, name, since, done.append)
        finally:
            executor.close()

    asyncio.run(work())
    return [one.outcome for one in done]


def documents(store, number=1):
    with store.reading() as tx:
        return [one.notice for one in tx.notices.revisions(number)]


def first(url=URL, **fields):
    return polled(url, body="页".encode(), **{"reader": "1"} | fields)


class TestReadingAgain:
    def test_the_document_is_replaced_and_nothing_else_happens(self, store, crawler):
        take(store, first())
        before = events(store)
        with store.reading() as tx:
            backlog = tx.deliveries.backlog()
        assert read_again(store, crawler) == ["changed"]
        [document] = documents(store)
        assert (document.title, document.text, document.reader) == ("gov: 读得更好", "页" + TEXT, "2")
        assert events(store) == before
        with store.reading() as tx:
            assert tx.deliveries.backlog() == backlog == Backlog(queued=1)
            assert tx.notices.get(1).revision == 1

    def test_the_page_is_given_as_it_was_kept(self, store, crawler):
        take(store, first().model_copy(update={"link": LINK}))
        read_again(store, crawler)
        request = crawler.asked[-1]
        assert (request.url, request.body, request.content_type) == (URL, "页".encode(), "text/html")
        assert (request.source, request.link, request.fetched_at) == (GOV, LINK, NOW)

    def test_what_the_present_reader_has_read_is_passed_over(self, store, crawler):
        take(store, first())
        take(store, first(f"{URL}?2", reader="2", text=OTHER_TEXT))
        assert read_again(store, crawler) == ["changed"]
        assert read_again(store, crawler) == []

    def test_a_document_that_is_read_as_before_is_of_the_present_reader_too(self, store, crawler):
        take(store, first(title="gov: 读得更好", text="页" + TEXT, script=None, published_on=None, region=("CN",)))
        assert read_again(store, crawler) == ["same"]
        assert documents(store)[0].reader == "2"

    def test_all_revisions_with_a_page_are_read_each_by_itself(self, store, crawler):
        take(store, first())
        take(store, polled(body="新".encode(), text=OTHER_TEXT, reader="1"))
        assert read_again(store, crawler) == ["changed", "changed"]
        assert [one.text[0] for one in documents(store)] == ["页", "新"]

    def test_more_than_a_batch_are_read(self, store, crawler):
        urls = [f"{URL}?{number}" for number in range(2 * BATCH + 1)]
        take(
            store,
            *(
                polled(url, body=url.encode(), text=f"关于第{at}批项目的通知。" * 9, reader="1")
                for at, url in enumerate(urls)
            ),
        )
        assert read_again(store, crawler) == ["changed"] * len(urls)

    def test_only_the_named_source_and_time_are_read(self, store, crawler):
        take(store, first())
        assert read_again(store, crawler, name="other") == []
        assert read_again(store, crawler, since=NOW + HOUR) == []
        assert read_again(store, crawler, name="gov", since=NOW) == ["changed"]


class TestFactsBesideThePage:
    def test_without_a_link_the_document_tells_what_the_listing_said(self, store, crawler):
        take(store, first(title="列表的标题"))
        read_again(store, crawler)
        link = crawler.asked[-1].link
        assert (link.url, link.title, link.published_on) == (URL, "列表的标题", notice().published_on)
        assert documents(store)[0].published_on == notice().published_on

    def test_what_was_given_with_a_notice_still_wins_over_what_is_read(self, store, crawler):
        given = {"title": "给的标题", "issuers": ["滨州市人民政府"], "issued_on": "2024-06-01"}
        take(store, first(**given).model_copy(update={"given": given}))
        read_again(store, crawler)
        [document] = documents(store)
        assert (document.title, document.issuers) == ("给的标题", ("滨州市人民政府",))
        assert document.issued_on.isoformat() == "2024-06-01"

    def test_the_region_of_a_source_that_is_no_longer_configured_stays(self, store, crawler):
        take(store, first(region=("CN", "山东省")))
        read_again(store, crawler, sources=())
        assert crawler.asked[-1].source is None
        assert documents(store)[0].region == ("CN", "山东省")

    def test_a_source_that_is_configured_says_its_region(self, store, crawler):
        take(store, first(region=("CN", "山东省")))
        read_again(store, crawler)
        assert documents(store)[0].region == ("CN",)


class TestVerdictsAfterwards:
    def test_the_comparison_is_exact_again(self, store, crawler):
        take(store, first())
        read_again(store, crawler)
        with store.reading() as tx:
            assert tx.readings.last(URL, "gov") == LastRead(1, "2")
        same = polled(body="另".encode(), title="gov: 读得更好", text="页" + TEXT, reader="2")
        assert take(store, same).decisions[0].verdict.kind == "known"
        [decision] = take(
            store, polled(body="改".encode(), title="gov: 读得更好", text=OTHER_TEXT, reader="2")
        ).decisions
        assert decision.verdict.kind == "revision"

    def test_it_is_exact_for_every_source_that_read_the_page(self, store, crawler):
        take(store, first())
        take(store, first(text=OTHER_TEXT), source="feed")
        feed = source("feed")
        read_again(store, crawler, sources=(GOV, feed))
        assert documents(store)[0].title == "gov: 读得更好"
        with store.reading() as tx:
            assert tx.readings.last(URL, "feed") == LastRead(1, "2")
        other = polled(body="改".encode(), title="gov: 读得更好", text="改" * 99, reader="2")
        [decision] = take(store, other, source="feed").decisions
        assert decision.verdict.kind == "revision"

    def test_a_repost_in_the_old_reading_is_still_a_copy(self, store, crawler):
        take(store, first())
        read_again(store, crawler)
        [decision] = take(store, polled("https://mirror.example.cn/", reader="1"), source="mirror").decisions
        assert decision.verdict.kind == "copy"

    def test_what_is_compared_is_read_again_too(self, store, crawler):
        take(store, first())
        read_again(store, crawler)
        with store.reading() as tx:
            assert [one.gist for one in tx.identity.texts([1])] == [normalize_notice(documents(store)[0])]
        copy = polled("https://mirror.example.cn/", text=f"首页\n页{TEXT}\n尾页的导航", reader="2")
        assert take(store, copy, source="mirror").decisions[0].verdict.kind == "copy"


class TestFaults:
    def test_a_page_that_cannot_be_read_keeps_its_document_and_the_others_are_read(self, store, crawler):
        take(store, first(f"{URL}?unreadable"), first(f"{URL}?2", text=OTHER_TEXT))
        assert read_again(store, crawler) == ["failed", "changed"]
        assert documents(store)[0] == notice(f"{URL}?unreadable", reader="1")
        assert read_again(store, crawler) == ["failed"]

    @pytest.mark.parametrize("body", [b"", b"no zlib", zlib.compress(b"page")[:-3]])
    def test_damaged_bytes_are_said(self, store, crawler, body):
        broken = PackedPage.model_construct(**dict(page()) | {"body": body})
        with store.writing() as tx:
            tx.notices.add("gov", NewRevision(notice(reader="1"), broken), NOW)
        assert read_again(store, crawler) == ["failed"]
        assert documents(store)[0].reader == "1"

    def test_a_child_that_cannot_say_its_reader_is_an_error(self, store):
        take(store, first())
        with pytest.raises(ChildError):
            read_again(store, FakeCrawler(lambda request: ReadResult(id="1", failures=(failure(),))))

    def test_what_the_daemon_read_meanwhile_is_left_as_it_is(self, store):
        take(store, first())

        def slow(request):
            if request.body is not None:
                take(store, polled(body="新".encode(), text=OTHER_TEXT, reader="2"))
            return better(request)

        read_again(store, FakeCrawler(slow))
        assert [one.text for one in documents(store)] == [OTHER_TEXT]
        with store.reading() as tx:
            assert tx.notices.candidate_with(fingerprint(None, "页" + TEXT), None) is None
