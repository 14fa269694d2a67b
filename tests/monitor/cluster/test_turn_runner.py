"""The frame of turns, and the crawl turns in it, on a SQLite store with a crawler from a function."""

import asyncio
from datetime import timedelta

from crawler.model.requests import PollRequest
from monitor.cluster.crawl_turn import CrawlTurns
from monitor.cluster.sharded_sources import ShardedSources
from monitor.cluster.turns import TurnRunner
from monitor.errors import StoreError
from monitor.ingest.pipeline import Policy
from monitor.polling.setup import PollSetup
from monitor.runtime.clock import utc_now
from monitor.runtime.store_executor import StoreExecutor
from monitor.schedule.turns import Successor, TurnLimits
from tests.fakes import FakeCrawler
from tests.monitor.builders import DAY, matcher, result, source
from tests.stores import new_store

LIMITS = TurnLimits()


class Runtime:
    """The part of a runtime that crawl turns use."""

    def __init__(self, sources):
        self.sources = {found.id: found for found in sources}
        self.polling = PollSetup(matcher(), Policy(30 * DAY), self.sources)

    def get(self):
        return self


class Children(FakeCrawler):
    """A crawler that notes whether its children were killed."""

    killed = 0

    async def kill(self):
        self.killed += 1


def run(store, work, owner="me", key="7", limits=LIMITS):
    return asyncio.run(TurnRunner(store, owner, utc_now, limits).run("crawl", key, work))


def records(store):
    with store.reading() as tx:
        return tx.turns.all()


async def succeed(held):
    return Successor(utc_now())


async def fail(held):
    raise StoreError("boom")


def test_a_turn_is_leased_released_and_followed():
    store = new_store()
    assert run(store, succeed) is not None
    [record] = records(store)
    assert (record.epoch, record.owner, record.leased_until, record.failures) == (1, "me", None, 0)


def test_a_turn_that_another_worker_holds_is_tried_again_later():
    store = new_store()
    with store.updating() as tx:
        tx.turns.take("crawl", "7", "other", timedelta(minutes=1))
    successor = run(store, fail)
    assert successor.due_at > utc_now()
    assert not successor.keeps_owner


def test_a_turn_that_fails_three_times_is_told_once():
    store = new_store()
    delays = []
    for _ in range(4):
        successor = run(store, fail)
        delays.append((successor.due_at - utc_now()).total_seconds())
    assert delays == sorted(delays)
    with store.reading() as tx:
        [event] = tx.events.after(0, 10)
    assert (event.kind, event.detail["error"], event.detail["failures"]) == ("turn.failing", "boom", 3)
    run(store, succeed)
    assert [record.failures for record in records(store)] == [0]


def test_a_turn_that_was_taken_over_writes_nothing_and_has_no_successor():
    store = new_store()

    async def lose(held):
        with store.updating() as tx:
            tx.turns.renew(held.lease, timedelta(seconds=-1))
            tx.turns.take("crawl", "7", "other", timedelta(minutes=1))
        with held.store.writing() as tx:
            tx.sources.register("gov", utc_now())
        return Successor(utc_now())

    assert run(store, lose) is None
    with store.reading() as tx:
        assert tx.sources.all() == []
        assert [(turn.owner, turn.failures) for turn in tx.turns.all()] == [("other", 0)]


def crawl(store, sources, answer, limits=LIMITS, stopping=None):
    """Runs one turn of the only shard; the crawler and the successor."""
    children = Children(answer)
    runtime = Runtime(sources)

    async def main():
        executor = StoreExecutor(store)
        sharded = ShardedSources(executor, lambda: runtime.polling, utc_now, "me", lambda: timedelta(0))
        await sharded.register(sources)
        [shard] = sharded.active
        turns = CrawlTurns(
            executor, children, runtime, sharded, utc_now, limits, 2, stopping or asyncio.Event(), asyncio.Event().set
        )
        successor = await TurnRunner(store, "me", utc_now, limits).run("crawl", str(shard), turns.work)
        executor.close()
        return successor

    return children, asyncio.run(main())


def answer(request: PollRequest):
    return result(source=request.source.id)


def same_site(count):
    return [source(f"s{number}", url=f"https://www.example.cn/{number}/") for number in range(count)]


def test_all_due_sources_of_a_shard_are_polled_and_the_next_turn_waits_for_the_next_one():
    store = new_store()
    children, successor = crawl(store, same_site(120), answer)
    assert len(children.asked) == 120
    assert all(request.deadline_s < LIMITS.lease.total_seconds() for request in children.asked)
    assert timedelta(seconds=30) < successor.due_at - utc_now() <= timedelta(minutes=1)
    with store.reading() as tx:
        assert all(record.last_poll_at for record in tx.sources.all())


def test_a_turn_ends_after_its_polls_and_the_next_one_is_due_at_once():
    store = new_store()
    children, successor = crawl(store, same_site(30), answer, TurnLimits(polls=10))
    assert len(children.asked) == 10
    assert successor.due_at <= utc_now()
    with store.reading() as tx:
        assert tx.leases.owners() == []


def test_a_source_that_cannot_be_taken_in_is_polled_again_after_its_interval():
    store = new_store()

    def broken(request):
        raise RuntimeError("broken")

    children, _ = crawl(store, same_site(1), broken)
    with store.reading() as tx:
        [record] = tx.sources.all()
    assert len(children.asked) == 1
    assert record.due_at - utc_now() > timedelta(minutes=9)


def test_a_stopped_worker_claims_nothing_more_and_gives_its_shard_away():
    stopping = asyncio.Event()
    stopping.set()
    store = new_store()
    children, successor = crawl(store, same_site(3), answer, stopping=stopping)
    assert children.asked == []
    assert not successor.keeps_owner
