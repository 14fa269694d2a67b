from datetime import timedelta

import pytest

from monitor.model.turns import TurnLease
from monitor.schedule.turns import (
    LONGEST_RETRY,
    TurnLimits,
    fair_share,
    next_turn_at,
    pause,
    rest_before,
    retry_delay,
)
from tests.monitor.builders import HOUR, MINUTE, NOW, SECOND


@pytest.mark.parametrize(
    ("spent", "polls", "is_over"), [(29, 10, False), (30, 0, True), (1, 1999, False), (1, 2000, True)]
)
def test_a_turn_ends_after_half_a_minute_or_two_thousand_polls(spent, polls, is_over):
    assert TurnLimits().is_over(spent * SECOND, polls) is is_over


@pytest.mark.parametrize(("remaining", "expected"), [(60, 55), (300, 120), (11, 6), (9, None), (-1, None)])
def test_a_poll_ends_before_the_lease_does(remaining, expected):
    found = TurnLimits().poll_time(remaining * SECOND, 120 * SECOND)
    assert found == (None if expected is None else expected * SECOND)


@pytest.mark.parametrize(
    ("next_due", "active", "is_behind", "expected"),
    [
        (None, 10, False, MINUTE),
        (NOW - HOUR, 10, False, SECOND),
        (NOW + 20 * SECOND, 10, False, 20 * SECOND),
        (NOW + HOUR, 10, False, MINUTE),
        (NOW, 1024, False, 1024 / 50 * SECOND),
        (NOW + HOUR, 1024, True, 0 * SECOND),
    ],
)
def test_the_next_turn_is_due_with_the_next_source_but_not_too_soon_and_not_too_late(
    next_due, active, is_behind, expected
):
    assert next_turn_at(next_due, NOW, active, is_behind) == NOW + expected


def test_the_queue_never_gets_more_turns_than_it_can_take():
    assert all(active / pause(active).total_seconds() <= 50 for active in (1, 50, 51, 1024))


@pytest.mark.parametrize(
    ("rested", "moved", "expected"), [(0.5, True, 1.5), (3.0, True, 0.0), (0.5, False, 0.0), (None, False, 0.0)]
)
def test_after_another_worker_the_delay_of_the_hosts_is_kept(rested, moved, expected):
    rest = None if rested is None else rested * SECOND
    assert rest_before(TurnLease("crawl", "7", 3, "a", rest, moved), 2 * SECOND) == expected * SECOND


def test_shards_are_divided_evenly():
    assert [fair_share(1024, workers) for workers in (0, 1, 3, 128, 2000)] == [1024, 1024, 342, 8, 1]


def test_failed_turns_are_repeated_ever_later():
    delays = [retry_delay(failures) for failures in range(1, 100)]
    assert delays[:3] == [5 * SECOND, 10 * SECOND, 20 * SECOND]
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_RETRY == timedelta(minutes=5)
