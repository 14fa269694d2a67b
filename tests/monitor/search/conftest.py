"""Stores for the tests of search; notices and queries from one small vocabulary, so that they meet often."""

from contextlib import ExitStack

import pytest

from tests.monitor.store.conftest import STORES


@pytest.fixture(scope="module", params=STORES)
def store(request, tmp_path_factory):
    with ExitStack() as stack:
        yield stack.enter_context(STORES[request.param](tmp_path_factory.mktemp("store")))
