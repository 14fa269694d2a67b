"""A function that corrects stored due times that are implausible after the clock was set. Pure function; no I/O."""

from datetime import datetime, timedelta
from zlib import crc32

from monitor.model import PollTimes
from monitor.schedule.backoff import ASKED_LONGEST_S, POLL_LONGEST
from monitor.schedule.intervals import PollInterval

TOLERANCE = timedelta(seconds=5)
"""The tolerated difference between the clocks of hosts that share a database."""


def corrected_due(record: PollTimes, interval: PollInterval, now: datetime) -> datetime | None:
    """Return the corrected due time of a source, or None if its stored due time is plausible.

    A stored due time is implausible if it is so late that no poll can have set it. The corrected due time is at most
    one interval after `now`. It depends on the source's id, so that the sources are not all polled at the same time.
    """
    if record.due_at <= now:
        return None
    last = record.last_poll_at
    if last is None or last > now + TOLERANCE or record.due_at > last + _longest(record, interval, last) + TOLERANCE:
        share = crc32(record.id.encode()) / 2**32
        return min(now + interval.delay(now) * share, record.due_at)
    return None


def _longest(record: PollTimes, interval: PollInterval, last: datetime) -> timedelta:
    if not record.failures:
        return interval.delay(last)
    # A server may have requested a delay of up to a day (Retry-After).
    return max(interval.delay(last), POLL_LONGEST, timedelta(seconds=ASKED_LONGEST_S))
