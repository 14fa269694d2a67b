"""Classes that find alerts that become due at a certain time, and queue them."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import ClassVar, Generic, Protocol, Self, TypeVar

from crawler.model.notice import Notice
from monitor.alerting.documents import Document
from monitor.alerting.matcher import Match, Matcher
from monitor.alerting.timing import alert_of
from monitor.config import Config, Subscription
from monitor.model import NoticeRecord, ReminderKey, SentAlert
from monitor.ports import Store, Transaction

logger = logging.getLogger(__name__)
ZONES = timedelta(days=1)
"""The maximum difference between the local dates of two time zones."""


class Numbered(Protocol):
    """A record with an id. Records are read in batches, in the order of their ids."""

    @property
    def id(self) -> int:
        """The id of the record."""


R = TypeVar("R", bound=Numbered)


@dataclass(frozen=True)
class DueAlert:
    """An alert that is due now, for one subscription and one notice.

    `occasion` consists of the date that the alert is about and the number of days before it. `clauses` are the
    positions of the clauses that the alert is about.
    """

    match: Match
    event: str
    record: NoticeRecord
    occasion: ReminderKey
    clauses: tuple[int, ...] = ()


class DueAlerts(ABC, Generic[R]):
    """A finder of the due alerts of one kind. It reads records of type `R` in batches and queues the alerts.

    `name` is the event of the alerts, as in the field `on` of subscriptions. `batch` is the number of records that are
    read in one transaction. When alerts are queued, a log record is written with `message` and with the field `action`.
    """

    name: ClassVar[str]
    batch: ClassVar[int] = 20
    message: ClassVar[str]
    action: ClassVar[str]

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._asking = tuple(item for item in config.subscriptions if item.enabled and self.name in item.on)
        self._matcher = Matcher(config.model_copy(update={"subscriptions": self._asking}))

    def with_store(self, store: Store) -> Self:
        """Return an object for the same subscriptions that reads and writes another store."""
        other = copy(self)
        other._store = store
        return other

    def run(self, now: datetime, stopped: Callable[[], bool] = lambda: False) -> int:
        """Queue the alerts that are due and return their number.

        The alerts of a channel are combined into one message. `stopped` is called before each batch of records. If it
        returns True, the search ends, and nothing is queued.
        """
        if not self._asking:
            return 0
        found: list[DueAlert] = []
        first = self._first(now)
        last = max(self._last(subscription, now) for subscription in self._asking)
        after = 0
        while not stopped():
            with self._store.reading() as tx:
                records = self._read(tx, first, last, after)
                found += [due for record in records for due in self._due(tx, record, now)]
            if len(records) < self.batch:
                # All in one transaction: otherwise an incomplete message could be sent.
                return self._put(found, now) if found else 0
            after = records[-1].id
        return 0

    def _first(self, now: datetime) -> date:
        """Return the first date whose records are read. For earlier dates, no alert is due now in any time zone."""
        return now.date() - ZONES

    @abstractmethod
    def _last(self, subscription: Subscription, now: datetime) -> date:
        """Return the last date whose records are read for the subscription. For later dates, no alert is due now."""

    @abstractmethod
    def _read(self, tx: Transaction, first: date, last: date, after: int) -> Sequence[R]:
        """Return the next batch of records with dates from `first` to `last` and ids above `after`, in order of ids."""

    @abstractmethod
    def _due(self, tx: Transaction, record: R, now: datetime) -> Iterator[DueAlert]:
        """Yield the alerts about a record that are due."""

    def _put(self, found: Sequence[DueAlert], now: datetime) -> int:
        with self._store.writing() as tx:
            alerts = [
                alert_of(
                    tx,
                    due.match,
                    due.event,
                    due.record.id,
                    due.record.revision,
                    now,
                    due.occasion,
                    together=True,
                    clauses=due.clauses,
                )
                for due in found
            ]
            count = sum(alert is not None for alert in tx.alerts.add(alerts))
        logger.info(self.message, count, extra={"action": self.action, "count": count})
        return count


def was_alerted(sent: Sequence[SentAlert], event: str, occasion: ReminderKey) -> bool:
    """Return whether `sent` contains an alert of this event about the same date, with the same or a shorter lead.

    The lead is the number of days before the date. `occasion` consists of the date and the lead.
    """
    return any(
        alert.event == event
        and alert.occasion is not None
        and alert.occasion.deadline == occasion.deadline
        and alert.occasion.lead <= occasion.lead
        for alert in sent
    )


def match_all_sources(
    tx: Transaction, matcher: Matcher, record: NoticeRecord, event: str, text: Notice | None = None
) -> list[Match]:
    """Return the subscriptions that match an event of a notice at any of the sources that have the notice.

    Each subscription occurs only once. `text` is the notice as it was in an earlier revision; by default, the newest
    revision is used.
    """
    sources = dict.fromkeys(
        [record.source, *(place.source for place in tx.locations.of_notice(record.id) if not place.gone_at)]
    )
    found = map(partial(matcher.match, Document(text or record.notice), event=event), sources)
    return list({match.subscription.id: match for matched in found for match in matched}.values())
