"""The command `sources accept`: the rows held back are taken in with alerts, exactly once."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from crawler.model.poll_state import rows_held
from monitor.cli import app
from monitor.cli.common import open_config
from monitor.ingest.pipeline import Policy
from tests.crawler.builders import LISTING, NOW, a_page, a_source, poll
from tests.crawler.polling.test_changed_listings import UNDATED, Site, listing
from tests.ingesting import ingest_result
from tests.monitor.builders import matcher, subscription

EVERY = timedelta(minutes=10)
SOURCE = a_source(id="s")
MATCHER = matcher(subscription(), clusters="通知 OR 工作")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "noticewatch.yaml").write_text("{}")
    (tmp_path / "sources" / "s.yaml").write_text(f"- {{id: s, name: s, url: '{LISTING}'}}")
    return tmp_path


@pytest.fixture
def store(folder):
    return open_config(folder)[1]


def turn(store, site, turns):
    with store.reading() as tx:
        record = tx.sources.get("s")
    now = NOW + turns * EVERY
    result = poll(site, record.state if record else {}, now=now, source=SOURCE)
    with store.writing() as tx:
        ingest_result(tx, result, EVERY, MATCHER, Policy(fresh=timedelta(days=3650)), now)
    with store.reading() as tx:
        return tx.sources.get("s"), tx.deliveries.backlog().queued


def accept(folder, source="s"):
    return CliRunner().invoke(app, ["sources", "accept", source, "--config", str(folder)])


def test_rows_held_back_are_alerted_once_when_they_are_accepted(folder, store):
    site = Site()
    site[LISTING] = listing(1, 2, 3)
    turn(store, site, 0)
    site[LISTING] = a_page(UNDATED)
    record, queued = turn(store, site, 1)
    assert (record.trouble.code, rows_held(record.state), queued) == ("listing_changed", 6, 0)
    done = accept(folder)
    assert (done.exit_code, "6 held-back rows" in done.output) == (0, True)
    record, queued = turn(store, site, 2)
    assert (record.trouble, rows_held(record.state), queued) == (None, 0, 6)
    for turns in (3, 4):
        record, queued = turn(store, site, turns)
        assert (record.trouble, queued) == (None, 6)


def test_rows_held_back_are_alerted_though_the_listing_shows_them_no_longer(folder, store):
    site = Site()
    site[LISTING] = listing(1, 2, 3)
    turn(store, site, 0)
    site[LISTING] = a_page(UNDATED)
    turn(store, site, 1)
    accept(folder)
    site[LISTING] = listing(1, 2, 3, 4)
    record, queued = turn(store, site, 2)
    assert (record.trouble, queued) == (None, 7)
    assert turn(store, site, 3)[1] == 7


def test_a_source_that_is_unknown_or_was_never_polled_is_named(folder, store):
    assert "there is no source 'x'" in str(accept(folder, "x").exception)
    assert "has never been polled" in str(accept(folder).exception)
