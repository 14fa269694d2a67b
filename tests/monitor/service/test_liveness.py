import pytest

from monitor.service.liveness import LivenessSigns, Watchdog, fault
from tests.monitor.builders import MINUTE, NOW, SECOND


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        (LivenessSigns(0 * SECOND, 0 * SECOND), None),
        (LivenessSigns(59 * SECOND, 59 * SECOND, 9 * MINUTE), None),
        (LivenessSigns(2 * MINUTE, 0 * SECOND), "the database has taken nothing since 07:58 UTC"),
        (LivenessSigns(0 * SECOND, 2 * MINUTE), "what is due has not been looked at since 07:58 UTC"),
        (LivenessSigns(0 * SECOND, 0 * SECOND, 11 * MINUTE), "no poll has ended since 07:49 UTC"),
    ],
)
def test_who_runs_does_not_always_work(signs, expected):
    assert fault(signs, NOW) == expected


def test_the_time_since_which_sources_are_watched_begins_anew_when_the_clock_is_set():
    """After a night of suspension, or when the clock is set forward, all sources are due, but none of them is late."""
    now = NOW
    seconds = 100.0
    watchdog = Watchdog("owner", None, lambda: now, lambda: seconds)
    seconds += 3600
    assert watchdog.watched_since == watchdog.started == NOW - 60 * MINUTE
    now += 8 * 60 * MINUTE
    watchdog.restart_watch()
    seconds += 60
    assert watchdog.watched_since == now - MINUTE
    assert watchdog.started == now - 61 * MINUTE
