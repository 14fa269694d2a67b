"""A result with much text is recorded in several transactions, of which the last one records the poll."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from monitor.errors import StoreError
from monitor.ingest import prepare
from monitor.ingest.pipeline import Policy
from monitor.ingest.prepare import split_by_size
from monitor.model import SourceRecord
from monitor.polling.poller import SourcePoller
from monitor.polling.setup import PollSetup
from monitor.runtime.store_executor import StoreExecutor
from monitor.store.tables import AlertRow
from tests.fakes import FakeCrawler
from tests.monitor.builders import DAY, HOUR, NOW, matcher, page, polled, result, source, subscription
from tests.monitor.store.conftest import STORES

SETUP = PollSetup(matcher(subscription()), Policy(30 * DAY, revisit=(DAY,)), {"a": source("a"), "b": source("b")})
FIRST = "https://a.example.cn/old.html"
TOPICS = ["水利工程建设", "科技人才引进", "农村道路养护", "港口岸线管理", "食品安全抽检"]


@pytest.fixture(params=STORES)
def store(request, tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "PART_CHARACTERS", 400)
    with STORES[request.param](tmp_path) as opened:
        yield opened


def long_notice(number):
    topic = TOPICS[number]
    return polled(
        f"https://a.example.cn/{number}.html",
        title=f"关于{topic}集群的通知",
        text=f"现将{topic}产业集群的第{number}项工作安排印发给你们,请各单位结合实际认真贯彻落实。" * 8,
        body=topic.encode(),
    )


NEW = [long_notice(number) for number in range(len(TOPICS))]


class Interrupted:
    """A store whose writing of results fails after `writes` of them, as if the program ended."""

    def __init__(self, store, writes=None):
        self._store = store
        self.writes = writes
        self.written = 0

    def __getattr__(self, name):
        return getattr(self._store, name)

    def write(self, step, lease=None):
        if self.written == self.writes:
            raise StoreError("interrupted")
        self.written += 1
        return self._store.write(step, lease)


def poll(store, *results, at=NOW, in_parts=True, setup=lambda: SETUP):
    """Poll the sources of these results at once, and return the ingested results, or the errors."""
    answers = {found.source: found for found in results}
    executor = StoreExecutor(store)
    crawler = FakeCrawler(lambda request: answers[request.source.id])
    poller = SourcePoller(executor, crawler, setup, lambda: at, in_parts=in_parts)

    async def main():
        try:
            polls = (poller.poll(source(name), SourceRecord(name)) for name in answers)
            return await asyncio.gather(*polls, return_exceptions=True)
        finally:
            executor.close()

    return asyncio.run(main())


def recorded(store):
    """Return the kinds of the events with their notices' titles, and the counts of the polls of `a`."""
    with store.reading() as tx:
        events = [(event.kind, event.detail.get("title")) for event in tx.events.after(0, 100)]
        polls = [(found.new, found.copies, found.revisions) for found in tx.polls.latest("a", 10)]
        return events, polls, tx.sources.get("a")


def alerted(store):
    with store.reading() as tx:
        notices = tx.session.scalars(select(AlertRow.notice_id)).all()
        return sorted(tx.notices.get(notice).notice.title for notice in notices)


def watched(store):
    poll(store, result(polled(FIRST, title="旧"), source="a"))


def of(*notices, **fields):
    return result(*notices, source="a", state={"seen": len(notices)}, **fields)


def test_notices_are_divided_by_the_size_of_their_texts(monkeypatch):
    monkeypatch.setattr(prepare, "PART_CHARACTERS", 10)
    notices = [polled(f"https://a.cn/{size}", text="字" * size) for size in (4, 6, 1, 30, 10, 2)]
    assert [[len(found.text) for found in part] for part in split_by_size(notices)] == [[4, 6], [1], [30], [10], [2]]
    assert [list(part) for part in split_by_size([])] == [[]]


def test_parts_record_what_one_transaction_records(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "PART_CHARACTERS", 400)
    found = {}
    for in_parts in (True, False):
        (tmp_path / str(in_parts)).mkdir()
        with STORES["sqlite"](tmp_path / str(in_parts)) as store:
            watched(store)
            counted = Interrupted(store)
            [ingested] = poll(counted, of(*NEW, gone=(FIRST,)), at=NOW + HOUR, in_parts=in_parts)
            kinds = [decision.verdict.kind for decision in ingested.decisions]
            found[in_parts] = (kinds, recorded(store), alerted(store))
            assert counted.written == (len(NEW) if in_parts else 1)
    assert found[True] == found[False]
    assert found[True][0] == ["new"] * len(NEW)
    assert len(found[True][2]) == len(NEW)


def test_a_first_poll_in_parts_is_one_baseline(store):
    [ingested] = poll(store, of(*NEW))
    _, polls, record = recorded(store)
    assert len(ingested.decisions) == len(NEW)
    assert (polls, record.baseline_at, record.state) == ([(len(NEW), 0, 0)], NOW, {"seen": len(NEW)})
    assert alerted(store) == []


@pytest.mark.parametrize("writes", [1, 3, 4])
def test_an_interrupted_first_poll_leaves_no_baseline(store, writes):
    poll(Interrupted(store, writes), of(*NEW))
    _, polls, record = recorded(store)
    assert (polls, record.baseline_at, record.state) == ([], None, {})
    [ingested] = poll(store, of(*NEW), at=NOW + HOUR)
    kinds = [decision.verdict.kind for decision in ingested.decisions]
    assert kinds == ["known"] * writes + ["new"] * (len(NEW) - writes)
    assert (alerted(store), recorded(store)[2].baseline_at) == ([], NOW + HOUR)


@pytest.mark.parametrize("writes", [1, 3, 4])
def test_an_interrupted_poll_is_completed_by_the_next_one(store, writes):
    watched(store)
    [error] = poll(Interrupted(store, writes), of(*NEW), at=NOW + HOUR)
    assert isinstance(error, StoreError)
    _, polls, record = recorded(store)
    assert (len(polls), record.state, record.last_poll_at) == (1, {}, NOW)
    titles = sorted(found.title for found in NEW)
    assert alerted(store) == sorted(found.title for found in NEW[:writes])
    # The listing has changed in the meantime: the notices are in a different order.
    [ingested] = poll(store, of(*reversed(NEW)), at=NOW + 2 * HOUR)
    kinds = sorted(decision.verdict.kind for decision in ingested.decisions)
    assert kinds == ["known"] * writes + ["new"] * (len(NEW) - writes)
    assert alerted(store) == titles
    events, polls, record = recorded(store)
    assert (len(polls), record.state) == (2, {"seen": len(NEW)})
    assert sorted(title for kind, title in events if kind == "notice.new") == sorted([*titles, "旧"])


def test_an_interrupted_revisit_records_a_revision_once(store):
    watched(store)
    poll(store, of(*NEW), at=NOW + HOUR)
    changed = [
        found.model_copy(
            update={"text": found.text + "附加要求:每季度报送一次进展。" * 9, "page": page(b"new", found.url)}
        )
        for found in NEW
    ]
    revisited = tuple(found.url for found in NEW)
    poll(Interrupted(store, 2), of(*changed, revisited=revisited), at=NOW + 2 * DAY)
    with store.reading() as tx:
        assert len(tx.revisits.due("a", NOW + 2 * DAY, 50)) == len(NEW) + 1
    [ingested] = poll(store, of(*changed, revisited=revisited), at=NOW + 2 * DAY + HOUR)
    assert [decision.verdict.kind for decision in ingested.decisions] == ["known"] * 2 + ["revision"] * 3
    kinds = [kind for kind, _ in recorded(store)[0]]
    assert kinds.count("notice.revised") == len(NEW)


def test_other_results_are_recorded_between_the_parts(store):
    order = []
    counted = Interrupted(store)

    def write(step, lease=None):
        done = Interrupted.write(counted, step, lease)
        order.append("part" if isinstance(done, list) and hasattr(done[0], "verdict") else done[0].source)
        return done

    counted.write = write
    small = result(polled("https://b.example.cn/1.html", title="通知"), source="b")
    poll(counted, of(*NEW), small)
    assert order.index("b") <= 1
    assert [done for done in order if done != "b"] == ["part"] * 4 + ["a"]


def test_a_source_that_is_renamed_between_the_parts_keeps_the_others(store):
    counted = Interrupted(store)
    renamed = replace(SETUP, renamed={"a": "b"})
    poll(counted, of(*NEW), setup=lambda: renamed if counted.written > 1 else SETUP)
    with store.reading() as tx:
        sources = [tx.notices.get(number).source for number in range(1, len(NEW) + 1)]
        assert sorted(sources) == ["a", "a", "b", "b", "b"]
        assert [found.new for found in tx.polls.latest("b", 9)] == [len(NEW)]
        assert tx.sources.get("b").state == {"seen": len(NEW)}
