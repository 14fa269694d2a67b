"""The SQL repository of alerts, which also adds new alerts to the queued messages of channels.

The alerts of one notice are recorded together, with few SQL statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from monitor.model import NewAlert, ReminderKey, SentAlert, SubscriptionStats
from monitor.store.tables import AlertRow, DeliveryAlertRow, DeliveryRow

NumberedAlert = tuple[int, NewAlert]
"""An alert with its id."""


class SqlAlertRepository:
    """The repository of alerts, which also queues them for delivery."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, alerts: Sequence[NewAlert]) -> list[int | None]:
        """Record alerts, queue them for their channels, and return their ids in the order of `alerts`.

        If an alert with the same `key` is already recorded, the new alert is skipped, and its id in the result is None.
        Two alerts of a subscription have the same key if they are about the same event of the same revision. Two
        reminders have the same key if they are about the same occasion, even if the revisions differ.

        The slot of an alert determines the message in which it is sent. If the slot names no digest, the alert is added
        to the channel's message about the same event of the same revision. That message is due at the earliest due time
        of its alerts. If it was already sent, the alert is recorded but not sent on the channel.

        If the slot names a digest, the alert is added to the channel's queued digest of that name. If there is none, or
        if it was already claimed for sending, a new digest is queued.
        """
        alerted = self._recorded_keys(alerts)
        fresh: dict[tuple[Any, ...], NewAlert] = {}
        for alert in alerts:
            if alert.key not in alerted:
                fresh.setdefault(alert.key, alert)
        ids = dict(zip(fresh, self._add(list(fresh.values())), strict=True))
        self._put([(ids[key], alert) for key, alert in fresh.items()])
        return [ids.get(alert.key) if fresh.get(alert.key) is alert else None for alert in alerts]

    def subscriptions_alerted(self, event: str, notice: int) -> frozenset[str]:
        """Return the ids of the subscriptions that have an alert about the event `event` of a notice.

        Alerts about all revisions of the notice are considered.
        """
        return frozenset(self._session.scalars(select(AlertRow.subscription).filter_by(event=event, notice_id=notice)))

    def due_between(self, subscription: str, start: datetime, end: datetime) -> int:
        """Return how many alerts of a subscription are due at `start` or later, but before `end`.

        Alerts in digests are not counted.
        """
        due = select(func.count()).where(AlertRow.subscription == subscription, AlertRow.bundle.is_(None))
        return self._session.scalar(due.where(AlertRow.due_at >= start, AlertRow.due_at < end)) or 0

    def sent_to(self, notice: int, subscription: str) -> list[SentAlert]:
        """Return the alerts recorded for a subscription about a notice, the earliest first."""
        rows = self._session.scalars(
            select(AlertRow).filter_by(notice_id=notice, subscription=subscription).order_by(AlertRow.id)
        )
        return [SentAlert(row.event, row.due_at or row.created_at, ReminderKey.read(row.occasion)) for row in rows]

    def subscription_stats(self) -> list[SubscriptionStats]:
        """Return the alert statistics of all subscriptions with at least one alert, ordered by id."""
        queued = (
            select(AlertRow.subscription, func.count(AlertRow.id.distinct()), func.min(DeliveryRow.due_at))
            .join(DeliveryAlertRow, DeliveryAlertRow.alert_id == AlertRow.id)
            .join(DeliveryRow, DeliveryRow.id == DeliveryAlertRow.delivery_id)
            .where(DeliveryRow.status == "queued")
            .group_by(AlertRow.subscription)
        )
        waiting = {row[0]: (row[1], row[2]) for row in self._session.execute(queued)}
        all_ = select(AlertRow.subscription, func.count(), func.max(AlertRow.created_at))
        rows = self._session.execute(all_.group_by(AlertRow.subscription).order_by(AlertRow.subscription))
        return [SubscriptionStats(name, count, last, *waiting.get(name, (0, None))) for name, count, last in rows]

    def _recorded_keys(self, alerts: Sequence[NewAlert]) -> set[tuple[Any, ...]]:
        """Return the keys of all recorded alerts for the events and notices of `alerts`."""
        found = set()
        columns = select(AlertRow.subscription, AlertRow.revision, AlertRow.occasion)
        for event, notice in dict.fromkeys((alert.event, alert.notice) for alert in alerts):
            for subscription, revision, occasion in self._session.execute(
                columns.where(AlertRow.event == event, AlertRow.notice_id == notice)
            ):
                found.add((event, notice, subscription, occasion or revision))
        return found

    def _add(self, alerts: Sequence[NewAlert]) -> Iterable[int]:
        rows = [
            {
                "event": alert.event,
                "notice_id": alert.notice,
                "revision": alert.revision,
                "subscription": alert.subscription,
                "topics": list(alert.topics),
                "terms": list(alert.terms),
                "clauses": list(alert.clauses) or None,
                "created_at": alert.at,
                "occasion": str(alert.occasion or ""),
                "due_at": alert.slot.due_at,
                "bundle": alert.slot.bundle,
            }
            for alert in alerts
        ]
        if not rows:
            return ()
        return self._session.scalars(insert(AlertRow).returning(AlertRow.id, sort_by_parameter_order=True), rows)

    def _put(self, alerts: Sequence[NumberedAlert]) -> None:
        own: dict[tuple[str, int, int], dict[str, list[NumberedAlert]]] = defaultdict(lambda: defaultdict(list))
        digests: dict[tuple[str, str], list[NumberedAlert]] = defaultdict(list)
        for number, alert in alerts:
            for channel in dict.fromkeys(alert.channels):
                if alert.slot.bundle is None:
                    own[alert.event, alert.notice, alert.revision][channel].append((number, alert))
                else:
                    digests[channel, alert.slot.bundle].append((number, alert))
        put = [found for key, numbered in own.items() for found in self._own(key, numbered)]
        put += [(self._digest(*key, numbered), numbered) for key, numbered in digests.items()]
        self._session.flush()
        links = [
            {"delivery_id": row.id, "alert_id": number}
            for row, numbered in put
            if row.status != "sent"
            for number, _ in numbered
        ]
        if links:
            self._session.execute(insert(DeliveryAlertRow), links)

    def _own(
        self, key: tuple[str, int, int], numbered: dict[str, list[NumberedAlert]]
    ) -> Iterable[tuple[DeliveryRow, list[NumberedAlert]]]:
        """Yield for each channel the message about an event of a revision, with the channel's new alerts.

        `key` consists of the event, the notice id and the revision number. `numbered` contains the new alerts by
        channel. Messages that do not exist yet are created.
        """
        same = dict(zip(("event", "notice_id", "revision"), key, strict=True))
        rows = {row.channel: row for row in self._session.scalars(select(DeliveryRow).filter_by(**same))}
        for channel, alerts in numbered.items():
            due_at = min(alert.slot.due_at for _, alert in alerts)
            row = rows.get(channel)
            if row is None:
                row = DeliveryRow(**same, channel=channel, status="queued", created_at=due_at, due_at=due_at)
                self._session.add(row)
            elif row.attempts == 0 and due_at < row.due_at:
                row.created_at = row.due_at = due_at
            yield row, alerts

    def _digest(self, channel: str, bundle: str, numbered: Sequence[NumberedAlert]) -> DeliveryRow:
        same = {"channel": channel, "bundle": bundle, "status": "queued", "lease_owner": None}
        row = self._session.scalar(select(DeliveryRow).filter_by(**same).limit(1))
        if row is None:
            due_at = numbered[0][1].slot.due_at
            row = DeliveryRow(**same, event="digest", created_at=due_at, due_at=due_at)
            self._session.add(row)
        return row
