"""A database of the first version, filled, and what becomes of it."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, inspect, text

import monitor.migrations
from crawler.model.notice import Notice
from crawler.model.reason import Reason
from monitor.identity.fingerprint import fingerprint
from monitor.ingest.candidates import index_texts
from monitor.ingest.pipeline import Policy
from monitor.model import Backlog, LastRead, NewAlert, Slot, SubscriptionStats
from monitor.store import open_store
from monitor.store.tables import key_of
from tests.ingesting import ingest_result
from tests.monitor.builders import (
    DAY,
    HOUR,
    NOW,
    OTHER_TEXT,
    TEXT,
    URL,
    deadline,
    events,
    matcher,
    notice,
    polled,
    result,
    subscription,
)

COPY_URL = "https://mirror.example.cn/1.html"
AT = NOW.replace(tzinfo=None).isoformat(" ", "microseconds")
OLD = notice(reader="1")
REVISED = notice(reader="1", title="修订", text=OTHER_TEXT, deadlines=[deadline("2024-06-20")])


def document(of: Notice) -> str:
    return json.dumps(of.model_dump(mode="json"), ensure_ascii=False)


def reading(number: int, of: Notice, revision: int, source: str = "gov", url: str = URL) -> dict:
    return {
        "id": number,
        "key": key_of(url),
        "source_id": source,
        "notice_id": 1,
        "revision": revision,
        "fingerprint": fingerprint(of.title, of.text),
        "page_sha256": None,
    }


def place(url: str, source: str) -> dict:
    return {"key": key_of(url), "url": url, "source_id": source, "notice_id": 1, "first_seen_at": AT}


def alert(number: int, event: str, revision: int) -> dict:
    return {
        "id": number,
        "event": event,
        "notice_id": 1,
        "revision": revision,
        "subscription": "team",
        "topics": '["clusters"]',
        "terms": '["集群"]',
        "created_at": AT,
    }


def delivery(number: int, event: str, revision: int, status: str) -> dict:
    return {
        "id": number,
        "channel": "ops",
        "event": event,
        "notice_id": 1,
        "revision": revision,
        "status": status,
        "attempts": 1,
        "created_at": AT,
        "due_at": AT,
    }


FILLED = {
    "source": [
        {
            "id": "gov",
            "state": '{"etag": "一"}',
            "baseline_at": AT,
            "due_at": AT,
            "failures": 2,
            "trouble_code": "timeout",
            "trouble_detail": "没有回答",
            "trouble_since": AT,
        }
    ],
    "poll": [
        {
            "id": 1,
            "source_id": "gov",
            "at": AT,
            "outcome": "ok",
            "links_seen": 3,
            "new": 1,
            "copies": 1,
            "revisions": 1,
            "failures": "[]",
        }
    ],
    "page": [
        {"id": 1, "url": URL, "fetched_at": AT, "content_type": "text/html", "sha256": "a" * 64, "body": b"\x00\xff"}
    ],
    "notice": [{"id": 1, "source_id": "gov", "first_seen_at": AT, "revision": 2}],
    "revision": [
        {"notice_id": 1, "number": 1, "seen_at": AT, "document": document(OLD), "page_id": 1},
        {"notice_id": 1, "number": 2, "seen_at": AT, "document": document(REVISED), "page_id": None},
    ],
    "reading": [reading(1, OLD, 1), reading(2, REVISED, 2), reading(3, OLD, 1, "mirror", COPY_URL)],
    "place": [place(URL, "gov"), place(COPY_URL, "mirror")],
    "alert": [alert(1, "new", 1), alert(2, "revised", 2)],
    "delivery": [delivery(1, "new", 1, "sent"), delivery(2, "revised", 2, "queued")],
    "delivery_alert": [{"delivery_id": 1, "alert_id": 1}, {"delivery_id": 2, "alert_id": 2}],
    "event": [{"id": 7, "at": AT, "kind": "notice.new", "source_id": "gov", "notice_id": 1, "detail": "{}"}],
}
"""Rows of every table of the first version, each before those that refer to it."""


def rows(connection: Connection) -> dict[str, list[dict]]:
    """What the tables of the first version hold, in the columns of the first version."""
    found = {}
    for table, filled in FILLED.items():
        held = connection.execute(text(f"SELECT {', '.join(filled[0])} FROM {table}")).mappings()
        found[table] = sorted((dict(row) for row in held), key=str)
    return found


@pytest.fixture
def first(url):
    """The URL of a database of the first version, and what is in it."""
    config = Config()
    config.set_main_option("script_location", str(Path(monitor.migrations.__file__).parent))
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET TIME ZONE 'UTC'"))
        for table, filled in FILLED.items():
            for row in filled:
                names = ", ".join(row)
                values = ", ".join(f":{name}" for name in row)
                connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
            if "id" in filled[0] and isinstance(filled[0]["id"], int) and engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT setval('{table}_id_seq', max(id)) FROM {table}"))
        before = rows(connection)
    engine.dispose()
    return url, before


def test_nothing_is_lost_and_what_refers_to_something_still_does(first):
    url, before = first
    for source in before["source"]:
        # The sentence of a trouble became a parameter of its code.
        source["trouble_detail"] = '{"code":"timeout","params":{"detail":"没有回答"}}'
    with closing(open_store(url)) as store, store.engine.connect() as connection:
        found = rows(connection)
        for source in found["source"]:
            source["trouble_detail"] = json.dumps(
                json.loads(source["trouble_detail"]), ensure_ascii=False, separators=(",", ":")
            )
        assert found == before
        assert sorted(before) == sorted(FILLED)
        assert all(len(before[table]) == len(filled) for table, filled in FILLED.items())
        names = set(inspect(connection).get_table_names())
        if store.engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).fetchall() == []
            assert connection.execute(text("PRAGMA integrity_check")).fetchall() == [("ok",)]
            assert not [name for name in names if "tmp" in name], "nothing is left of making tables anew"


def test_references_are_still_enforced(first):
    with closing(open_store(first[0])) as store:
        for table in ("notice", "page", "alert", "delivery"):
            with pytest.raises(Exception, match=r"(?i)foreign key"), store.engine.begin() as connection:
                connection.execute(text(f"DELETE FROM {table} WHERE id = 1"))


def test_it_goes_on_with_what_was_there(first):
    with closing(open_store(first[0])) as store:
        with store.reading() as tx:
            assert tx.deliveries.backlog() == Backlog(queued=1, sent=1)
            assert tx.sources.get("gov").trouble.reason == Reason.of("timeout", detail="没有回答")
            assert [one.notice for one in tx.notices.revisions(1)] == [OLD, REVISED]
            assert tx.readings.last(URL, "gov") == LastRead(2, "1")
            assert tx.retention.kept_pages("2", (0, 0), 10, None, None)[0].link is None
        with store.writing() as tx:
            taken = ingest_result(
                tx,
                result(polled(reader="1", title="修订", text=OTHER_TEXT)),
                HOUR,
                matcher(subscription()),
                Policy(30 * DAY, "always"),
                NOW,
            )
            delivered = tx.deliveries.claim(NOW, NOW + HOUR, "me")
        assert (taken.decisions[0].verdict.kind, taken.decisions[0].alerts) == ("known", 0)
        assert (delivered.id, delivered.event, [one.id for one in delivered.alerts]) == (2, "revised", [2])
        assert [event.id for event in events(store)] == [7, 8]


def test_deadlines_that_were_there_are_ahead(first):
    with closing(open_store(first[0])) as store, store.reading() as tx:
        assert [one.id for one in tx.deadlines.between(date(2024, 6, 20), date(2024, 6, 20), 0, 10)] == [1]
        assert tx.deadlines.between(date(2024, 6, 21), date(2025, 6, 20), 0, 10) == []


def test_alerts_that_were_there_are_still_told_once_and_stand_with_their_subscription(first):
    with closing(open_store(first[0])) as store, store.writing() as tx:
        assert tx.alerts.add([NewAlert("new", 1, 1, "team", (), (), NOW, ("ops",), Slot(NOW))]) == [None]
        assert [(one.event, one.due_at) for one in tx.alerts.sent_to(1, "team")] == [("new", NOW), ("revised", NOW)]
        assert tx.alerts.subscription_stats() == [SubscriptionStats("team", 2, NOW, 1, NOW)]


@pytest.mark.parametrize(("reader", "verdict"), [("1", "revision"), ("2", "known")])
def test_readings_of_the_first_version_are_of_their_documents_reader(first, reader, verdict):
    with closing(open_store(first[0])) as store, store.writing() as tx:
        found = polled(reader=reader, text=TEXT + "又一次修订")
        [decision] = ingest_result(tx, result(found), HOUR, matcher(), Policy(30 * DAY), NOW).decisions
        assert decision.verdict.kind == verdict


def test_texts_and_places_of_the_first_version_are_of_whoever_read_them_first(first):
    with closing(open_store(first[0])) as store, store.reading() as tx:
        record = tx.notices.get(1)
        assert (record.source, record.origin, record.revision, record.changed) == ("gov", "gov", 2, 2)
        assert [(one.cause, one.source) for one in tx.notices.revisions(1)] == [("change", "gov")] * 2
        assert {one.reason for one in tx.locations.of_notice(1)} == {None}
        assert tx.flapping.all() == []


def test_old_rows_are_pruned_like_new_ones(first):
    with closing(open_store(first[0])) as store:
        for what in ("page", "poll", "event"):
            with store.writing() as tx:
                tx.deliveries.mark_sent(2, NOW)
                assert tx.retention.drop(what, [1, 7], NOW + DAY, NOW) == 1
        with store.reading() as tx:
            assert len(tx.notices.revisions(1)) == 2


def test_what_was_recorded_before_becomes_comparable_and_nobody_is_told(first):
    with closing(open_store(first[0])) as store:
        before = events(store)
        assert (index_texts(store), index_texts(store)) == (1, 0)
        assert events(store) == before
        with store.writing() as tx:
            found = polled("https://third.example.cn/1", text=f"首页\n{OTHER_TEXT}\n尾页", reader="2")
            [decision] = ingest_result(
                tx, result(found, source="third"), HOUR, matcher(), Policy(30 * DAY), NOW
            ).decisions
        assert (decision.verdict.kind, decision.notice) == ("copy", 1)


def migrated(url: str, migrate: Callable[[Config, str], None], revision: str) -> Engine:
    config = Config()
    config.set_main_option("script_location", str(Path(monitor.migrations.__file__).parent))
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        migrate(config, revision)
    return engine


SENTENCE = 'the title has “四” where it has "三"\n{x}'


def test_recorded_sentences_become_reasons(first):
    url, _ = first
    engine = migrated(url, command.upgrade, "0013")
    details = {
        11: {"url": URL, "why": SENTENCE, "revision": 1},
        12: {"code": "timeout", "detail": "没有回答", "since": AT},
        13: {"url": URL},
    }
    with engine.begin() as connection:
        connection.execute(text("UPDATE place SET why = :why WHERE url = :url"), {"why": SENTENCE, "url": URL})
        link = "INSERT INTO link (notice_id, other_id, relation, why) VALUES (1, 1, 'follows', :why)"
        connection.execute(text(link), {"why": SENTENCE})
        for number, detail in details.items():
            row = {"id": number, "at": AT, "kind": "source.troubled" if "code" in detail else "notice.new"}
            insert = "INSERT INTO event (id, at, kind, detail) VALUES (:id, :at, :kind, :detail)"
            connection.execute(text(insert), row | {"detail": json.dumps(detail)})
    engine.dispose()
    legacy = Reason.of("legacy", text=SENTENCE)
    with closing(open_store(url)) as store:
        with store.reading() as tx:
            assert {place.url: place.reason for place in tx.locations.of_notice(1)}[URL] == legacy
            assert [one.reason for one in tx.identity.links(1)] == [legacy]
        found = {event.id: event.detail for event in events(store)}
    assert found[11] == {"url": URL, "revision": 1, "reason": legacy.as_json()}
    timeout = Reason.of("timeout", detail="没有回答")
    assert found[12] == {"code": "timeout", "since": AT, "reason": timeout.as_json()}
    assert found[13] == {"url": URL}
    engine = migrated(url, command.downgrade, "0013")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT why FROM place WHERE url = :url"), {"url": URL}) == SENTENCE
        assert connection.scalar(text("SELECT trouble_detail FROM source")) == "没有回答"
        before = connection.scalar(text("SELECT detail FROM event WHERE id = 12"))
    engine.dispose()
    assert (json.loads(before) if isinstance(before, str) else before) == details[12]
