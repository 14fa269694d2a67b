"""Opening a database for reading: beside a writer, with read rights alone, and where there is none yet."""

import errno
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from monitor.config import load_config
from monitor.errors import StoreError
from monitor.store import open_reader, open_store
from monitor.store.reader import empty_store, open_current_store
from tests.monitor.builders import NOW
from tests.stores import template


def names(store):
    with store.reading() as tx:
        return [record.id for record in tx.sources.all()]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "store.db"
    path.write_bytes(template())
    with closing(open_store(f"sqlite:///{path}")) as store, store.writing() as tx:
        tx.sources.register("gov", NOW)
    return path


def test_a_held_write_lock_holds_up_no_reader(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE source SET failures = 7")
        begun = time.monotonic()
        with closing(open_reader(f"sqlite:///{path}")) as store:
            assert names(store) == ["gov"]
        assert time.monotonic() - begun < 2


def test_a_server_that_accepts_connections_and_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr("monitor.store.engine.CONNECT_S", 2)  # the least that the driver takes
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://noticewatch@127.0.0.1:{silent.getsockname()[1]}/noticewatch"
        for opens in (open_reader, open_store):
            with pytest.raises(StoreError, match="timeout"):
                opens(url)


def test_nothing_can_be_written(url):
    open_store(url).close()
    with closing(open_reader(url)) as store:
        assert names(store) == []
        with pytest.raises((StoreError, DBAPIError)), store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM source")


def test_a_database_that_does_not_exist_is_empty_and_stays_away(tmp_path):
    with closing(open_reader(f"sqlite:///{tmp_path}/none.db")) as store:
        assert names(store) == []
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StoreError, match="its folder does not exist"):
        open_reader(f"sqlite:///{tmp_path}/missing/none.db")


def test_the_tables_of_an_empty_store_are_those_that_the_migrations_make(tmp_path):
    def tables(store):
        with closing(store), store.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
            return {
                name: {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")}
                for name in found.all()
                if name not in ("alembic_version", "sqlite_sequence")
            }

    migrated = tables(open_store(f"sqlite:///{tmp_path}/store.db"))
    empty = tables(empty_store())
    assert "search_text" in empty
    assert empty == migrated


def test_a_database_of_a_later_version_is_refused(path):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'f00f'")
        raw.commit()
    with pytest.raises(StoreError, match="was created by a newer noticewatch"):
        open_reader(f"sqlite:///{path}")


def test_an_empty_file_is_migrated_first(tmp_path):
    (tmp_path / "x.db").touch()
    with closing(open_reader(f"sqlite:///{tmp_path}/x.db")) as store:
        assert names(store) == []


READ = """
import os, sys
from contextlib import closing
from monitor.errors import StoreError
from monitor.store import open_reader
with closing(open_reader("sqlite:///" + sys.argv[2])) as store, store.reading() as tx:
    tx.sources.all()
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    with closing(open_reader("sqlite:///" + sys.argv[1])) as store, store.reading() as tx:
        print([record.id for record in tx.sources.all()])
except StoreError as error:
    print(error)
"""


@pytest.fixture
def readable():
    """A folder that others can enter and read, as pytest's own cannot be."""
    folder = Path(tempfile.mkdtemp(prefix="noticewatch-reader-"))
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.slow
def test_read_rights_are_enough_while_a_program_has_it_open_and_else_the_rights_are_named(path, readable):
    copied = readable / "store.db"
    shutil.copy(path, copied)
    command = [sys.executable, "-c", READ, str(copied), str(path)]

    def read():
        for file in readable.iterdir():
            file.chmod(0o444)
        readable.chmod(0o555)
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        readable.chmod(0o755)
        return done.stdout.strip()

    with closing(open_store(f"sqlite:///{copied}")) as daemon, daemon.reading() as tx:
        tx.sources.all()
        assert read() == "['gov']"
    assert "must be able to create" in read()


def test_a_folder_that_may_not_be_entered_is_an_error_with_its_path(tmp_path, monkeypatch):
    def refuse(path, **_):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    url = f"sqlite:///{tmp_path}/closed/store.db"
    with pytest.raises(StoreError, match=r"closed/store\.db cannot be used: "):
        open_reader(url)
    assert open_current_store(url) is None


@pytest.mark.parametrize("name", ["a?b", "100%", "a%20b", "a#b", "a b", "政策", "a&b=c"])
def test_the_folder_of_the_configuration_may_have_any_name(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "noticewatch.yaml").write_text("")
    url = load_config(folder).database
    with closing(open_store(url)) as store, store.writing() as tx:
        tx.sources.register("gov", NOW)
    assert (folder / "noticewatch.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with closing(open_reader(url)) as store:
        assert names(store) == ["gov"]
