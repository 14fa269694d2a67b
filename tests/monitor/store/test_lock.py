import subprocess
import sys
from contextlib import closing

import pytest

from monitor.errors import DatabaseBusyError
from monitor.store import open_store


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
        with store.sole():
            pass
