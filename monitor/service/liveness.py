"""Whether a daemon that runs also works: the store takes writes, and polls go on. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WRITES = timedelta(minutes=1)
LOOKS = timedelta(minutes=1)
POLLS = timedelta(minutes=10)
"""How long it may be that nothing was written, that nobody looked at what is due, and that of the polls in flight none
ended: a poll whose child hangs three times over takes seven minutes."""


@dataclass(frozen=True)
class LivenessSigns:
    """When the store last took a write, when it was last seen what is due, and since when polls are in flight of which
    none has ended (None: there are none)."""

    wrote_at: datetime
    looked_at: datetime
    waiting_since: datetime | None = None


def fault(signs: LivenessSigns, now: datetime) -> str | None:
    """Why the daemon does not work; None when it does."""
    if now - signs.wrote_at > WRITES:
        return f"the database has taken nothing since {signs.wrote_at:%H:%M} UTC"
    if now - signs.looked_at > LOOKS:
        return f"what is due has not been looked at since {signs.looked_at:%H:%M} UTC"
    if signs.waiting_since and now - signs.waiting_since > POLLS:
        return f"no poll has ended since {signs.waiting_since:%H:%M} UTC"
    return None
