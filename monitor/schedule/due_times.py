"""Stored times of sources that cannot be right, because the clock was set since they were written. Pure."""

from datetime import datetime, timedelta
from zlib import crc32

from monitor.model import SourceRecord
from monitor.schedule.backoff import ASKED_LONGEST_S, POLL_LONGEST
from monitor.schedule.intervals import PollInterval

TOLERANCE = timedelta(seconds=5)
"""How far ahead a time of the past may lie: hosts that share a database differ by that much."""


def corrected_due(record: SourceRecord, interval: PollInterval, now: datetime) -> datetime | None:
    """Return when a source is due if its stored time is later than any poll could have set; None if it is plausible.

    The corrected times lie within one interval from now, spread by the source's name.
    """
    if record.due_at is None or record.due_at <= now:
        return None
    last = record.last_poll_at
    if last is None or last > now + TOLERANCE or record.due_at > last + _longest(record, interval, last) + TOLERANCE:
        share = crc32(record.id.encode()) / 2**32
        return min(now + interval.delay(now) * share, record.due_at)
    return None


def _longest(record: SourceRecord, interval: PollInterval, last: datetime) -> timedelta:
    if not record.failures:
        return interval.delay(last)
    # A server may have asked for a day.
    return max(interval.delay(last), POLL_LONGEST, timedelta(seconds=ASKED_LONGEST_S))
