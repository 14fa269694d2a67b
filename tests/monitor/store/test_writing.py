"""Notices are prepared before the write lock, and written with few round trips."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, insert, select

from crawler.model.notice import Deadline, Reference, Target
from monitor.errors import RefusedValueError, StoreError
from monitor.ingest.pipeline import Policy, ingest_results, prepare_result
from monitor.schedule.intervals import PollInterval
from monitor.store.search.index import ENTRIES_WITH_TEXT
from monitor.store.tables import (
    BodyRow,
    DeadlineRow,
    EditionOfSeriesRow,
    MarkRow,
    MeasureRow,
    OutageRow,
    PageRow,
    ReadingRow,
    RevisionRow,
    SearchBodyRow,
    SearchEntryRow,
    StoredTextRow,
    TargetDayRow,
)
from monitor.store.writing.deferred import execute_later
from tests.monitor.builders import DAY, HOUR, NOW, matcher, measure, polled, result
from tests.monitor.store.conftest import STORES

POLICY = Policy(30 * DAY, revisit=(DAY,))
STATEMENTS = 8
"""The most statements that wait for an answer while the lock is held for a result with a new notice."""
TABLES = (
    RevisionRow,
    DeadlineRow,
    TargetDayRow,
    EditionOfSeriesRow,
    SearchEntryRow,
    SearchBodyRow,
    MeasureRow,
    StoredTextRow,
    BodyRow,
    MarkRow,
    ReadingRow,
    PageRow,
)
TARGET = Target(text="到2027年", by="2027")
_OUTAGES = insert(OutageRow.metadata.tables[OutageRow.__tablename__])
_LATER = datetime(2024, 6, 7, tzinfo=UTC)


def found(number=1, **fields):
    rich = {
        "title": f"关于组织申报2024年度第{number}批项目的通知",
        "text": f"各有关单位：现组织申报第{number}批项目，请于2024年7月1日前报送。" * 8,
        "issuers": ("滨州市科技局",),
        "deadlines": (Deadline(date=date(2024, 7, 1), text="2024年7月1日前"),),
        "clauses": (
            measure("建立台账", responsible_units=("市科技局",), targets=(Target(text="到2027年", by="2027"),)),
        ),
        "references": (Reference(title="关于旧办法的通知", role="repeals"),),
        "body": b"<p>page</p>",
    }
    return polled(f"https://gov.example.cn/{number}.html", **rich | fields)


def take(store, *notices, derive=None):
    prepared = prepare_result(result(*notices), PollInterval(HOUR), None, NOW, derive)
    with store.writing() as tx:
        return ingest_results(tx, [prepared], matcher(), POLICY, NOW)[0].decisions


def rows(store):
    with store.reading() as tx:
        read = {
            table.__tablename__: [tuple(row) for row in tx.session.execute(select(*table.__table__.columns))]
            for table in TABLES
            if store.engine.dialect.name == "sqlite" or table is not SearchBodyRow
        }
        if store.engine.dialect.name != "sqlite":
            read["texts"] = list(map(tuple, tx.session.execute(select(ENTRIES_WITH_TEXT))))
    return {name: sorted(found, key=str) for name, found in read.items()}


@pytest.mark.parametrize("kind", STORES)
def test_what_was_prepared_is_recorded_as_what_the_store_derives_itself(kind, tmp_path):
    (tmp_path / "other").mkdir()
    with STORES[kind](tmp_path) as store, STORES[kind](tmp_path / "other") as other:
        notices = found(), found(2, body=None, clauses=(), title="标题")
        take(store, *notices, derive=store.prepare)
        take(other, *notices)
        recorded = rows(store)
        assert recorded == rows(other)
    assert all(recorded.values()), recorded


def test_a_new_notice_waits_for_few_statements(store):
    take(store, found())
    said = []
    event.listen(store.engine, "before_cursor_execute", lambda _connection, _cursor, sql, *_: said.append(sql))
    other = found(2, text="另一份完全不同的文件，涉及水利工程建设管理。" * 9, title="水利工程建设管理办法")
    [decision] = take(store, other, derive=store.prepare)
    assert decision.verdict.kind == "new"
    assert len(said) <= STATEMENTS, said


def test_deferred_statements_are_seen_by_the_next_statement(store):
    with store.writing() as tx:
        execute_later(tx.session.connection(), _OUTAGES, {"since": NOW, "reminded_at": None})
        assert tx.sources.outage().since == NOW


def test_deferred_statements_are_committed(store):
    with store.writing() as tx:
        execute_later(tx.session.connection(), _OUTAGES, [{"since": NOW, "reminded_at": _LATER}])
    with store.reading() as tx:
        assert tx.sources.outage().reminded_at == _LATER


def fail_after(tx, row):
    execute_later(tx.session.connection(), _OUTAGES, row)
    raise RefusedValueError("refused")


def add_twice(tx, row):
    tx.sources.register("gov", NOW)
    for _ in range(2):
        execute_later(tx.session.connection(), _OUTAGES, row)


def test_deferred_statements_of_a_transaction_that_fails_are_dropped(store):
    with pytest.raises(RefusedValueError), store.writing() as tx:
        fail_after(tx, {"since": NOW, "reminded_at": None})
    for _ in range(3):  # whichever connection of the pool is used next
        with store.writing() as tx:
            assert tx.sources.outage() is None


def test_a_refused_deferred_statement_fails_the_whole_transaction(store):
    row = {"since": NOW, "reminded_at": None}
    with pytest.raises(StoreError), store.writing() as tx:
        add_twice(tx, row)
    with store.writing() as tx:
        assert tx.sources.get("gov") is None
        tx.sources.register("gov", NOW)
