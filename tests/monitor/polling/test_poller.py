import asyncio
from contextlib import contextmanager
from datetime import date

import pytest

from crawler.model.requests import ReadRequest
from crawler.model.results import PollResult, RefusedResult
from monitor.errors import ChildError, StoreError
from monitor.ingest.pipeline import Policy
from monitor.model import SourceRecord
from monitor.polling.poller import LEASE, MAX_PAGES, SourcePoller
from monitor.runtime.lease_owner import lease_owner
from monitor.schedule.intervals import PollPlan
from monitor.store.transaction import SqlStore
from tests.fakes import FakeCrawler
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, SECOND, failed, matcher, polled, result, source
from tests.stores import new_store

NEWS = [source(name) for name in ("a", "b", "c")]


@pytest.fixture
def store():
    return new_store()


def answer(request) -> PollResult:
    return result(polled(), source=request.source.id, state={"seen": 1})


def run(store, work, crawler=None, name="me", now=NOW):
    """Runs `work` with a Polling on this store, whose thread ends with it."""
    polling = SourcePoller(store, crawler or FakeCrawler(answer), matcher(), Policy(30 * DAY), lambda: now, name)

    async def main():
        try:
            return await work(polling)
        finally:
            polling._thread.shutdown()

    return asyncio.run(main())


def register(store, *sources):
    run(store, lambda polling: polling.register(sources))


def claim(store, *, limit=10, now=NOW, name="me", sources=NEWS):
    return [record.id for record in run(store, lambda polling: polling.claim(sources, limit), now=now, name=name)]


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


def test_a_lease_given_back_makes_the_source_due_after_its_interval(store):
    register(store, source("a", every="10m"))
    claim(store)
    run(store, lambda polling: polling.release(source("a", every="10m")))
    assert claim(store, now=NOW + 10 * MINUTE - SECOND) == []
    assert claim(store, now=NOW + 10 * MINUTE) == ["a"]


def test_the_leases_of_processes_that_ended_are_taken_over(store):
    register(store, *NEWS)
    host, pid, started = lease_owner().rsplit("/", 2)
    ended = f"{host}/{pid}/{int(started) - 1}"
    for name, one in (("a", ended), ("b", lease_owner()), ("c", "another-host/1/2")):
        assert claim(store, name=one, sources=[source(name)]) == [name]
    run(store, lambda polling: polling.take_over())
    assert claim(store) == ["a"]


def test_at_the_end_the_own_leases_are_given_back(store):
    register(store, *NEWS)
    claim(store, sources=[source("a")], name="other")
    claim(store, sources=[source("b"), source("c")])
    run(store, lambda polling: polling.give_back())
    assert sorted(claim(store, name="next")) == ["b", "c"]


def test_a_poll_hands_out_the_state_and_takes_the_result_in(store):
    crawler = FakeCrawler(answer)
    record = SourceRecord("a", state={"etag": "1"})
    taken = run(store, lambda polling: polling.poll(source("a"), record, date(2024, 6, 1)), crawler)
    [request] = crawler.asked
    assert (request.source, request.state, request.since) == (source("a"), {"etag": "1"}, date(2024, 6, 1))
    assert request.max_pages == MAX_PAGES
    assert [decision.verdict.kind for decision in taken.decisions] == ["new"]
    with store.reading() as tx:
        assert tx.sources.get("a").state == {"seen": 1}
        assert tx.sources.get("a").due_at == NOW + source("a").every


def test_an_unknown_source_has_an_empty_record(store):
    assert run(store, lambda polling: polling.record(source("a"))) == SourceRecord("a")


def test_a_poll_that_is_refused_is_trouble_and_a_read_the_childs_error(store):
    crawler = FakeCrawler(lambda request: RefusedResult(id=request.id, detail="not understood"))
    taken = run(store, lambda polling: polling.poll(source("a"), SourceRecord("a")), crawler)
    assert [(one.code, one.detail) for one in taken.failures] == [("refused", "not understood")]
    with pytest.raises(ChildError, match="not understood"):
        run(store, lambda polling: polling.read(ReadRequest(id="1", url="https://x.cn/")), crawler)
    with store.reading() as tx:
        assert [one.trouble.code for one in tx.sources.all()] == ["refused"]


def test_failures_are_logged_with_the_source_and_a_recovery_is_too(store, caplog):
    answers = [failed(source="a"), result(source="a")]
    crawler = FakeCrawler(lambda request: answers.pop(0))
    with caplog.at_level("INFO", logger="monitor"):
        for _ in range(2):
            run(store, lambda polling: polling.poll(source("a"), SourceRecord("a")), crawler)
    warnings = [(record.getMessage(), record.source) for record in caplog.records if record.levelname == "WARNING"]
    assert warnings == [
        ("https://gov.example.cn/: timeout: no answer in time", "a"),
        ("a can be read again", "a"),
    ]


def test_a_source_whose_interval_became_shorter_is_due_as_that_says(store):
    register(store, *NEWS, source("failing"))
    known = {"a": NOW - HOUR, "b": NOW - MINUTE, "c": None}
    with store.writing() as tx:
        for name, last in known.items():
            tx.sources.put(SourceRecord(name, due_at=NOW + DAY, last_poll_at=last))
        tx.sources.put(SourceRecord("failing", due_at=NOW + DAY, last_poll_at=NOW - HOUR, failures=2))

    async def work(polling):
        await polling.use(matcher(), Policy(30 * DAY), NEWS)
        await polling.bring_forward([*NEWS, source("failing")])

    run(store, work)
    with store.reading() as tx:
        due = {record.id: record.due_at for record in tx.sources.all()}
    assert due == {"a": NOW, "b": NOW + 9 * MINUTE, "c": NOW + DAY, "failing": NOW + DAY}


def test_another_pace_is_gone_by_from_then_on(store):
    register(store, source("a"))

    async def work(polling):
        await polling.use(matcher(), Policy(30 * DAY), [source("a", every="auto")])
        await polling.keep_pace(PollPlan(even=4))
        # Asked for as it was configured before, and taken in as it is now.
        await polling.poll(source("a"), SourceRecord("a"))
        return await polling.record(source("a"))

    assert run(store, work).due_at == NOW + 15 * MINUTE


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


def poll_all(store, find=lambda name: ()):
    """Polls NEWS at once, each answered with what `find` finds there; what each comes to."""
    crawler = FakeCrawler(lambda request: result(*find(request.source.id), source=request.source.id))

    async def work(polling):
        await polling.register(NEWS)
        store.written = 0
        polls = (polling.poll(one, SourceRecord(one.id)) for one in NEWS)
        return await asyncio.gather(*polls, return_exceptions=True)

    return run(store, work, crawler)


def last_polls(store):
    with store.reading() as tx:
        return {one.id: one.last_poll_at for one in tx.sources.all()}


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
