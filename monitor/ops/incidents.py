"""Functions that detect problems of the monitoring itself: overdue sources, lasting problems, and network outages."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.model.reason import Reason
from monitor.health.network import NETWORK, WINDOW, fails_by_network, is_down, is_to_be_reminded, may_begin
from monitor.health.source_state import LATE, LATE_AFTER, is_late
from monitor.model import LastPoll, Outage, SourceRecord, Trouble
from monitor.ops.notifier import OPERATOR
from monitor.ports import Store, Transaction

_BATCH = 1000


def note_late(store: Store, every: Mapping[str, timedelta], now: datetime, watched_since: datetime) -> list[str]:
    """Record a problem for each source whose poll is overdue, and return the ids of these sources.

    Sources that already have a problem are ignored. `every` maps the ids of sources to their poll intervals. Sources
    that are not in `every` are ignored, too. `watched_since` is the time at which the watching of sources began; time
    before it does not count as waiting time.
    """

    def late(records: Iterable[SourceRecord]) -> list[str]:
        return [
            record.id
            for record in records
            if record.id in every and record.trouble is None and is_late(record, every[record.id], now, watched_since)
        ]

    with store.reading() as tx:
        found = late(tx.sources.overdue(now - LATE_AFTER))
    if not found:
        return []
    with store.writing() as tx:
        # Checked again in the write transaction, because a poll may have ended since.
        found = late(record for name in found if (record := tx.sources.get(name)))
        for name in found:
            trouble = Trouble(Reason.of(LATE), now, told=True)
            tx.sources.put_trouble(name, trouble)
            tx.events.add("source.troubled", now, name, None, trouble.as_event())
    return found


def remind(store: Store, sources: Collection[str], now: datetime) -> list[str]:
    """Report problems that have lasted for long to the operator again, and return the ids of the sources concerned.

    These are problems of the given sources that were reported before, and the current network outage. The outage
    concerns no particular source and does not affect the result.
    """

    def lasting(tx: Transaction, outage: Outage | None) -> dict[str, Trouble]:
        return {
            name: trouble
            for name, trouble in tx.sources.troubles().items()
            if name in sources
            and trouble.told
            and not trouble.grouped
            and is_to_be_reminded(trouble, now)
            and not (outage and trouble.code in NETWORK)
        }

    def of_outage(outage: Outage | None) -> bool:
        return outage is not None and is_to_be_reminded(outage, now)

    with store.reading() as tx:
        outage = tx.sources.outage()
        if not lasting(tx, outage) and not of_outage(outage):
            return []
    with store.writing() as tx:
        outage = tx.sources.outage()
        if outage and of_outage(outage):
            tx.sources.put_outage(replace(outage, reminded_at=now))
            tx.events.add("network.reminded", now, None, None, {"since": outage.since.isoformat()})
        found = lasting(tx, outage)
        for name, trouble in found.items():
            tx.sources.put_trouble(name, replace(trouble, reminded_at=now))
            tx.events.add("source.reminded", now, name, None, trouble.as_event())
    return sorted(found)


def note_network(store: Store, sources: Collection[str], now: datetime) -> str | None:
    """Record if the polls of these sources show that the network went down or recovered.

    Return a phrase that describes the change, or None if the state of the network did not change.
    """
    with store.reading() as tx:
        if _change(tx, sources, now) is None:
            return None
    with store.writing() as tx:
        # Checked again in the write transaction, because polls may have ended since.
        polls = _change(tx, sources, now)
        if polls is None:
            return None
        failing = [poll.source for poll in polls if fails_by_network(poll)]
        if before := tx.sources.outage():
            tx.sources.put_outage(None)
            # Their failures delayed the next polls, which may now succeed.
            tx.sources.bring_forward(failing, now)
            tx.events.add("network.up", now, None, None, {"since": before.since.isoformat()})
            return "the network is back"
        tx.sources.put_outage(Outage(now))
        _group(tx, failing)
        counts = {"down": len(failing), "of": len(polls)}
        tx.events.add("network.down", now, None, None, counts)
        return f"the network seems to be down: {len(failing)} of {len(polls)} sources cannot be reached"


def _change(tx: Transaction, sources: Collection[str], now: datetime) -> list[LastPoll] | None:
    """Return the last polls of these sources if they show that the network went down or recovered, otherwise None."""
    was_down = tx.sources.outage() is not None
    if not was_down and not may_begin(tx.sources.troubles().values()):
        return None  # it cannot have gone down, so the polls of all sources need not be read
    polls = [poll for poll in tx.polls.last_by_source(now - WINDOW) if poll.source in sources]
    return polls if is_down(polls, was_down, now) != was_down else None


def _group(tx: Transaction, failing: Collection[str]) -> None:
    """Mark the problems of the failing sources as parts of the network outage, unless they were already reported."""
    position = tx.events.position(OPERATOR)
    events = [] if position is None else tx.events.after(position, _BATCH)
    troubles = tx.sources.troubles()
    for name in {event.source for event in events if event.kind == "source.troubled"} & set(failing):
        if name is not None and name in troubles:
            tx.sources.put_trouble(name, replace(troubles[name], grouped=True))
