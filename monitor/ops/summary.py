"""Periodic summaries for the operator, with the state of the daemon and its activity since the last summary.

Each summary is recorded as an event, to which the delivery of the summary refers. The id of the latest of these events
is stored, so that the time of the last summary is known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.config.times import next_time
from monitor.health.source_state import State, state_of
from monitor.messages.ops import WATCHING
from monitor.model import Event, SourceRecord
from monitor.model.trends import Dimension
from monitor.ports import Store, Transaction
from monitor.schedule.intervals import PollInterval
from monitor.topics import Query
from monitor.trends.report import trend_report

_DAY = timedelta(days=1)
NAMED = 10
"""The maximum number of unusual weeks that a summary names."""
POSITION = "still_watching"
"""The name of the stored position of the latest summary."""


@dataclass(frozen=True)
class TopicGroup:
    """A topic whose notices are counted: its id, its name and its query."""

    id: str
    name: str
    query: Query


def is_due(cron: str, zone: ZoneInfo, last: datetime, now: datetime) -> bool:
    """Return whether a summary is due: whether `cron` specifies a time between `last` and `now`.

    `last` is the time of the last summary, and `zone` is the time zone of `cron`. Only one summary is sent, even if
    several specified times have passed.
    """
    return next_time(cron, zone, last) <= now


def states(
    records: Iterable[SourceRecord], intervals: Mapping[str, PollInterval], now: datetime, watched_since: datetime
) -> dict[str, State]:
    """Return the state at the time `now` of each source that has a poll interval in `intervals`, by source id.

    `intervals` maps the ids of sources to their poll intervals. `watched_since` is the time at which the watching of
    sources began; a source is not late because of earlier times.
    """
    return {
        record.id: state_of(record, intervals[record.id].usual, now, watched_since)
        for record in records
        if record.id in intervals
    }


class WeeklySummary:
    """A service that queues a summary of the monitoring at regular times, as a message to the operator.

    `cron` specifies these times in the time zone `zone`. `channel` returns the name of the channel to which the message
    is sent. The summary names the groups of notices with unusual numbers in the last week: some of `topics`, issuers
    and regions.
    """

    def __init__(
        self,
        store: Store,
        cron: str | None,
        zone: ZoneInfo,
        channel: Callable[[Transaction], str] | None,
        topics: Sequence[TopicGroup] = (),
    ) -> None:
        self._store = store
        self._cron = cron
        self._zone = zone
        self._channel = channel
        self._topics = topics

    def send(self, intervals: Callable[[], Mapping[str, PollInterval]], now: datetime, watched_since: datetime) -> bool:
        """Queue the summary if it is due at the time `now`, and return whether it was queued.

        The first call queues nothing. It only records `now`, which then counts as the time of the last summary.
        `intervals` returns the poll intervals by source id. They and `watched_since`, the time at which the watching of
        sources began, determine which sources are reported as late.
        """
        if self._cron is None or self._channel is None:
            return self._forget()
        with self._store.reading() as tx:
            last = _last(tx, now)
            is_wanted = last and is_due(self._cron, self._zone, last.at, now)
            unusual = self._unusual(tx, now) if is_wanted else []
        if last and not is_due(self._cron, self._zone, last.at, now):
            return False
        with self._store.writing() as tx:
            detail = _summary(tx, last, intervals(), now, watched_since) | {"unusual": unusual} if last else {}
            tx.events.add(WATCHING, now, None, None, detail)
            number = tx.events.last_id()
            tx.events.put_position(POSITION, number)
            if last:
                tx.deliveries.queue_report(self._channel(tx), number, number, now)
        return last is not None

    def _unusual(self, tx: Transaction, now: datetime) -> list[dict[str, Any]]:
        """Return topics, issuers and regions with an unusual number of notices in the last complete week.

        The least probable numbers are first; there are at most `NAMED`. Each dict has the fields of `Unusual` as keys,
        and the key `name` for the name of the topic, issuer or region.
        """
        queries = {topic.id: topic.query for topic in self._topics}
        names = {topic.id: topic.name for topic in self._topics}
        report = trend_report(tx, queries, now.astimezone(self._zone).date())
        found = report.unusual_in(report.last)[:NAMED]
        return [
            asdict(each)
            | {"week": each.week.isoformat(), "usual": round(each.usual, 1)}
            | {"name": (names.get(each.group) or each.group) if each.dimension is Dimension.TOPIC else each.group}
            for each in found
        ]

    def _forget(self) -> bool:
        # Without summaries, no old events need to be kept.
        with self._store.reading() as tx:
            known = tx.events.position(POSITION)
        if known is not None:
            with self._store.writing() as tx:
                tx.events.put_position(POSITION, None)
        return False


def _last(tx: Transaction, now: datetime) -> Event | None:
    position = tx.events.position(POSITION)
    found = tx.events.after(position - 1, 1) if position else []
    # A summary dated in the future was sent before the clock was set back, and would delay the next one.
    is_known = found and found[0].id == position and found[0].kind == WATCHING and found[0].at <= now + _DAY
    return found[0] if is_known else None


def _summary(
    tx: Transaction, last: Event, intervals: Mapping[str, PollInterval], now: datetime, watched_since: datetime
) -> dict[str, Any]:
    found = states(tx.sources.all(), intervals, now, watched_since)
    named = {word: [name for name, state in found.items() if state == word] for word in ("blind", "failing", "late")}
    return {
        "since": last.at.isoformat(),
        "sources": len(intervals),
        **asdict(tx.polls.counts(last.at)),
        "events": tx.events.counts(last.id),
        **named,
        "paused": [state.name for state in tx.channels.all() if state.paused_at],
    }
