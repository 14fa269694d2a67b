from datetime import timedelta

from monitor.model import Beat
from monitor.text.i18n import in_language
from monitor.views.cluster import cluster_words, collect_cluster, turn_words, worker_words
from monitor.views.overview import running_daemon, running_workers
from tests.monitor.builders import HOUR, MINUTE, NOW, SECOND
from tests.stores import new_store


def beat(owner, at=NOW, **detail):
    lock = {"count": 4, "waited_s": 0.02, "held_s": 1.0, "span_s": 10.0}
    return Beat(
        owner, NOW - HOUR, at, {"roles": ["crawl", "deliver"], "turns": 3, "skew_s": 0.4, "lock": lock} | detail
    )


def collected(*beats):
    store = new_store()
    with store.writing() as tx:
        tx.shards.assign({"a": 7, "b": 8}, NOW - 90 * SECOND)
        tx.turns.take("crawl", "7", "w1", timedelta(hours=1))
        for _ in range(3):
            tx.turns.release(tx.turns.take("deliver", "desk", "w2", MINUTE), None, "boom")
    with store.reading() as tx:
        return collect_cluster(tx, running_workers(beats, NOW), NOW)


def test_the_state_of_a_cluster_is_that_of_its_running_workers():
    cluster = collected(beat("w1"), beat("w2"), beat("gone", NOW - HOUR))
    assert [worker.owner for worker in cluster.workers] == ["w1", "w2"]
    assert (cluster.shards, cluster.unowned, cluster.lag) == (2, 1, 90 * SECOND)
    assert cluster.lock_wait == timedelta(seconds=0.005)
    assert cluster.lock_held == 0.2
    assert [turn.key for turn in cluster.failing] == ["desk"]
    assert cluster_words(cluster) == (
        "2 workers; shards: 2 (without a worker: 1); longest delay of a source: 90 s; wait for the write lock: 5 ms"
    )
    assert turn_words(cluster.failing[0]) == "sending to channel desk failed 3 times: boom"
    assert worker_words(cluster.workers[0], "1 h ago", "now").startswith("crawl, deliver; started: 1 h ago")
    with in_language("zh"):
        assert cluster_words(cluster).startswith("2 个工作进程；分片：2 个")


def test_without_workers_there_is_no_cluster_and_a_worker_is_no_daemon():
    assert collected(beat("gone", NOW - HOUR), beat("daemon", roles=[])) is None
    assert running_daemon([beat("w1"), beat("daemon", roles=[])], NOW).owner == "daemon"
    assert running_daemon([beat("w1")], NOW) is None
