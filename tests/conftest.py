"""What holds for all tests."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.stores import close_stores
from tests.strict_skips import pytest_addoption, pytest_configure

__all__ = ["pytest_addoption", "pytest_configure"]

# Set by pytest-xdist; the program takes it for the width of a terminal.
os.environ.pop("COLUMNS", None)

# Speed is never asserted: an example may take its time on a loaded machine.
settings.register_profile("unhurried", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _stores_are_closed() -> Iterator[None]:
    yield
    close_stores()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests marked as long at the start of each process's share, so that none of them is the last to end.

    pytest-xdist gives each process an equal, contiguous share of the tests.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    others = [item for item in items if not item.get_closest_marker("long")]
    size = len(items) / processes
    items.clear()
    for process in range(processes):
        items += long[process::processes]
        room = round(size * (process + 1)) - len(items)
        items += others[:room]
        del others[:room]
    items += others
