"""The search index of PostgreSQL is rebuilt when it has grown, and an interrupted rebuild leaves nothing."""

import pytest
from sqlalchemy import text

from monitor.model.search import SearchRequest
from monitor.store.search import compaction
from monitor.topics import parse_query
from tests.monitor.search.test_search import fill
from tests.monitor.store.conftest import STORES


def never():
    return False


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(compaction, "FIRST", 3)
    with STORES["postgresql"](tmp_path) as opened:
        yield opened
        with opened.engine.begin() as connection:
            connection.execute(text("COMMENT ON INDEX ix_search_entry_tokens IS NULL"))


def found(store):
    with store.reading() as tx:
        return len(tx.search.find(SearchRequest(parse_query("集群")), 100).ids)


def invalid(store):
    with store.engine.connect() as connection:
        return list(connection.scalars(text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")))


def file_of(store):
    with store.engine.connect() as connection:
        return connection.scalar(text("SELECT pg_relation_filenode('ix_search_entry_tokens')"))


def test_it_is_rebuilt_each_time_it_has_grown_by_a_third(store):
    rebuilt = []
    for count in (2, 1, 0, 1, 1):
        fill(store, count)
        before = file_of(store)
        rebuilt.append(store.compact_index(never))
        assert (file_of(store) != before) is rebuilt[-1]
    assert rebuilt == [False, True, False, True, False]
    assert found(store) == 5


def test_it_is_cancelled_on_stop_and_what_is_left_is_dropped(store):
    fill(store, 5)
    with store.reading() as tx:
        # The rebuilding waits for this transaction.
        tx.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        tx.session.execute(text("SELECT * FROM search_entry"))
        ticks = iter([False] * 15)
        assert not store.compact_index(lambda: next(ticks, True))
        assert invalid(store) == ["ix_search_entry_tokens_ccnew"]
    assert found(store) == 5
    assert store.compact_index(never)
    assert invalid(store) == []
    assert found(store) == 5


def test_one_process_at_a_time_rebuilds_it(store):
    fill(store, 5)
    with store.engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({compaction._KEY})"))
        assert not store.compact_index(never)
        connection.execute(text("SELECT pg_advisory_unlock_all()"))
    assert store.compact_index(never)
