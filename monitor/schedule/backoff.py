"""Delays before retries of messages, channels and polls. Pure functions; no I/O."""

from datetime import timedelta

_FIRST = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
_PROBE_LONGEST = timedelta(minutes=15)
ASKED_LONGEST_S = 86_400.0
POLL_LONGEST = timedelta(minutes=30)


def delivery_delay(tries: int, chance: float) -> timedelta:
    """Return the delay before the next attempt to send a message, after `tries` failed attempts.

    The delay starts at 10 s and is doubled each time, up to an hour. It is reduced by up to a quarter, in proportion
    to `chance` (0 to 1), so that messages that failed together are not retried together.
    """
    return _jittered(_doubled(_FIRST, tries, LONGEST_DELAY), chance)


def channel_delay(failures: int, lasting: bool, retry_after: float | None, chance: float) -> timedelta:
    """Return the delay before the next use of a channel, after `failures` consecutive failures.

    The delay starts at 10 s and is doubled each time, up to 15 min. For a `lasting` fault, it starts at 15 min and
    increases up to an hour. It is reduced by up to a quarter, in proportion to `chance` (0 to 1), but is at least
    `retry_after` seconds (up to a day).
    """
    delay = _doubled(_PROBE_LONGEST, failures, LONGEST_DELAY) if lasting else _doubled(_FIRST, failures, _PROBE_LONGEST)
    return max(_jittered(delay, chance), timedelta(seconds=_asked(retry_after)))


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    return min(first * float(2 ** min(max(times, 1) - 1, 20)), longest)


def _jittered(delay: timedelta, chance: float) -> timedelta:
    return delay * (1 - chance / 4)


def _asked(seconds: float | None) -> float:
    # The server's value may be too large, negative, or not a number.
    return min(seconds, ASKED_LONGEST_S) if seconds is not None and seconds > 0 else 0.0


def poll_delay(every: timedelta, failures: int, retry_after: float | None) -> timedelta:
    """Return the delay before the next poll of a source, after `failures` consecutive failed polls.

    The delay is the interval `every`, doubled with each failure after the first, up to half an hour. If `every` is
    longer than half an hour, it is not doubled. If the server requested a longer delay of `retry_after` seconds (in its
    Retry-After header), that delay is used instead, up to a day.
    """
    longest = max(every, POLL_LONGEST)
    growth = min(2.0 ** min(max(failures - 1, 0), 20), longest / every)
    return max(every * growth, timedelta(seconds=_asked(retry_after)))
