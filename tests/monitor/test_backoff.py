from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.backoff import GIVE_UP_AFTER, POLL_LONGEST, delivery_delay, poll_delay
from tests.monitor.builders import DAY, HOUR, MINUTE, SECOND


@pytest.mark.parametrize(
    ("attempts", "delay"),
    [(1, 10 * SECOND), (2, 20 * SECOND), (3, 40 * SECOND), (9, 2560 * SECOND), (10, HOUR), (1000, HOUR)],
)
def test_a_delivery_waits_twice_as_long_after_each_failure_up_to_an_hour(attempts, delay):
    assert delivery_delay(attempts, timedelta(0)) == delay


@pytest.mark.parametrize(("age", "given_up"), [(7 * DAY - SECOND, False), (7 * DAY, True), (30 * DAY, True)])
def test_a_delivery_is_given_up_at_the_age_of_seven_days(age, given_up):
    assert timedelta(days=7) == GIVE_UP_AFTER
    assert (delivery_delay(3, age) is None) is given_up


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
