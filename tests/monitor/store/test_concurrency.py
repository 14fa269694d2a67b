"""Two that take in the same results at the same time."""

import multiprocessing
import random
import threading
from collections import Counter
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing

import pytest

from monitor.ingest.pipeline import Policy
from monitor.store import open_store
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, NOW, TEXT, kinds, matcher, polled, result, subscription

RESULTS = 10
NOTICES = 3
POLICY = Policy(30 * DAY, "always")


def take_all_in(url: str, source: str, barrier) -> list[str]:
    """Takes each result in with a transaction of its own; gives the verdicts, in order."""
    match = matcher(subscription())
    policy = Policy(30 * DAY, "always")
    verdicts = []
    with closing(open_store(url)) as store:
        for number in range(RESULTS):
            notices = [
                polled(f"https://{source}.example.cn/{number}/{place}", text=f"{TEXT}{number}之{place}")
                for place in range(NOTICES)
            ]
            barrier.wait(30)
            found = result(*notices, source=source)
            taken = store.write(lambda tx, found=found: ingest_result(tx, found, HOUR, match, policy, NOW))
            verdicts += [decision.verdict.kind for decision in taken.decisions]
    return verdicts


def take_in_side_by_side(pool: Executor, barrier, url: str, sources: list[str]) -> list[list[str]]:
    open_store(url).close()
    running = [pool.submit(take_all_in, url, source, barrier) for source in sources]
    return [one.result(timeout=60) for one in running]


def check(url: str, found: list[list[str]], other: str) -> None:
    for verdicts in zip(*found, strict=True):
        assert Counter(verdicts) == {"new": 1, other: len(found) - 1}
    with closing(open_store(url)) as store:
        with store.reading() as tx:
            assert len(tx.notices.latest(1000, None, None)) == RESULTS * NOTICES
            assert tx.deliveries.backlog().queued == RESULTS * NOTICES
        assert kinds(store).count("notice.new") == RESULTS * NOTICES


@pytest.mark.parametrize(("sources", "other"), [(["gov", "gov"], "known"), (["gov", "mirror"], "copy")])
def test_two_threads_never_both_say_new(url, sources, other):
    with ThreadPoolExecutor(2) as pool:
        found = take_in_side_by_side(pool, threading.Barrier(2), url, sources)
    check(url, found, other)


@pytest.mark.slow
def test_two_processes_never_both_say_new(url):
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(2, mp_context=context) as pool:
        found = take_in_side_by_side(pool, manager.Barrier(2), url, ["gov", "mirror"])
    check(url, found, "copy")


def test_one_delivery_is_claimed_by_one_of_many(url):
    take_all_in(url, "gov", threading.Barrier(1))

    def claim_all(barrier: threading.Barrier, owner: str) -> list[int]:
        claimed = []
        with closing(open_store(url)) as store:
            barrier.wait(30)
            while True:
                with store.writing() as tx:
                    delivery = tx.deliveries.claim(NOW, NOW + HOUR, owner)
                if delivery is None:
                    return claimed
                claimed.append(delivery.id)

    barrier = threading.Barrier(3)
    with ThreadPoolExecutor(3) as pool:
        claimed = [one for part in pool.map(claim_all, [barrier] * 3, "abc") for one in part]
    assert len(claimed) == len(set(claimed)) == RESULTS * NOTICES


def test_one_source_is_claimed_by_one_of_many(url):
    names = [f"source-{number}" for number in range(50)]
    with closing(open_store(url)) as store, store.writing() as tx:
        for name in names:
            tx.sources.register(name, NOW)

    def claim_all(barrier: threading.Barrier, owner: str) -> list[str]:
        with closing(open_store(url)) as store:
            barrier.wait(30)
            with store.writing() as tx:
                return [record.id for record in tx.sources.claim(names, NOW, NOW + HOUR, owner)]

    barrier = threading.Barrier(3)
    with ThreadPoolExecutor(3) as pool:
        claimed = [one for part in pool.map(claim_all, [barrier] * 3, "abc") for one in part]
    assert sorted(claimed) == sorted(names)


@pytest.mark.long
@pytest.mark.slow
def test_many_results_in_any_order_from_two_writers_keep_their_verdicts_right(url):
    """200 results, each text once at each of two sources: one of the two is new, the other its copy."""
    texts = [f"{TEXT}第{number}号" for number in range(100)]
    open_store(url).close()

    def take_all(source: str) -> Counter[str]:
        order = random.Random(source).sample(texts, len(texts))
        match = matcher(subscription())
        found = Counter()
        with closing(open_store(url)) as store:
            for text in order:
                place = f"https://{source}.example.cn/{texts.index(text)}"
                notices = result(polled(place, text=text), source=source)
                taken = store.write(lambda tx, found=notices: ingest_result(tx, found, HOUR, match, POLICY, NOW))
                found.update(decision.verdict.kind for decision in taken.decisions)
        return found

    with ThreadPoolExecutor(2) as pool:
        counts = sum(pool.map(take_all, ["gov", "mirror"]), Counter())
    assert counts == {"new": 100, "copy": 100}
    with closing(open_store(url)) as store, store.reading() as tx:
        assert len(tx.notices.latest(1000, None, None)) == tx.deliveries.backlog().queued == 100
