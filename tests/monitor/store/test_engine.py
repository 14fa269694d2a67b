import os
import re
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from monitor.errors import StoreError
from monitor.model import NewRevision
from monitor.store import Rehearsal, open_store
from monitor.store.tables import Base
from tests.monitor.builders import DAY, NOW, URL, events, notice, page, revision


def url_of(path) -> str:
    return f"sqlite:///{path}"


def refusal(url: str) -> str:
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


@pytest.fixture
def store(path):
    with closing(open_store(url_of(path))) as store:
        yield store


def is_mapped(name, kind, _parents):
    """The tokens of search are no model's: a virtual table with its own tables on SQLite, an array on PostgreSQL."""
    searched = (
        (name or "").startswith("search_text") if kind == "table" else name in ("tokens", "ix_search_entry_tokens")
    )
    return not searched


class TestMigrations:
    def test_an_empty_file_becomes_a_database(self, path):
        path.touch()
        with closing(open_store(url_of(path))) as store, store.writing() as tx:
            tx.sources.register("gov", NOW)
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute("SELECT id FROM source").fetchall() == [("gov",)]

    def test_a_database_is_opened_again_with_all_that_is_in_it(self, path):
        for name in ("first", "second"):
            with closing(open_store(url_of(path))) as store, store.writing() as tx:
                tx.sources.register(name, NOW)
        with closing(open_store(url_of(path))) as store, store.reading() as tx:
            assert [one.id for one in tx.sources.all()] == ["first", "second"]

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
    def test_a_database_in_memory_is_opened_and_migrated(self, url):
        store = open_store(url)
        with store.reading() as tx:
            assert tx.notices.latest(1, None, None) == []
        store.close()

    def test_the_migrated_database_is_what_the_models_say(self, store):
        with store.engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "compare_server_default": True, "include_name": is_mapped}
            )
            assert compare_metadata(context, Base.metadata) == []

    def test_a_newer_database_is_refused_and_left_as_it_is(self, path):
        open_store(url_of(path)).close()
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("UPDATE alembic_version SET version_num = 'f00f'")
            raw.commit()
        assert "was created by a newer noticewatch" in refusal(url_of(path))
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("f00f",)]


class TestRefusals:
    def test_a_missing_folder_is_named(self, tmp_path):
        missing = tmp_path / "none" / "store.db"
        assert refusal(url_of(missing)) == f"the database {missing} cannot be used: its folder does not exist"
        assert not missing.parent.exists()

    def test_a_folder_is_no_database(self, tmp_path):
        assert str(tmp_path) in refusal(url_of(tmp_path))

    @pytest.mark.parametrize("content", [b"just a text\n" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
    def test_a_file_of_something_else_is_no_database_and_stays_as_it_is(self, path, content):
        path.write_bytes(content)
        assert re.search("is not a database|malformed", refusal(url_of(path)))
        assert path.read_bytes() == content

    @pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
    def test_a_folder_that_cannot_be_written_is_refused(self, tmp_path):
        tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
        try:
            assert "cannot be used" in refusal(url_of(tmp_path / "store.db"))
        finally:
            tmp_path.chmod(stat.S_IRWXU)

    @pytest.mark.parametrize("url", ["", "noticewatch.db", "sqlite", "///x.db"])
    def test_what_is_no_database_url_is_refused_with_an_example(self, url):
        assert "such as sqlite:///noticewatch.db" in refusal(url)

    def test_a_database_of_an_unknown_kind_is_refused(self):
        assert "cannot be used" in refusal("nonsuch://host/db")

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql://me:s3cret@127.0.0.1:1/db",
            "nonsuch://me:s3cret@host/db",
            pytest.param(
                "postgresql://127.0.0.1:1/db?user=me&password=s3cret",
            ),
        ],
    )
    def test_no_refusal_shows_a_password(self, url):
        assert "s3cret" not in refusal(url)

    @pytest.mark.parametrize("url", ["postgresql://me@host:port/db", "sqlite:///a\x00b.db"])
    def test_a_broken_url_is_refused(self, url):
        refusal(url)


class TestUse:
    def test_readers_are_not_held_up_by_a_writer_and_see_what_was_there_before(self, store):
        with store.writing() as writing:
            writing.sources.register("gov", NOW)
            with store.reading() as reading:
                assert reading.sources.all() == []
        with store.reading() as reading:
            assert len(reading.sources.all()) == 1

    def test_a_failure_of_the_database_is_a_store_error_in_one_line(self, store):
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE poll")
        with (
            pytest.raises(StoreError, match=r"the database failed: no such table: poll") as failed,
            store.reading() as tx,
        ):
            tx.polls.latest("gov", 1)
        assert "\n" not in str(failed.value)

    def test_nothing_can_refer_to_a_notice_that_is_not_there(self, store):
        with pytest.raises(StoreError, match="FOREIGN KEY"), store.writing() as tx:
            tx.locations.put(URL, "gov", 12345, NOW)

    def test_the_page_of_a_revision_is_kept_as_evidence(self, store, path):
        kept = page("<p>页</p>".encode())
        with store.writing() as tx:
            tx.notices.add("gov", NewRevision(notice(), kept), NOW)
        with closing(sqlite3.connect(path)) as raw:
            found = raw.execute(
                "SELECT p.sha256, p.body, p.url FROM revision r JOIN page p ON p.id = r.page_id"
            ).fetchall()
        assert found == [(kept.sha256, kept.body, URL)]

    def test_ids_of_events_are_never_used_again(self, store):
        def add(number):
            with store.writing() as tx:
                tx.events.add("notice.new", NOW, "gov", number, {})
            return events(store)[-1].id

        last = add(1)
        with store.writing() as tx:
            tx.session.connection().exec_driver_sql("DELETE FROM event")
        assert add(2) > last

    def test_opening_waits_for_whoever_is_writing(self, path):
        with closing(sqlite3.connect(path, isolation_level=None)) as other, ThreadPoolExecutor(1) as pool:
            other.execute("BEGIN IMMEDIATE")
            other.execute("CREATE TABLE other (id)")
            opening = pool.submit(open_store, url_of(path))
            with pytest.raises(TimeoutError):
                opening.result(timeout=0.2)
            other.execute("ROLLBACK")
            opening.result(timeout=10).close()


class TestRehearsal:
    def test_what_a_rehearsal_writes_is_there_in_its_transaction_alone(self, store):
        rehearsal = Rehearsal(store)
        with rehearsal.writing() as tx:
            tx.sources.register("gov", NOW)
            tx.notices.add("gov", revision(), NOW)
            assert tx.sources.due(NOW) == ["gov"]
        with rehearsal.reading() as tx:
            assert (tx.sources.all(), tx.notices.latest(10, None, None)) == ([], [])

    def test_a_rehearsal_sees_what_is_there_and_changes_nothing_of_it(self, store):
        with store.writing() as tx:
            tx.sources.register("gov", NOW)
        with Rehearsal(store).writing() as tx:
            tx.sources.release("gov", NOW + DAY)
            assert tx.sources.due(NOW) == []
        with store.reading() as tx:
            assert tx.sources.due(NOW) == ["gov"]

    def test_what_could_not_be_written_fails_in_a_rehearsal_too(self, store):
        with pytest.raises(StoreError, match="FOREIGN KEY"), Rehearsal(store).writing() as tx:
            tx.locations.put(URL, "gov", 12345, NOW)
