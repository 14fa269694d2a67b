from datetime import timedelta

import pytest

from crawler.model.reason import Reason
from monitor.health.network import WINDOW, is_down, is_to_be_reminded
from monitor.model import LastPoll, Outage, Trouble
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, SECOND


def polls(written, now=NOW):
    """The last polls of sources, a second apart, the latest last: `.` ok, `u` unreachable, `t` timeout, `b` blind,
    `d` unreachable from the beginning."""
    codes = {".": None, "u": "unreachable", "t": "timeout", "b": "links_vanished", "d": "unreachable"}
    return [
        LastPoll(f"{place:03}", now - (len(written) - place) * SECOND, codes[one], now - HOUR if one != "d" else None)
        for place, one in enumerate(written)
    ]


@pytest.mark.parametrize(
    ("history", "begins", "goes_on"),
    [
        ("uuuu", True, True),
        ("utut", True, True),
        ("uuu", False, True),  # too few to tell
        ("", False, True),
        ("....", False, False),
        ("uuuub", False, True),  # one host answers
        ("dddd", False, True),  # they never worked
        ("." * 4 + "d" * 30, False, False),
        ("uuuu" + "d" * 30, True, True),
        ("uuubb", False, True),
        ("bbbbb", False, False),
        ("u" * 37 + "...", False, True),
        ("." * 30 + "u" * 20, True, True),  # the latest polls tell
        ("u" * 30 + "." * 11, False, False),
        ("u" * 30 + "." * 10, False, True),
        ("." * 10 + "u" * 10, False, True),
        ("d" * 7, False, True),
        ("d" * 8, True, True),  # the computer was started without a network
        ("." + "d" * 21, True, True),
        (".." + "d" * 20, True, True),
        ("..." + "d" * 20, False, True),
        ("..d", False, True),
        ("..dddddd", False, True),
        ("......dd", False, False),
    ],
)
def test_the_network_is_down_when_most_of_the_latest_polls_fail_by_it(history, begins, goes_on):
    assert (is_down(polls(history), False, NOW), is_down(polls(history), True, NOW)) == (begins, goes_on)


def test_failures_of_the_first_moments_tell_nothing_of_sources_that_never_worked():
    first = [LastPoll(str(number), NOW, "unreachable", None, NOW) for number in range(30)]
    good = [LastPoll(f"good{number}", NOW + MINUTE, None, NOW + MINUTE) for number in range(10)]
    assert not is_down(first, False, NOW + SECOND)
    assert is_down(first, False, NOW + MINUTE)
    assert not is_down([*first, *good], False, NOW + MINUTE)


def test_polls_of_long_ago_tell_nothing():
    old = polls("uuuuuuuu", NOW - WINDOW)
    assert not is_down(old, False, NOW)
    assert is_down(old, True, NOW)


@pytest.mark.parametrize(
    ("reminded", "now", "due"),
    [
        (None, DAY - MINUTE, False),
        (None, DAY, True),
        (DAY, 7 * DAY, False),
        (DAY, 8 * DAY - HOUR, False),
        (DAY, 8 * DAY, True),
        (timedelta(0), DAY, False),
    ],
)
def test_a_trouble_that_lasts_is_told_after_a_day_and_then_each_week(reminded, now, due):
    at = None if reminded is None else NOW + reminded
    assert is_to_be_reminded(Trouble(Reason.of("timeout"), NOW, True, reminded_at=at), NOW + now) is due
    assert is_to_be_reminded(Outage(NOW, at), NOW + now) is due
