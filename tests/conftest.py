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
