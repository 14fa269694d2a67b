"""How many messages a channel is handed.

Pure: recent handovers and the time in, a time out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.text.i18n import gettext

_UNITS = {"s": 1, "min": 60, "h": 3600, "day": 86400}
_WRITTEN = re.compile(rf"(\d{{1,5}})\s*/\s*({'|'.join(_UNITS)})")
MOST = 1000
"""The most messages that a limit may name: so many instants are kept of each channel."""


@dataclass(frozen=True)
class RateLimit:
    """At most `count` messages in any `period`."""

    count: int
    period: timedelta

    def __str__(self) -> str:
        unit = next(name for name, seconds in _UNITS.items() if seconds == self.period.total_seconds())
        return f"{self.count}/{unit}"


def parse_limit(text: object) -> RateLimit:
    """Parse `20/min` as a limit; a limit is passed through. Raises ValueError for anything else."""
    if isinstance(text, RateLimit):
        return text
    match = _WRITTEN.fullmatch(str(text).strip())
    if match is None or not 1 <= int(match[1]) <= MOST:
        given = repr(str(text)[:40])
        message = gettext(
            "a limit such as 20/min, 1/s, 100/h or 500/day, at most {most}, not {given}", most=MOST, given=given
        )
        raise ValueError(message)
    return RateLimit(int(match[1]), timedelta(seconds=_UNITS[match[2]]))


def next_allowed_at(handed: Sequence[datetime], limit: RateLimit | None, now: datetime) -> datetime:
    """Return when the next message may be handed over: `now`, or when the `count`th last one is a period old."""
    if limit is None:
        return now
    recent = _recent(handed, limit, now)
    return now if len(recent) < limit.count else max(now, recent[-limit.count] + limit.period)


def remembered_sends(handed: Sequence[datetime], limit: RateLimit | None, now: datetime) -> tuple[datetime, ...]:
    """Return the sends to remember of `handed`, and of a message that is handed over `now`."""
    return () if limit is None else tuple(sorted([*_recent(handed, limit, now), now]))[-limit.count :]


def _recent(handed: Sequence[datetime], limit: RateLimit, now: datetime) -> list[datetime]:
    # What lies more than a period ahead was noted before the clock was set back.
    return sorted(moment for moment in handed if abs(now - moment) < limit.period)
