"""What holds for all tests."""

import gc
import os
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import settings

from monitor.text.zone import set_zone
from tests.stores import close_stores
from tests.strict_skips import pytest_addoption, pytest_configure

__all__ = ["pytest_addoption", "pytest_configure"]

# Set by pytest-xdist; the program takes it for the width of a terminal.
os.environ.pop("COLUMNS", None)

# The thousands of collected tests are never garbage: looking through them again and again takes a fifth of the time.
gc.set_threshold(50_000, 20, 20)

# Speed is never asserted: an example may take its time on a loaded machine.
settings.register_profile("unhurried", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _stores_are_closed() -> Iterator[None]:
    yield
    close_stores()
    # Commands set it for their process.
    set_zone("UTC")


def pytest_collection_finish() -> None:
    """Exempt the collected tests from garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order each process's share of the tests: those marked as long first, then the other slow tests, then unit tests.

    Slow tests mostly wait for processes, so that several of them share a core. Unit tests need a core each and end the
    run without long tails. pytest-xdist gives each process an equal, contiguous share.

    A slow test that fails is run once more, because on a loaded machine a process may miss the time limit of another
    one; in CI, this holds for every test. The summary names each test that was run again.
    """
    for item in items:
        if "CI" in os.environ or item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    # Tests of one module stay together, because they share fixtures.
    slow: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("long"):
            slow[item.path].append(item)
    quick = [item for item in items if not item.get_closest_marker("slow") and not item.get_closest_marker("long")]
    size = len(items) / processes
    items.clear()
    for process in range(processes):
        items += long[process::processes]
        items += chain.from_iterable(list(slow.values())[process::processes])
        room = max(0, round(size * (process + 1)) - len(items))
        items += quick[:room]
        del quick[:room]
    items += quick
