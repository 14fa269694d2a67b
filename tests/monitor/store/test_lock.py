import os
import subprocess
import sys
import time
from contextlib import closing

import pytest

from monitor.errors import DatabaseBusyError, DatabaseLostError
from monitor.store import open_store
from monitor.store.lock import WorkerLock
from tests.monitor.store.conftest import STORES


def test_a_database_has_one_daemon(url):
    with closing(open_store(url)) as store, closing(open_store(url)) as other:
        with store.sole():
            with pytest.raises(DatabaseBusyError, match="another daemon"), other.sole():
                pytest.fail("two daemons at once")
            with other.writing() as tx:
                assert tx.sources.all() == []
        with other.sole():
            pass


def test_databases_do_not_lock_one_another(tmp_path):
    stores = [open_store(f"sqlite:///{tmp_path}/{name}.db") for name in ("one", "two")]
    with closing(stores[0]), closing(stores[1]), stores[0].sole(), stores[1].sole():
        pass


def wait_until_free(store):
    """Wait until nobody holds the lock. A server notices only after a moment that a client is gone."""
    for remaining in range(100, -1, -1):
        try:
            with store.sole():
                return
        except DatabaseBusyError:
            if not remaining:
                raise
            time.sleep(0.1)


@pytest.mark.slow
def test_the_lock_ends_with_its_process_however_that_ends(url):
    code = (
        "import sys; from monitor.store import open_store\n"
        "with open_store(sys.argv[1]).sole(): print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child, closing(open_store(url)) as store:
        assert child.stdout.readline() == "held\n"
        with pytest.raises(DatabaseBusyError, match="another daemon"), store.sole():
            pytest.fail("two daemons at once")
        child.kill()
        child.wait()
        wait_until_free(store)


def test_workers_share_the_lock_that_keeps_a_daemon_away_and_take_it_again_after_the_server_restarted(tmp_path):
    with STORES["postgresql"](tmp_path) as store, closing(open_store(_url(store))) as other:
        locks = [WorkerLock(store.engine), WorkerLock(other.engine)]
        for lock in locks:
            lock.hold()
        with pytest.raises(DatabaseBusyError, match="workers"), store.sole():
            pytest.fail("a daemon beside workers")
        [(pid,)] = {tuple(locks[0]._connection.exec_driver_sql("SELECT pg_backend_pid()").one())}
        with store.engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
        locks[0].hold()
        locks[0].hold()
        for lock in locks:
            lock.release()
        locks[0].release()
        wait_until_free(store)
        with store.sole():
            with pytest.raises(DatabaseBusyError, match="a daemon"):
                locks[0].hold()
            locks[0].release()


def test_the_end_of_the_daemons_lock_needs_no_server(tmp_path):
    with STORES["postgresql"](tmp_path) as store, closing(open_store(_url(store))) as other:
        with store.sole(), other.engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        wait_until_free(other)


def test_an_emptied_database_file_is_lost(tmp_path):
    path = tmp_path / "some.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.verify()
        os.truncate(path, 0)
        with pytest.raises(DatabaseLostError, match="removed or replaced"):
            store.verify()


@pytest.mark.parametrize("name", ["writing", "updating", "claiming"])
def test_nothing_is_committed_to_a_removed_database_file(tmp_path, name):
    path = tmp_path / "some.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        path.unlink()
        with pytest.raises(DatabaseLostError, match="removed or replaced"), getattr(store, name)():
            pass


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_without_its_tables_is_lost(tmp_path, kind):
    with STORES[kind](tmp_path) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE poll" if kind == "sqlite" else "DROP TABLE poll CASCADE")
        with pytest.raises(DatabaseLostError, match="poll"), store.reading() as tx:
            tx.polls.latest("p", 1)


def _url(store):
    return store.engine.url.render_as_string(hide_password=False)
