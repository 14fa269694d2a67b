"""Tests of recording configuration changes."""

from datetime import timedelta
from pathlib import Path

import pytest

from crawler.model.source import Source
from monitor.config import Config, Settings
from monitor.ingest.pipeline import Policy
from monitor.service.config_log import record_config, renamed_sources
from tests.ingesting import ingest_result
from tests.monitor.builders import NOW, matcher, polled, result
from tests.stores import new_store


@pytest.fixture
def store(tmp_path):
    return new_store()


def config(*names, url="https://gov.example.cn/"):
    sources = tuple(Source(id=name, url=url) for name in names)
    return Config(folder=Path("config"), settings=Settings(), sources=sources)


def events(store):
    with store.reading() as tx:
        return [(event.kind, event.source, event.detail) for event in tx.events.after(0, 100)]


def test_the_first_configuration_of_a_database_makes_no_events(store):
    assert record_config(store, config("gov"), NOW, "run") == []
    assert events(store) == []


def test_changes_are_events(store):
    record_config(store, config("gov"), NOW, "run")
    record_config(store, config("city", url="https://city.example.cn/"), NOW, "crawl")
    assert events(store) == [
        ("config.added", "city", {"what": "source", "id": "city", "by": "crawl"}),
        ("config.removed", "gov", {"what": "source", "id": "gov", "by": "crawl"}),
    ]
    record_config(store, config("city", url="https://city.example.cn/"), NOW, "crawl")
    assert len(events(store)) == 2


def test_a_renamed_source_keeps_its_notices_and_its_state(store):
    record_config(store, config("gov"), NOW, "run")
    with store.writing() as tx:
        ingest_result(
            tx, result(polled(), state={"etag": "1"}), timedelta(hours=1), matcher(), Policy(timedelta(days=3650)), NOW
        )
    changes = record_config(store, config("gov-cn"), NOW, "run")
    assert renamed_sources(changes) == {"gov": "gov-cn"}
    with store.reading() as tx:
        assert tx.sources.get("gov") is None
        assert tx.sources.get("gov-cn").state == {"etag": "1"}
        [record] = tx.notices.latest(10, None, None)
        assert record.source == "gov-cn"
        assert [place.source for place in tx.locations.of_notice(record.id)] == ["gov-cn"]
        assert len(tx.polls.latest("gov-cn", 5)) == 1
    assert events(store)[-1] == (
        "config.renamed",
        "gov-cn",
        {"what": "source", "id": "gov-cn", "before": "gov", "fields": [], "by": "run"},
    )


def test_the_next_poll_of_a_renamed_source_finds_its_notices_again(store):
    record_config(store, config("gov"), NOW, "run")
    with store.writing() as tx:
        ingest_result(tx, result(polled()), timedelta(hours=1), matcher(), Policy(timedelta(days=3650)), NOW)
    record_config(store, config("gov-cn"), NOW, "run")
    again = result(polled()).model_copy(update={"source": "gov-cn"})
    with store.writing() as tx:
        found = ingest_result(tx, again, timedelta(hours=1), matcher(), Policy(timedelta(days=3650)), NOW)
    assert [decision.verdict.kind for decision in found.decisions] == ["known"]


def test_a_source_whose_new_id_is_known_is_not_renamed(store):
    record_config(store, config("gov"), NOW, "run")
    with store.writing() as tx:
        tx.sources.register("gov", NOW)
        tx.sources.register("gov-cn", NOW)
    changes = record_config(store, config("gov-cn"), NOW, "run")
    assert [(change.action, change.id) for change in changes] == [("added", "gov-cn"), ("removed", "gov")]
