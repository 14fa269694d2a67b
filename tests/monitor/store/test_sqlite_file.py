"""The check of a SQLite file before it is opened: never against a sound one, always against one that was cut."""

import contextlib
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import StoreError
from monitor.store.sqlite_file import check_file


def database(path, page_size=4096, rows=200):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA page_size={page_size}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (x)")
        connection.executemany("INSERT INTO t VALUES (?)", [("文" * 500,)] * rows)
        connection.commit()
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return database(tmp_path_factory.mktemp("whole") / "x.db").read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cut")


@pytest.mark.parametrize("page_size", [512, 4096, 65536])
def test_a_whole_file_passes(tmp_path, page_size):
    check_file(database(tmp_path / "x.db", page_size))


@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_that_lost_its_end_is_refused_and_stays_as_it_is(whole, folder, share):
    path = folder / "x.db"
    kept = whole[: max(16, int(len(whole) * share))]
    path.write_bytes(kept)
    with pytest.raises(StoreError, match="it is truncated"):
        check_file(path)
    assert path.read_bytes() == kept


@given(content=st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"SQLite format 3\0" + rest))
def test_whatever_is_in_the_file_is_judged_or_left_to_sqlite(folder, content):
    path = folder / "any.db"
    path.write_bytes(content)
    with contextlib.suppress(StoreError):
        check_file(path)
    assert path.read_bytes() == content


def test_a_file_whose_last_pages_are_in_its_log_passes(tmp_path):
    path = database(tmp_path / "x.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO t VALUES (1)")
        connection.commit()
        check_file(path)


def test_no_file_yet_is_no_fault(tmp_path):
    check_file(tmp_path / "x.db")
    assert list(tmp_path.iterdir()) == []
