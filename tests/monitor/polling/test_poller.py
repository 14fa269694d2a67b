import asyncio
from contextlib import contextmanager
from datetime import date

import pytest

from crawler.model.requests import ReadRequest
from crawler.model.results import PollResult, RefusedResult
from monitor.errors import ChildError, StoreError
from monitor.ingest.pipeline import Policy
from monitor.model import SourceRecord
from monitor.polling.poller import MAX_PAGES, SourcePoller
from monitor.polling.setup import PollSetup
from monitor.runtime.store_executor import StoreExecutor
from monitor.schedule.intervals import PollPlan
from monitor.store.transaction import SqlStore
from tests.fakes import FakeCrawler
from tests.monitor.builders import DAY, MINUTE, NOW, failed, matcher, polled, result, source
from tests.stores import new_store

NEWS = [source(name) for name in ("a", "b", "c")]


@pytest.fixture
def store():
    return new_store()


def answer(request) -> PollResult:
    return result(polled(), source=request.source.id, state={"seen": 1})


SETUP = PollSetup(matcher(), Policy(30 * DAY), {found.id: found for found in NEWS})


def run(store, work, crawler=None, setup=SETUP):
    """Runs `work` with a poller on this store, whose thread ends with it."""
    executor = StoreExecutor(store)
    poller = SourcePoller(executor, crawler or FakeCrawler(answer), lambda: setup, lambda: NOW)

    async def main():
        try:
            return await work(poller)
        finally:
            executor.close()

    return asyncio.run(main())


def test_a_poll_hands_out_the_state_and_takes_the_result_in(store):
    crawler = FakeCrawler(answer)
    record = SourceRecord("a", state={"etag": "1"})
    taken = run(store, lambda poller: poller.poll(source("a"), record, date(2024, 6, 1)), crawler)
    [request] = crawler.asked
    assert (request.source, request.state, request.since) == (source("a"), {"etag": "1"}, date(2024, 6, 1))
    assert request.max_pages == MAX_PAGES
    assert [decision.verdict.kind for decision in taken.decisions] == ["new"]
    with store.reading() as tx:
        assert tx.sources.get("a").state == {"seen": 1}
        assert tx.sources.get("a").due_at == NOW + source("a").every


def test_a_poll_that_is_refused_is_trouble_and_a_read_the_childs_error(store):
    crawler = FakeCrawler(lambda request: RefusedResult(id=request.id, detail="not understood"))
    taken = run(store, lambda poller: poller.poll(source("a"), SourceRecord("a")), crawler)
    assert [(failure.code, failure.detail) for failure in taken.failures] == [
        ("refused", "the crawler rejected the request: not understood")
    ]
    with pytest.raises(ChildError, match="not understood"):
        run(store, lambda poller: poller.read(ReadRequest(id="1", url="https://x.cn/")), crawler)
    with store.reading() as tx:
        assert [record.trouble.code for record in tx.sources.all()] == ["refused"]


def test_failures_are_logged_with_the_source_and_a_recovery_is_too(store, caplog):
    answers = [failed(source="a"), result(source="a")]
    crawler = FakeCrawler(lambda request: answers.pop(0))
    with caplog.at_level("INFO", logger="monitor"):
        for _ in range(2):
            run(store, lambda poller: poller.poll(source("a"), SourceRecord("a")), crawler)
    warnings = [(record.getMessage(), record.source) for record in caplog.records if record.levelname == "WARNING"]
    assert warnings == [
        ("https://gov.example.cn/: timeout: no answer in time", "a"),
        ("a can be read again", "a"),
    ]


def test_the_setup_in_force_when_a_result_is_ingested_decides(store):
    [auto] = [source("a", every="auto")]
    setup = PollSetup(matcher(), Policy(30 * DAY), {"a": auto}, PollPlan(even=4))
    # Requested as it was configured before, and ingested as it is now.
    run(store, lambda poller: poller.poll(source("a"), SourceRecord("a")), setup=setup)
    with store.reading() as tx:
        assert tx.sources.get("a").due_at == NOW + 15 * MINUTE


class CountedStore(SqlStore):
    """Counts the transactions that write; one that takes in a source named `broken` fails at its end."""

    def __init__(self, broken=""):
        super().__init__(new_store().engine)
        self.written = 0
        self._broken = broken

    @contextmanager
    def writing(self):
        self.written += 1
        with super().writing() as tx:
            yield tx
            found = tx.sources.get(self._broken)
            if found and found.last_poll_at:
                raise StoreError("the database failed: broken")

    updating = writing


def poll_all(store, find=lambda name: ()):
    """Polls NEWS at once, each answered with what `find` finds there; what each comes to."""
    crawler = FakeCrawler(lambda request: result(*find(request.source.id), source=request.source.id))
    with store.writing() as tx:
        for found in NEWS:
            tx.sources.register(found.id, NOW)

    async def work(poller):
        store.written = 0
        polls = (poller.poll(found, SourceRecord(found.id)) for found in NEWS)
        return await asyncio.gather(*polls, return_exceptions=True)

    return run(store, work, crawler)


def last_polls(store):
    with store.reading() as tx:
        return {record.id: record.last_poll_at for record in tx.sources.all()}


def test_polls_that_found_nothing_are_taken_in_together():
    store = CountedStore()
    assert [taken.source for taken in poll_all(store)] == ["a", "b", "c"]
    assert store.written == 1
    assert last_polls(store) == dict.fromkeys("abc", NOW)
    with store.reading() as tx:
        assert [len(tx.polls.latest(name, 10)) for name in "abc"] == [1, 1, 1]


def test_what_was_found_is_taken_in_by_itself():
    store = CountedStore()
    poll_all(store, lambda name: [polled()] if name == "b" else [])
    assert store.written == 2


def test_a_result_that_cannot_be_taken_in_costs_no_other_its_own():
    store = CountedStore(broken="b")
    found = poll_all(store)
    assert (found[0].source, str(found[1]), found[2].source) == ("a", "the database failed: broken", "c")
    assert last_polls(store) == {"a": NOW, "b": None, "c": NOW}
