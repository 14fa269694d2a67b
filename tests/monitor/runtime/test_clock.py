from datetime import timedelta

import pytest

from monitor.runtime.clock import ClockChange, ClockWatch

HOUR = 3600.0


class Clocks:
    def __init__(self):
        self.wall = 1e9
        self.monotonic = 50.0
        self.boot = 70.0

    def watch(self):
        return ClockWatch(lambda: self.wall, lambda: self.monotonic, lambda: self.boot)

    def pass_(self, seconds, set_by=0.0, suspended=0.0):
        self.wall += seconds + suspended + set_by
        self.monotonic += seconds
        self.boot += seconds + suspended


@pytest.mark.parametrize(
    ("passing", "expected"),
    [
        ({"seconds": 100}, None),
        ({"seconds": 1, "set_by": 3}, None),
        ({"seconds": 1, "set_by": -8 * HOUR}, (-8 * HOUR, 0)),
        ({"seconds": 1, "set_by": 8 * HOUR}, (8 * HOUR, 0)),
        ({"seconds": 1, "suspended": 8 * HOUR}, (0, 8 * HOUR)),
        ({"seconds": 1, "suspended": 8 * HOUR, "set_by": -HOUR}, (-HOUR, 8 * HOUR)),
    ],
)
def test_a_clock_that_was_set_is_told_from_time_and_suspend(passing, expected):
    clocks = Clocks()
    watch = clocks.watch()
    clocks.pass_(**passing)
    found = watch.change()
    assert found == (expected and ClockChange(*(timedelta(seconds=seconds) for seconds in expected)))
    assert watch.change() is None


def test_small_steps_add_up():
    clocks = Clocks()
    watch = clocks.watch()
    clocks.pass_(1, set_by=-6)
    assert watch.change() is None
    clocks.pass_(1, set_by=-6)
    assert watch.change() == ClockChange(timedelta(seconds=-12), timedelta(0))
