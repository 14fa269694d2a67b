"""Functions that decide how long a turn lasts, when the next one is due, and which worker takes it.

A turn is a leased period in which one worker does certain work, for example polls the sources of one shard. Pure
functions; no I/O.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from monitor.model.turns import TurnLease

CLAIM = 50
"""The number of due sources claimed at once."""
SUCCESSORS_PER_S = 50.0
"""The number of turns of the whole cluster that may begin each second, on average."""
SHORTEST_PAUSE = timedelta(seconds=1)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=5)
"""The delays after the first failed turn (`FIRST_RETRY`) and after many failed turns in a row (`LONGEST_RETRY`)."""


@dataclass(frozen=True)
class TurnLimits:
    """The limits of turns.

    A lease that is not renewed ends after `lease`. A turn ends after the time `length` or after `polls` polls.
    """

    lease: timedelta = timedelta(seconds=60)
    length: timedelta = timedelta(seconds=30)
    polls: int = 2000

    @property
    def margin(self) -> timedelta:
        """Return the minimum time that must remain of the lease when a poll ends."""
        return self.lease / 12

    def is_over(self, spent: timedelta, polls: int) -> bool:
        """Return whether a turn must end because it has lasted for `spent` or made `polls` polls."""
        return spent >= self.length or polls >= self.polls

    def poll_time(self, remaining: timedelta, longest: timedelta) -> timedelta | None:
        """Return the maximum duration of a poll that begins now, or None if none may begin before the lease ends.

        `remaining` is the time until the lease ends, and `longest` is the maximum duration without this limit.
        """
        time = min(longest, remaining - self.margin)
        return time if time >= self.margin else None


@dataclass(frozen=True)
class Successor:
    """The next turn of a shard or channel.

    `due_at` is the time at which it is due. `keeps_owner` is true if the same worker takes it.
    """

    due_at: datetime
    keeps_owner: bool = False


def pause(active: int) -> timedelta:
    """Return the minimum time between two turns of a shard, if `active` shards have sources."""
    return max(SHORTEST_PAUSE, timedelta(seconds=active / SUCCESSORS_PER_S))


def next_turn_at(next_due: datetime | None, now: datetime, active: int, is_behind: bool) -> datetime:
    """Return when the next turn of a shard is due.

    `next_due` is the earliest due time of its sources that are not being polled, or None if there are none. `active` is
    the number of shards that have sources. If `is_behind` is true, the turn ended before all due sources were polled,
    and the next turn is due at once.
    """
    if is_behind:
        return now
    earliest = now + pause(active)
    # Another process may make a source due, so the shard is checked once a minute.
    latest = now + max(timedelta(minutes=1), pause(active))
    return latest if next_due is None else min(max(next_due, earliest), latest)


def rest_before(lease: TurnLease, delay: timedelta) -> timedelta:
    """Return how long a worker must wait before the first request of its turn.

    If another worker had the previous turn, it may have sent a request to the same hosts shortly before. `delay` is the
    longest delay between two requests that applies to these hosts. If the same worker had the previous turn, the result
    is zero.
    """
    if not lease.moved or lease.rested is None:
        return timedelta(0)
    return max(timedelta(0), delay - lease.rested)


def fair_share(active: int, workers: int) -> int:
    """Return the number of shards for each worker if `active` shards are divided evenly, rounded up."""
    return ceil(active / max(1, workers))


def retry_delay(failures: int) -> timedelta:
    """Return the delay before the next turn after `failures` consecutive failed turns."""
    doublings = min(max(0, failures - 1), 16)
    return min(LONGEST_RETRY, FIRST_RETRY * (1 << doublings))
