"""When to try again. Pure: the caller gives the history."""

from datetime import timedelta

GIVE_UP_AFTER = timedelta(days=7)
"""Age at which a delivery that keeps failing is given up."""
_FIRST, _LONGEST = timedelta(seconds=10), timedelta(hours=1)
ASKED_LONGEST_S = 86_400.0
POLL_LONGEST = timedelta(minutes=30)


def delivery_delay(attempts: int, age: timedelta) -> timedelta | None:
    """How long to wait after the `attempts`th failure of a delivery queued `age` ago; None when it is given up."""
    if age >= GIVE_UP_AFTER:
        return None
    return min(_FIRST * float(2 ** min(attempts - 1, 20)), _LONGEST)


def poll_delay(every: timedelta, failures: int, retry_after: float | None) -> timedelta:
    """How long to wait for the next poll after `failures` failed ones in a row (0: the last one succeeded).

    A source in trouble is asked less often, though at least every half hour, or as often as it always was; a server's
    Retry-After is honoured.
    """
    longest = max(every, POLL_LONGEST)
    growth = min(2.0 ** min(max(failures - 1, 0), 20), longest / every)
    # A server may ask for anything, also for what is no number.
    asked = retry_after if retry_after is not None and retry_after > 0 else 0.0
    return max(every * growth, timedelta(seconds=min(asked, ASKED_LONGEST_S)))
