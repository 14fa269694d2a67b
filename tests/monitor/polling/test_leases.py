import asyncio

import pytest

from monitor.ingest.pipeline import Policy
from monitor.model import ScheduledRevisit, SourceRecord
from monitor.polling.leases import LEASE, SourceLeases
from monitor.polling.setup import PollSetup
from monitor.runtime.lease_owner import lease_owner
from monitor.runtime.store_executor import StoreExecutor
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, SECOND, matcher, source
from tests.stores import new_store

NEWS = [source(name) for name in ("a", "b", "c")]
SETUP = PollSetup(matcher(), Policy(30 * DAY))


@pytest.fixture
def store():
    return new_store()


def run(store, work, name="me", now=NOW, setup=SETUP):
    """Runs `work` with leases on this store, whose thread ends with it."""
    executor = StoreExecutor(store)
    leases = SourceLeases(executor, lambda: setup, lambda: now, name)

    async def main():
        try:
            return await work(leases)
        finally:
            executor.close()

    return asyncio.run(main())


def register(store, *sources):
    run(store, lambda leases: leases.register(sources))


def claim(store, *, limit=10, now=NOW, name="me", sources=NEWS):
    names = {source.id for source in sources}
    return [
        record.id for record in run(store, lambda leases: leases.claim(names.__contains__, limit), now=now, name=name)
    ]


def test_new_sources_are_due_at_once(store):
    register(store, *NEWS)
    assert sorted(claim(store)) == ["a", "b", "c"]


def test_no_more_than_the_limit_is_claimed(store):
    register(store, *NEWS)
    assert claim(store, limit=0) == []
    assert claim(store, limit=-1) == []
    assert len(claim(store, limit=2)) == 2
    assert len(claim(store, limit=2)) == 1


def test_sources_that_are_configured_no_more_are_left_alone_and_take_no_room(store):
    register(store, *NEWS)
    assert claim(store, limit=1, sources=[source("c")]) == ["c"]


def test_what_one_has_claimed_no_other_gets_before_the_lease_ends(store):
    register(store, source("a"))
    assert claim(store) == ["a"]
    assert claim(store, name="you", now=NOW + LEASE - SECOND) == []
    assert claim(store, name="you", now=NOW + LEASE) == ["a"]


def test_searches_after_a_successful_one_find_the_same(store):
    register(store, *NEWS)
    names = {source.id for source in NEWS}

    async def work(leases):
        return [[record.id for record in await leases.claim(names.__contains__, 2)] for _ in range(4)]

    first, second, *others = run(store, work)
    assert (len(first), len(second), others) == (2, 1, [[], []])
    assert sorted(first + second) == ["a", "b", "c"]


@pytest.mark.parametrize("after_a_claim", [False, True])
def test_a_claimed_record_says_whether_pages_are_due_for_a_revisit(store, after_a_claim):
    register(store, *NEWS)
    with store.writing() as tx:
        for name, due_at in (("a", NOW), ("b", NOW + SECOND)):
            tx.revisits.put(name, ScheduledRevisit(f"https://gov.example.cn/{name}", NOW - DAY, 0, due_at))

    async def work(leases):
        if after_a_claim:
            await leases.claim("c".__eq__, 1)
        return {record.id: record.has_due_revisits for record in await leases.claim({"a", "b"}.__contains__, 10)}

    assert run(store, work) == {"a": True, "b": False}


def test_a_lease_given_back_makes_the_source_due_after_its_interval(store):
    register(store, source("a", every="10m"))
    claim(store)
    run(store, lambda leases: leases.release(source("a", every="10m")))
    assert claim(store, now=NOW + 10 * MINUTE - SECOND) == []
    assert claim(store, now=NOW + 10 * MINUTE) == ["a"]


def test_the_leases_of_processes_that_ended_are_taken_over(store):
    register(store, *NEWS)
    host, pid, started = lease_owner().rsplit("/", 2)
    ended = f"{host}/{pid}/{int(started) - 1}"
    for name, owner in (("a", ended), ("b", lease_owner()), ("c", "another-host/1/2")):
        assert claim(store, name=owner, sources=[source(name)]) == [name]
    run(store, lambda leases: leases.take_over())
    assert claim(store) == ["a"]


def test_at_the_end_the_own_leases_are_given_back(store):
    register(store, *NEWS)
    claim(store, sources=[source("a")], name="other")
    claim(store, sources=[source("b"), source("c")])
    run(store, lambda leases: leases.give_back())
    assert sorted(claim(store, name="next")) == ["b", "c"]


def test_an_unknown_source_has_an_empty_record(store):
    assert run(store, lambda leases: leases.record(source("a"))) == SourceRecord("a")


def test_a_source_whose_interval_became_shorter_is_due_as_that_says(store):
    register(store, *NEWS, source("failing"))
    known = {"a": NOW - HOUR, "b": NOW - MINUTE, "c": None}
    with store.writing() as tx:
        for name, last in known.items():
            tx.sources.put(SourceRecord(name, due_at=NOW + DAY, last_poll_at=last))
        tx.sources.put(SourceRecord("failing", due_at=NOW + DAY, last_poll_at=NOW - HOUR, failures=2))

    setup = PollSetup(matcher(), Policy(30 * DAY), {found.id: found for found in NEWS})
    run(store, lambda leases: leases.bring_forward([*NEWS, source("failing")]), setup=setup)
    with store.reading() as tx:
        due = {record.id: record.due_at for record in tx.sources.all()}
    assert due == {"a": NOW, "b": NOW + 9 * MINUTE, "c": NOW + DAY, "failing": NOW + DAY}
