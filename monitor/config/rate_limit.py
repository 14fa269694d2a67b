"""The rate limits of channels, which limit the number of messages in a period.

Pure functions that compute the next allowed time from the recent send times and the current time; no I/O.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.text.i18n import gettext

_UNITS = {"s": 1, "min": 60, "h": 3600, "day": 86400}
_WRITTEN = re.compile(rf"(\d{{1,5}})\s*/\s*({'|'.join(_UNITS)})")
MOST = 1000
"""Maximum count of a rate limit. The store keeps that many send times per channel."""


@dataclass(frozen=True)
class RateLimit:
    """A rate limit of at most `count` messages in any period of length `period`."""

    count: int
    period: timedelta

    def __str__(self) -> str:
        unit = next(name for name, seconds in _UNITS.items() if seconds == self.period.total_seconds())
        return f"{self.count}/{unit}"


def parse_limit(text: object) -> RateLimit:
    """Return the rate limit that `text` specifies, such as `20/min`. A RateLimit is returned unchanged.

    Raises ValueError if the value has another form.
    """
    if isinstance(text, RateLimit):
        return text
    match = _WRITTEN.fullmatch(str(text).strip())
    if match is None or not 1 <= int(match[1]) <= MOST:
        given = repr(str(text)[:40])
        message = gettext(
            "a limit such as 20/min, 1/s, 100/h or 500/day, with a number of at most {most}, not {given}",
            most=MOST,
            given=given,
        )
        raise ValueError(message)
    return RateLimit(int(match[1]), timedelta(seconds=_UNITS[match[2]]))


def next_allowed_at(handed: Sequence[datetime], limit: RateLimit | None, now: datetime) -> datetime:
    """Return the time at which the next message may be sent. `handed` contains the times at which messages were sent.

    The result is `now` if `limit` is None or has not been reached. The limit has been reached if the last `limit.count`
    messages were all sent less than a period ago. In this case, the result is one period after the first of these
    messages.
    """
    if limit is None:
        return now
    recent = _recent(handed, limit, now)
    return now if len(recent) < limit.count else max(now, recent[-limit.count] + limit.period)


def remembered_sends(handed: Sequence[datetime], limit: RateLimit | None, now: datetime) -> tuple[datetime, ...]:
    """Return the send times to store after a message is sent at `now`.

    They are `now` and those times in `handed` that still count towards the limit. If `limit` is None, none are stored.
    """
    return () if limit is None else tuple(sorted([*_recent(handed, limit, now), now]))[-limit.count :]


def _recent(handed: Sequence[datetime], limit: RateLimit, now: datetime) -> list[datetime]:
    # Times more than one period in the future were recorded before the clock was set back.
    return sorted(moment for moment in handed if abs(now - moment) < limit.period)
