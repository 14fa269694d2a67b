from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.schedule.backoff import POLL_LONGEST, channel_delay, delivery_delay, poll_delay
from tests.monitor.builders import DAY, HOUR, MINUTE, SECOND


@pytest.mark.parametrize(
    ("tries", "delay"),
    [(1, 10 * SECOND), (2, 20 * SECOND), (3, 40 * SECOND), (9, 2560 * SECOND), (10, HOUR), (1000, HOUR)],
)
def test_a_message_waits_twice_as_long_after_each_failure_up_to_an_hour(tries, delay):
    assert delivery_delay(tries, 0.0) == delay
    assert delivery_delay(tries, 1.0) == delay * 0.75


@pytest.mark.parametrize(
    ("failures", "lasting", "delay"),
    [
        (1, False, 10 * SECOND),
        (2, False, 20 * SECOND),
        (7, False, 640 * SECOND),
        (8, False, 15 * MINUTE),
        (1000, False, 15 * MINUTE),
        (1, True, 15 * MINUTE),
        (2, True, 30 * MINUTE),
        (1000, True, HOUR),
    ],
)
def test_a_channel_waits_twice_as_long_after_each_failure_and_longer_when_the_fault_lasts(failures, lasting, delay):
    assert channel_delay(failures, lasting, None, 0.0) == delay


@given(st.integers(0, 10_000), st.booleans(), st.floats() | st.none(), st.floats(0, 1))
def test_a_channel_waits_at_least_seconds_and_at_most_a_day(failures, lasting, retry_after, chance):
    assert 7 * SECOND < channel_delay(failures, lasting, retry_after, chance) <= DAY


def test_what_a_service_asked_for_is_honoured():
    assert channel_delay(1, False, 600.0, 0.5) == 10 * MINUTE
    assert channel_delay(3, False, 1.0, 0.0) == 40 * SECOND


@pytest.mark.parametrize(
    ("every", "failures", "delay"),
    [
        (10 * MINUTE, 0, 10 * MINUTE),
        (10 * MINUTE, 1, 10 * MINUTE),
        (10 * MINUTE, 2, 20 * MINUTE),
        (10 * MINUTE, 3, 30 * MINUTE),
        (10 * MINUTE, 1000, 30 * MINUTE),
        (DAY, 0, DAY),
        (DAY, 50, DAY),
    ],
)
def test_a_source_in_trouble_is_asked_less_often_but_every_half_hour_or_as_often_as_ever(every, failures, delay):
    assert poll_delay(every, failures, None) == delay


@pytest.mark.parametrize("failures", [0, 1, 5])
def test_retry_after_is_honoured_when_it_is_longer(failures):
    assert poll_delay(10 * MINUTE, failures, 7200.0) == 2 * HOUR
    assert poll_delay(HOUR, failures, 60.0) == HOUR


@given(st.timedeltas(timedelta(milliseconds=100), timedelta(days=365)), st.integers(0, 10_000))
def test_a_poll_never_comes_sooner_than_its_interval_nor_later_than_it_must(every, failures):
    assert every <= poll_delay(every, failures, None) <= max(every, POLL_LONGEST)


@pytest.mark.parametrize("retry_after", [1e300, float("inf"), float("nan")])
def test_a_senseless_retry_after_is_no_reason_to_break(retry_after):
    assert poll_delay(HOUR, 1, retry_after) >= HOUR


def test_a_source_that_is_polled_every_few_years_may_fail_often():
    assert poll_delay(1000 * DAY, 25, None) == 1000 * DAY
