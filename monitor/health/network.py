"""Functions that determine whether the network is down, and when a lasting trouble is reported again.

Pure functions; no I/O.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from monitor.model import LastPoll, Outage, Trouble

NETWORK = frozenset({"unreachable", "timeout"})
"""Codes of troubles that may be caused by the local network or by its name resolution."""
LATEST = 20
FEWEST = 4
WINDOW = timedelta(minutes=45)
"""`LATEST` is the number of most recently polled sources that are considered, `FEWEST` is the minimum number of them
for a decision, and `WINDOW` is the maximum age of their polls."""
BEGINS = 1.0
ENDS = 0.5
"""Proportions of failing sources among those considered. If the proportion reaches `BEGINS`, the network is regarded as
down; if it falls below `ENDS`, the network is regarded as up again."""
WORKED = timedelta(days=1)
"""The maximum time since a source's last success at which its failure is evidence. Some hosts never respond."""
REMINDED_FIRST = timedelta(days=1)
REMINDED_AGAIN = timedelta(days=7)
"""A lasting trouble is reported again after REMINDED_FIRST, and then at intervals of REMINDED_AGAIN."""


def is_down(polls: Sequence[LastPoll], was_down: bool, now: datetime) -> bool:
    """Return whether the network is down, according to the latest polls of sources that worked before.

    An outage begins when all these polls fail with network errors. A single host that responds shows that the network
    works, even if many other hosts are unreachable (because a region's name servers are down, for example). The outage
    ends when less than half of these polls fail. If there are too few polls for a decision, return `was_down`.
    """
    # A poll in the future took place before the clock was set back.
    recent = [poll for poll in polls if abs(now - poll.at) <= WINDOW and _is_evidence(poll)]
    latest = sorted(recent, key=lambda poll: (poll.at, poll.source))[-LATEST:]
    if len(latest) < FEWEST:
        return was_down
    share = sum(map(fails_by_network, latest)) / len(latest)
    return share >= (ENDS if was_down else BEGINS)


def _is_evidence(poll: LastPoll) -> bool:
    return not fails_by_network(poll) or (poll.succeeded_at is not None and poll.at - poll.succeeded_at <= WORKED)


def may_begin(troubles: Iterable[Trouble]) -> bool:
    """Return whether enough sources are in trouble for the network to be down."""
    return sum(trouble.code in NETWORK for trouble in troubles) >= BEGINS * FEWEST


def fails_by_network(poll: LastPoll) -> bool:
    """Return whether a poll failed with an error that a network outage would cause."""
    return poll.code in NETWORK


def is_to_be_reminded(trouble: Trouble | Outage, now: datetime) -> bool:
    """Return whether a lasting trouble that was reported before is due to be reported again."""
    if trouble.reminded_at:
        return now - trouble.reminded_at >= REMINDED_AGAIN
    return now - trouble.since >= REMINDED_FIRST
