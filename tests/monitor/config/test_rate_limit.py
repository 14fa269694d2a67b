import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.rate_limit import RateLimit, next_allowed_at, parse_limit, remembered_sends
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, SECOND

LIMIT = RateLimit(3, MINUTE)


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("20/min", RateLimit(20, MINUTE)),
        (" 1 / s ", RateLimit(1, SECOND)),
        ("100/h", RateLimit(100, HOUR)),
        ("9/day", RateLimit(9, DAY)),
    ],
)
def test_a_limit_is_read_as_people_write_it_and_written_so(written, limit):
    assert parse_limit(written) == limit
    assert parse_limit(str(limit)) == limit


@pytest.mark.parametrize("written", ["", "20", "20/m", "0/min", "1001/s", "-1/s", "1.5/s", "20/min/h", 20, None])
def test_what_is_no_limit_is_refused(written):
    with pytest.raises(ValueError, match="a limit such as 20/min"):
        parse_limit(written)


def hand_over(moments, limit=LIMIT, handed=()):
    """Hands a message over at each moment, or as soon after it as the limit allows; gives when that was."""
    sent = []
    for at in moments:
        at = next_allowed_at(handed, limit, max([at, *sent[-1:]]))
        handed = remembered_sends(handed, limit, at)
        sent.append(at)
    return sent


def test_so_many_go_at_once_and_the_next_when_the_first_is_a_period_old():
    assert hand_over([NOW] * 7) == [NOW] * 3 + [NOW + MINUTE] * 3 + [NOW + 2 * MINUTE]


@given(st.lists(st.integers(0, 200), max_size=40).map(sorted), st.integers(1, 5))
def test_no_period_has_more_than_the_limit_and_nothing_waits_without_need(seconds, count):
    limit = RateLimit(count, MINUTE)
    wanted = [NOW + second * SECOND for second in seconds]
    sent = hand_over(wanted, limit)
    assert all(later - earlier >= MINUTE for earlier, later in zip(sent, sent[count:], strict=False))
    for place, (want, at) in enumerate(zip(wanted, sent, strict=True)):
        earliest = max([want, *sent[max(place - 1, 0) : place]])
        assert at == earliest or at == sent[place - count] + MINUTE


def test_only_what_the_limit_needs_is_remembered():
    handed = ()
    for number in range(100):
        handed = remembered_sends(handed, LIMIT, NOW + number * SECOND)
    assert handed == tuple(NOW + number * SECOND for number in (97, 98, 99))


def test_without_a_limit_nothing_waits_and_nothing_is_remembered():
    assert next_allowed_at((NOW,) * 1000, None, NOW) == NOW
    assert remembered_sends((NOW,), None, NOW) == ()


def test_a_clock_that_was_set_back_holds_nothing_up():
    ahead = tuple(NOW + 5 * HOUR for _ in range(3))
    assert next_allowed_at(ahead, LIMIT, NOW) == NOW
    assert remembered_sends(ahead, LIMIT, NOW) == (NOW,)
