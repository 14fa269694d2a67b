"""Decide whether the network itself is down, and when a lasting trouble is reported again. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from monitor.model import LastPoll, Outage, Trouble

NETWORK = frozenset({"unreachable", "timeout"})
"""Codes of troubles that our own network, or its names, can be the cause of."""
LATEST = 20
FEWEST = 4
WINDOW = timedelta(minutes=45)
"""The number of recently polled sources considered, the minimum for a decision, and the maximum age of their polls."""
BEGINS = 1.0
ENDS = 0.5
"""The share of these in trouble from which the network counts as down, and below which it is up again."""
WORKED = timedelta(days=1)
"""A failure is evidence only if the source has succeeded within this time before: some hosts never answer."""
REMINDED_FIRST = timedelta(days=1)
REMINDED_AGAIN = timedelta(days=7)
"""A lasting trouble is reported again after these times."""


def is_down(polls: Sequence[LastPoll], was_down: bool, now: datetime) -> bool:
    """Return whether the network is down: every source polled of late fails by it, and worked before.

    One host that answers shows that the network works, however many others are unreachable, as when the name servers of
    a region are. The result is the previous state if the polls do not decide it.
    """
    # What lies ahead was polled before the clock was set back.
    recent = [poll for poll in polls if abs(now - poll.at) <= WINDOW and _is_evidence(poll)]
    latest = sorted(recent, key=lambda poll: (poll.at, poll.source))[-LATEST:]
    if len(latest) < FEWEST:
        return was_down
    share = sum(map(fails_by_network, latest)) / len(latest)
    return share >= (ENDS if was_down else BEGINS)


def _is_evidence(poll: LastPoll) -> bool:
    return not fails_by_network(poll) or (poll.succeeded_at is not None and poll.at - poll.succeeded_at <= WORKED)


def may_begin(troubles: Iterable[Trouble]) -> bool:
    """Return whether so many sources are in trouble that the network may be down."""
    return sum(trouble.code in NETWORK for trouble in troubles) >= BEGINS * FEWEST


def fails_by_network(poll: LastPoll) -> bool:
    """Return whether a poll failed as all do when the network is down."""
    return poll.code in NETWORK


def is_to_be_reminded(trouble: Trouble | Outage, now: datetime) -> bool:
    """Return whether it is time to report again a lasting trouble that was reported before."""
    if trouble.reminded_at:
        return now - trouble.reminded_at >= REMINDED_AGAIN
    return now - trouble.since >= REMINDED_FIRST
