from datetime import timedelta

import pytest

from monitor.model import PollTimes
from monitor.schedule.clock_correction import corrected_due
from monitor.schedule.intervals import PollInterval
from tests.monitor.builders import HOUR, MINUTE, NOW, SECOND

EVERY = PollInterval(10 * MINUTE)


@pytest.mark.parametrize(
    ("due", "last", "failures", "is_wrong"),
    [
        (-MINUTE, -11 * MINUTE, 0, False),
        (5 * MINUTE, -5 * MINUTE, 0, False),
        (20 * MINUTE, -5 * MINUTE, 3, False),
        (20 * HOUR, -5 * MINUTE, 3, False),
        (8 * HOUR + 10 * MINUTE, 8 * HOUR, 0, True),
        (8 * HOUR + 10 * MINUTE, 8 * HOUR, 4, True),
        (HOUR, -5 * MINUTE, 0, True),
        (40 * HOUR, -5 * MINUTE, 3, True),
        (8 * HOUR, None, 0, True),
        (10 * MINUTE + SECOND, SECOND, 0, False),
    ],
)
def test_a_due_time_later_than_any_poll_sets_is_corrected(due, last, failures, is_wrong):
    record = PollTimes("gov", NOW + due, None if last is None else NOW + last, failures)
    found = corrected_due(record, EVERY, NOW)
    assert (found is not None) == is_wrong
    assert found is None or NOW <= found <= NOW + 10 * MINUTE


def test_corrected_times_are_spread():
    records = [PollTimes(f"s{number}", NOW + 9 * HOUR, NOW + 8 * HOUR, 0) for number in range(100)]
    found = {corrected_due(record, EVERY, NOW) for record in records}
    assert len(found) > 90
    assert max(found) - min(found) > timedelta(minutes=8)
