"""The share of the shards that a worker takes and keeps."""

from datetime import timedelta

import pytest

from monitor.cluster.sharded_sources import ShardedSources
from monitor.runtime.clock import utc_now
from monitor.runtime.store_executor import StoreExecutor

SHARDS = range(6)


@pytest.fixture
def workers():
    """Three workers with six shards, which know of each other."""
    made = [ShardedSources(StoreExecutor(None), None, utc_now, name, timedelta) for name in "abc"]
    for worker in made:
        worker._delays = dict.fromkeys(SHARDS, timedelta(0))
        worker.share(SHARDS, 3)
    return made


def test_a_worker_takes_its_share_and_keeps_it(workers):
    first = workers[0]
    assert [first.takes(shard) for shard in SHARDS] == [True, True, False, False, False, False]
    assert first.keeps(0)
    assert first.keeps(1)


def test_shards_beyond_the_share_are_given_up_one_by_one(workers):
    first = workers[0]
    first.share(SHARDS, 1)
    assert all(first.takes(shard) for shard in SHARDS)
    first.share(SHARDS, 3)
    assert [first.keeps(shard) for shard in SHARDS] == [False, False, False, False, True, True]


def test_a_shard_that_was_given_up_and_that_nobody_has_taken_does_not_fill_the_share(workers):
    first = workers[0]
    assert first.takes(0)
    assert first.takes(1)
    first.give_up(0)
    first.share({0, 1}, 3)  # nobody has taken it, so that its last turn is still this worker's
    assert first.takes(2)
    assert not first.takes(3)


def test_shards_that_were_taken_over_no_longer_count(workers):
    first = workers[0]
    assert first.takes(0)
    assert first.takes(1)
    first.share({1}, 3)
    assert first.takes(2)


def test_a_shard_without_sources_is_given_up(workers):
    first = workers[0]
    assert first.takes(0)
    first._delays = {1: timedelta(0)}
    assert not first.keeps(0)
    assert first.takes(1)
