"""The stores that the contract is about, by name."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from monitor.ports import Store
from monitor.store import open_store
from tests import postgres
from tests.stores import template


@contextmanager
def _sqlite(folder: Path) -> Iterator[Store]:
    (folder / "store.db").write_bytes(template())
    with closing(open_store(f"sqlite:///{folder}/store.db")) as store:
        yield store


@contextmanager
def _postgresql(folder: Path) -> Iterator[Store]:
    with postgres.database() as url, closing(open_store(url)) as store:
        yield store


STORES: dict[str, Callable[[Path], AbstractContextManager[Store]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with STORES[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
    else:
        with postgres.database(migrated=False) as url:
            yield url
