from datetime import timedelta

import pytest

from monitor.cluster.clock import DatabaseClock
from tests.monitor.builders import SECOND
from tests.stores import new_store


@pytest.mark.parametrize(("ahead", "deviates"), [(0, False), (4, False), (6, True), (-6, True), (-3600, True)])
def test_a_host_whose_clock_is_wrong_goes_by_the_databases(ahead, deviates):
    store = new_store()
    with store.reading() as tx:
        now = tx.turns.now
        clock = DatabaseClock(store, wall=lambda: now() + ahead * SECOND)
        assert abs(clock.now() - now()) < timedelta(seconds=2)
    assert abs(clock.skew - ahead * SECOND) < timedelta(seconds=0.9)
    assert clock.deviates is deviates
