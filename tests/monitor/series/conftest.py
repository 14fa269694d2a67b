"""The stores in which series are recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.ports import Store
from tests.monitor.store.conftest import STORES


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with STORES[request.param](tmp_path) as opened:
        yield opened
