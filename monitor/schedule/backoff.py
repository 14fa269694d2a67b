"""Decide when to try again. Pure: the caller passes the history."""

from datetime import timedelta

_FIRST = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
_PROBE_LONGEST = timedelta(minutes=15)
ASKED_LONGEST_S = 86_400.0
POLL_LONGEST = timedelta(minutes=30)


def delivery_delay(tries: int, chance: float) -> timedelta:
    """Return how long a message waits that was refused for the `tries`th time.

    10 s, doubled each time, up to an hour, less up to a quarter by `chance` (0 to 1), so that messages that failed
    together are not retried together.
    """
    return _jittered(_doubled(_FIRST, tries, LONGEST_DELAY), chance)


def channel_delay(failures: int, lasting: bool, retry_after: float | None, chance: float) -> timedelta:
    """Return how long a channel is left alone after its `failures`th failure in a row.

    10 s, doubled each time, up to 15 min; from there on, up to an hour, if the fault is a lasting one. A delay that the
    service asked for is honoured.
    """
    delay = _doubled(_PROBE_LONGEST, failures, LONGEST_DELAY) if lasting else _doubled(_FIRST, failures, _PROBE_LONGEST)
    return max(_jittered(delay, chance), timedelta(seconds=_asked(retry_after)))


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    return min(first * float(2 ** min(max(times, 1) - 1, 20)), longest)


def _jittered(delay: timedelta, chance: float) -> timedelta:
    return delay * (1 - chance / 4)


def _asked(seconds: float | None) -> float:
    # A server may ask for anything, also for what is no number.
    return min(seconds, ASKED_LONGEST_S) if seconds is not None and seconds > 0 else 0.0


def poll_delay(every: timedelta, failures: int, retry_after: float | None) -> timedelta:
    """Return how long to wait for the next poll after `failures` failed ones in a row (0: the last one succeeded).

    A failing source is polled less often, though at least every half hour, or at its usual interval if that is longer;
    a server's Retry-After is honoured.
    """
    longest = max(every, POLL_LONGEST)
    growth = min(2.0 ** min(max(failures - 1, 0), 20), longest / every)
    return max(every * growth, timedelta(seconds=_asked(retry_after)))
