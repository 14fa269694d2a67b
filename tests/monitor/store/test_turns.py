"""The contract of turns and shards: one owner at a time, and a former owner writes nothing."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.cluster.fenced_store import FencedStore
from monitor.errors import StaleEpochError
from monitor.store.cluster.write_lock import lock_use
from tests.monitor.builders import HOUR, MINUTE, NOW, SECOND
from tests.monitor.store.conftest import STORES

LEASE = timedelta(minutes=1)
PAST = timedelta(seconds=-1)


def take(store, key="7", owner="a", duration=LEASE, kind="crawl"):
    with store.updating() as tx:
        return tx.turns.take(kind, key, owner, duration)


def assign(store, **shards):
    with store.writing() as tx:
        tx.shards.assign(shards, NOW)


def claim(store, lease, limit=50, now=NOW):
    with FencedStore(store, lease).claiming() as tx:
        return [record.id for record in tx.shards.claim(lease, now, now + HOUR, limit)]


def test_a_turn_has_one_owner_until_the_lease_ends(store):
    first = take(store)
    assert (first.epoch, first.rested, first.moved) == (1, None, False)
    assert take(store, owner="b") is None
    assert take(store, key="8", owner="b").epoch == 1
    with store.updating() as tx:
        assert tx.turns.release(first, NOW) == 0
    second = take(store, owner="b")
    assert (second.epoch, second.moved) == (2, True)
    assert timedelta(0) <= second.rested < MINUTE


def test_a_lease_that_ran_out_goes_to_another_owner_and_the_former_one_writes_nothing(store):
    first = take(store, duration=PAST)
    second = take(store, owner="b")
    assert second.epoch == first.epoch + 1
    fenced = FencedStore(store, first)
    for opened in (fenced.writing, fenced.updating):
        with pytest.raises(StaleEpochError), opened() as tx:
            tx.sources.register("gov", NOW)
    for step in (
        lambda tx: tx.turns.renew(first, LEASE),
        lambda tx: tx.turns.release(first, None),
        lambda tx: tx.turns.check(first),
    ):
        with pytest.raises(StaleEpochError), store.updating() as tx:
            step(tx)
    assign(store, a=7)
    with pytest.raises(StaleEpochError):
        claim(store, first)
    assert claim(store, second) == ["a"]
    with FencedStore(store, second).writing() as tx:
        assert [record.id for record in tx.sources.all()] == ["a"]
        tx.turns.renew(second, LEASE)


def test_a_lease_that_ran_out_may_be_renewed_while_nobody_else_took_it(store):
    lease = take(store, duration=PAST)
    with store.updating() as tx:
        tx.turns.renew(lease, LEASE)
    assert take(store, owner="b") is None


def test_failures_are_counted_until_a_turn_succeeds(store):
    counts = []
    for error in ("boom", "boom", None, "boom"):
        lease = take(store)
        with store.updating() as tx:
            counts.append(tx.turns.release(lease, NOW, error))
    assert counts == [1, 2, 0, 1]
    with store.reading() as tx:
        [record] = tx.turns.all("crawl")
        assert (record.error, record.due_at, record.leased_until) == ("boom", NOW, None)
        assert not record.is_held(NOW)


def test_the_due_sources_of_a_shard_are_claimed_the_longest_due_first(store):
    assign(store, a=7, b=7, c=8, d=7)
    with store.writing() as tx:
        tx.sources.release("b", NOW - HOUR)
        tx.sources.release("d", NOW + SECOND)
    lease = take(store)
    assert claim(store, lease, limit=1) == ["b"]
    assert claim(store, lease) == ["a"]
    assert claim(store, lease) == []
    with store.reading() as tx:
        assert tx.shards.next_due(7) == NOW + SECOND
        assert tx.shards.due_since() == {7: NOW + SECOND, 8: NOW}
    with FencedStore(store, lease).updating() as tx:
        tx.shards.give_back(lease)
    assert claim(store, lease) == ["b", "a"]


def test_a_new_turn_ends_the_leases_that_earlier_turns_left_behind_but_not_those_of_commands(store):
    assign(store, a=7, b=7)
    with store.writing() as tx:
        tx.sources.claim(["a"], NOW, NOW + HOUR, "host/1/2")
    assert claim(store, take(store, duration=PAST)) == ["b"]
    assert claim(store, take(store, owner="b")) == ["b"]


def test_sources_that_are_no_longer_configured_are_in_no_shard(store):
    assign(store, a=7, b=7)
    assign(store, b=9, c=7)
    assert claim(store, take(store)) == ["c"]
    assert claim(store, take(store, key="9")) == ["b"]


def test_that_nobody_takes_a_turn_is_told_once(store):
    take(store)
    with store.updating() as tx:
        tx.turns.put_told("crawl", ["7"], True)
        assert [record.told for record in tx.turns.all()] == [True]


def test_the_clock_is_the_databases(store):
    with store.reading() as tx:
        first = tx.turns.now()
        time.sleep(0.01)
        assert tx.turns.now() > first


def test_two_processes_that_take_a_turn_at_once_do_not_both_get_it(store):
    found = []
    gate = threading.Barrier(4)

    def run(name):
        gate.wait()
        for number in range(5):
            if lease := take(store, key=str(number), owner=name):
                found.append((lease.key, lease.epoch))

    threads = [threading.Thread(target=run, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [(str(number), 1) for number in range(5)]


def test_only_an_update_that_adds_an_event_waits_for_other_writers(tmp_path):
    with STORES["postgresql"](tmp_path) as store:
        told = threading.Event()

        def tell():
            with store.updating() as tx:
                tx.events.add("source.requested", NOW, "gov", None, {})
            told.set()

        before = replace(lock_use(store.engine))
        with store.writing() as tx:
            tx.events.add("source.requested", NOW, "first", None, {})
            take(store)
            thread = threading.Thread(target=tell)
            thread.start()
            assert not told.wait(0.3)
        thread.join()
        with store.reading() as tx:
            assert [event.source for event in tx.events.after(0, 10)] == ["first", "gov"]
        use = lock_use(store.engine)
        assert use.count - before.count == 2
        assert use.waited_s - before.waited_s > 0.2
        assert use.held_s - before.held_s > 0.2
