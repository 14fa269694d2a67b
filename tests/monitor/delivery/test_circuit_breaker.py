import pytest

from monitor.config.rate_limit import RateLimit
from monitor.delivery.circuit_breaker import (
    PATIENCE,
    after_failure,
    after_handover,
    after_success,
    error_kind_of_status,
    next_send_at,
)
from monitor.errors import ChannelError
from monitor.model import ChannelState
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, SECOND

FRESH = ChannelState("ops")


def fail(state, *kinds, first=True, retry_after=None, now=NOW):
    for kind in kinds:
        state = after_failure(state, ChannelError("no answer", kind, retry_after), first, now, 0.0)
    return state


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "message"),
        (413, "message"),
        (422, "message"),
        (401, "lasting"),
        (403, "lasting"),
        (404, "lasting"),
        (410, "lasting"),
        (301, "lasting"),
        (408, "passing"),
        (429, "passing"),
        (500, "passing"),
        (503, "passing"),
        (599, "passing"),
    ],
)
def test_an_answer_says_what_is_at_fault(status, kind):
    assert error_kind_of_status(status) == kind


def test_a_channel_that_fails_waits_and_is_paused_when_it_keeps_failing():
    states = [fail(FRESH, *["passing"] * times) for times in range(1, PATIENCE + 1)]
    assert [next_send_at(state, None, NOW) - NOW for state in states] == [10 * SECOND, 20 * SECOND, 40 * SECOND]
    assert [state.paused_at for state in states] == [None, None, NOW]


def test_a_lasting_fault_pauses_at_once_and_for_longer():
    state = fail(FRESH, "lasting")
    assert state.paused_at == NOW
    assert next_send_at(state, None, NOW) == NOW + 15 * MINUTE


def test_a_lasting_fault_that_one_message_may_have_caused_pauses_only_once_another_fails():
    forbidden = ChannelError("no", "lasting", may_be_message=True)
    state = after_failure(FRESH, forbidden, True, NOW, 0.0, delivery=1)
    assert (state.paused_at, state.suspect) == (None, 1)
    assert next_send_at(state, None, NOW) == NOW
    state = after_failure(state, forbidden, True, NOW, 0.0, delivery=2)
    assert state.paused_at == NOW
    assert next_send_at(state, None, NOW) > NOW


def test_what_the_service_asked_for_is_honoured():
    assert next_send_at(fail(FRESH, "passing", retry_after=3600.0), None, NOW) == NOW + HOUR


def test_one_message_that_is_refused_again_and_again_is_not_the_channels_fault():
    state = fail(fail(FRESH, "message"), *["message"] * 20, first=False)
    assert (state.paused_at, next_send_at(state, None, NOW)) == (None, NOW)


def test_a_channel_that_refuses_several_messages_and_takes_none_is_paused():
    assert fail(FRESH, *["message"] * PATIENCE).paused_at == NOW


def test_a_paused_channel_goes_on_waiting_whatever_the_next_failure_is():
    state = fail(fail(FRESH, *["passing"] * PATIENCE), "message", first=False, now=NOW + MINUTE)
    assert state.paused_at == NOW
    assert next_send_at(state, None, NOW + MINUTE) == NOW + MINUTE + 80 * SECOND


def test_a_success_ends_it_all_but_the_limit():
    limit = RateLimit(1, MINUTE)
    state = after_success(after_handover(fail(FRESH, "lasting"), limit, NOW))
    assert state == ChannelState("ops", handed=(NOW,))
    assert next_send_at(state, limit, NOW) == NOW + MINUTE


def test_the_longer_of_wait_and_limit_counts():
    limit = RateLimit(1, HOUR)
    state = fail(after_handover(FRESH, limit, NOW), "passing")
    assert next_send_at(state, limit, NOW) == NOW + HOUR


def test_a_wait_left_by_a_clock_that_was_set_back_counts_no_more():
    assert next_send_at(fail(FRESH, "passing", now=NOW + 30 * DAY), None, NOW) == NOW
