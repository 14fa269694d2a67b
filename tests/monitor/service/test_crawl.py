import asyncio

import pytest

from monitor.delivery.worker import DeliverySetup, DeliveryWorker
from monitor.errors import UnknownError
from monitor.ingest.pipeline import Policy
from monitor.model import Backlog
from monitor.polling.leases import SourceLeases
from monitor.polling.poller import SourcePoller
from monitor.polling.setup import PollSetup
from monitor.runtime.store_executor import StoreExecutor
from monitor.service import crawl as crawling
from tests.fakes import FakeCrawler, FakeSender
from tests.monitor.builders import DAY, NOW, failed, failure, matcher, polled, result, source, subscription
from tests.stores import new_store

CONFIGURED = [source("a"), source("b", enabled=False), source("c")]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ["a", "c"]),
        (["c"], ["c"]),
        (["b"], ["b"]),
        (["c", "a", "c"], ["c", "a"]),
        (["https://a.example.cn/"], ["a"]),
        (["https://new.example.cn/list"], ["https://new.example.cn/list"]),
    ],
)
def test_sources_are_chosen_by_id_or_address_and_all_enabled_ones_without_names(names, expected):
    assert [one.id for one in crawling.choose_sources(CONFIGURED, names)] == expected


def test_an_unknown_name_is_said_to_be_one():
    with pytest.raises(UnknownError, match="there is no source 'gvo'"):
        crawling.choose_sources(CONFIGURED, ["gvo"])


@pytest.mark.parametrize("address", ["https://", "http://[::1", "https://x.cn:99999/", "https://x.cn/a b"])
def test_a_broken_address_is_said_to_be_one(address):
    with pytest.raises(UnknownError, match=r"expected (an http or https URL|a URL with|a URL without spaces)"):
        crawling.choose_sources(CONFIGURED, [address])


@pytest.mark.parametrize("trusted", [True, False])
def test_only_addresses_given_by_hand_are_trusted_by_hand(trusted):
    chosen = crawling.choose_sources(CONFIGURED, ["https://new.example.cn/list", "a"], trusted)
    assert [one.trusted for one in chosen] == [trusted, False]


def crawl(store, answer, *sources, rounds=crawling.ROUNDS, at_once=4):
    crawler = FakeCrawler(answer)
    seen = []

    async def work():
        setup = PollSetup(matcher(subscription()), Policy(30 * DAY, "always"))
        executor = StoreExecutor(store)
        leases = SourceLeases(executor, lambda: setup, lambda: NOW, "me")
        poller = SourcePoller(executor, crawler, lambda: setup, lambda: NOW)
        try:
            return await crawling.crawl(poller, leases, sources, None, seen.append, at_once=at_once, rounds=rounds)
        finally:
            await leases.give_back()
            executor.close()

    return asyncio.run(work()), crawler, seen


def test_a_source_is_polled_until_it_has_no_more():
    left = [True, True, False]

    def answer(request):
        number = 3 - len(left)
        found = polled(f"https://gov.example.cn/{number}", text=f"集群{number}" * 50)
        return result(found, source=request.source.id, more=left.pop(0), state={"polled": number + 1})

    report, crawler, seen = crawl(new_store(), answer, source())
    assert [request.state for request in crawler.asked] == [{}, {"polled": 1}, {"polled": 2}]
    assert report.count("new") == 3
    assert [(taken.source, taken.again) for taken in seen] == [("gov", True), ("gov", True), ("gov", False)]


def test_a_source_that_never_has_enough_is_left_after_so_many_rounds():
    _, crawler, _ = crawl(
        new_store(), lambda request: result(polled(), source=request.source.id, more=True), source(), rounds=5
    )
    assert len(crawler.asked) == 5


def test_a_failed_source_does_not_hold_up_the_others():
    def answer(request):
        return failed(source="a") if request.source.id == "a" else result(polled(), source=request.source.id)

    report, _, seen = crawl(new_store(), answer, source("a"), source("b"))
    assert report.failed
    assert [failure.code for failure in report.failures] == ["timeout"]
    assert [(name, decision.verdict.kind) for name, decision in report.decisions] == [("b", "new")]
    assert {taken.source for taken in seen} == {"a", "b"}


@pytest.mark.parametrize(
    ("answers", "cut_off"),
    [
        ({"a": "timeout", "b": "unreachable"}, True),
        ({"a": "timeout"}, False),
        ({"a": "timeout", "b": "http_status"}, False),
        ({"a": "timeout", "b": None}, False),
    ],
)
def test_a_crawl_that_reaches_no_source_is_perhaps_cut_off(answers, cut_off):
    def answer(request):
        code = answers[request.source.id]
        name = request.source.id
        return failed(failure(code=code), source=name) if code else result(source=name, outcome="not_modified")

    report, _, _ = crawl(new_store(), answer, *map(source, answers))
    assert report.is_cut_off(len(answers)) is cut_off


def test_what_is_due_is_delivered_and_the_backlog_said():
    store = new_store()
    sender = FakeSender()
    report, _, _ = crawl(store, lambda request: result(polled(), source=request.source.id), source())
    crawling.deliver(DeliveryWorker(store, lambda: DeliverySetup(sender), lambda: NOW, "me"), report)
    crawling.note_backlog(store, report)
    assert not report.failed
    assert [channel for channel, _ in sender.sent] == ["ops"]
    assert report.backlog == Backlog(sent=1)


def test_a_failed_delivery_makes_a_crawl_a_failed_one_and_ends_the_delivering():
    store = new_store()
    sender = FakeSender()
    sender.faults["ops"] = "no answer"
    report, _, _ = crawl(store, lambda request: result(polled(), source=request.source.id), source())
    crawling.deliver(DeliveryWorker(store, lambda: DeliverySetup(sender), lambda: NOW, "me"), report)
    crawling.note_backlog(store, report)
    assert report.failed
    assert [attempt.error for attempt in report.attempts] == ["no answer"]
    assert report.backlog == Backlog(queued=1)
