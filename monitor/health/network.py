"""Functions that determine whether the network is down, and whether a lasting trouble is due to be reported again.

Pure functions; no I/O.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from monitor.model import LastPoll, Outage, Trouble

NETWORK = frozenset({"unreachable", "timeout"})
"""Codes of problems that may be caused by the local network or by its name resolution."""
LATEST = 20
FEWEST = 4
FEWEST_OF_ALL = 8
WINDOW = timedelta(minutes=45)
"""`LATEST` is the number of most recently polled sources that are considered, `FEWEST` is the minimum number of them
for a decision, and `WINDOW` is the maximum age of their polls. `FEWEST_OF_ALL` is the minimum number if sources that
never worked are considered too."""
BEGINS = 1.0
BEGINS_OF_ALL = 0.9
ENDS = 0.5
"""Proportions of failing sources among those considered. If the proportion reaches `BEGINS`, the network is regarded as
down; if it falls below `ENDS`, the network is regarded as up again. `BEGINS_OF_ALL` applies to all sources, including
those that never worked."""
SETTLED = timedelta(seconds=30)
"""The minimum time for which sources that never worked must have failed. Failures come sooner than other first results:
a name that does not resolve fails at once, while a listing that works is still being read."""
WORKED = timedelta(days=1)
"""The maximum time since a source's last success at which its failure is evidence. Some hosts never respond."""
REMINDED_FIRST = timedelta(days=1)
REMINDED_AGAIN = timedelta(days=7)
"""A lasting trouble is reported again after REMINDED_FIRST, and then at intervals of REMINDED_AGAIN."""


def is_down(polls: Sequence[LastPoll], was_down: bool, now: datetime) -> bool:
    """Return whether the network is down, according to the latest polls.

    There are two signs that an outage begins. The first is that the latest polls of all sources that worked before fail
    with network errors; a single host that responds shows that the network works. The second is that nearly all sources
    fail, whether they worked before or not. This happens if the computer was started without a network, or if the name
    servers of a region are down. The outage ends when less than half of the sources that worked before fail. If there
    are too few polls for a decision, the result is `was_down`.
    """
    # A poll in the future took place before the clock was set back.
    recent = sorted((poll for poll in polls if abs(now - poll.at) <= WINDOW), key=lambda poll: (poll.at, poll.source))
    latest = [poll for poll in recent if _is_evidence(poll)][-LATEST:]
    if not was_down:
        return (len(latest) >= FEWEST and _share(latest) >= BEGINS) or _nearly_all_fail(
            [poll for poll in recent if _is_settled(poll, now)]
        )
    considered = latest if len(latest) >= FEWEST else recent
    least = FEWEST if considered is latest else FEWEST_OF_ALL
    return len(considered) < least or _share(considered) >= ENDS


def _nearly_all_fail(recent: Sequence[LastPoll]) -> bool:
    """Return whether nearly all of the polled sources fail.

    This must apply both to all of them and to the most recently polled ones.
    """
    return len(recent) >= FEWEST_OF_ALL and min(_share(recent), _share(recent[-LATEST:])) >= BEGINS_OF_ALL


def _is_settled(poll: LastPoll, now: datetime) -> bool:
    return poll.succeeded_at is not None or poll.failing_since is None or now - poll.failing_since >= SETTLED


def _share(polls: Sequence[LastPoll]) -> float:
    return sum(map(fails_by_network, polls)) / len(polls)


def _is_evidence(poll: LastPoll) -> bool:
    return not fails_by_network(poll) or (poll.succeeded_at is not None and poll.at - poll.succeeded_at <= WORKED)


def may_begin(troubles: Iterable[Trouble]) -> bool:
    """Return whether enough of the troubles are network problems that an outage may have begun."""
    return sum(trouble.code in NETWORK for trouble in troubles) >= BEGINS * FEWEST


def fails_by_network(poll: LastPoll) -> bool:
    """Return whether a poll failed with an error that a network outage would cause."""
    return poll.code in NETWORK


def is_to_be_reminded(trouble: Trouble | Outage, now: datetime) -> bool:
    """Return whether a reported trouble has lasted long enough to be reported again."""
    if trouble.reminded_at:
        return now - trouble.reminded_at >= REMINDED_AGAIN
    return now - trouble.since >= REMINDED_FIRST
