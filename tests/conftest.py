"""What holds for all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.stores import close_stores

# Speed is never asserted: an example may take its time on a loaded machine.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _stores_are_closed() -> Iterator[None]:
    yield
    close_stores()
