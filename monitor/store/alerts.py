"""Alerts in the database, and the messages in which they are put: those of one notice together, in few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from monitor.model import NewAlert, ReminderKey, SentAlert, SubscriptionStats
from monitor.store.tables import AlertRow, DeliveryAlertRow, DeliveryRow

Wanted = tuple[int, NewAlert]
"""An alert with its id."""


class SqlAlertRepository:
    """Alerts and their queue slots."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, alerts: Sequence[NewAlert]) -> list[int | None]:
        """Records alerts and queues each for its channels; gives their ids, in order, None for one that was told
        before: of the event of this revision, or on the occasion, whatever the revision.

        Without a bundle an alert is in the message that the channel gets of this event of the notice, due at the
        earliest time that any of its alerts asks for; in none when that message was sent already. With one it is in the
        channel's queued digest of that name, or in another one when that was claimed or sent.
        """
        told = self._told(alerts)
        fresh: dict[tuple[Any, ...], NewAlert] = {}
        for one in alerts:
            if one.key not in told:
                fresh.setdefault(one.key, one)
        ids = dict(zip(fresh, self._add(list(fresh.values())), strict=True))
        self._put([(ids[key], one) for key, one in fresh.items()])
        return [ids.get(one.key) if fresh.get(one.key) is one else None for one in alerts]

    def subscriptions_alerted(self, event: str, notice: int) -> frozenset[str]:
        """The subscriptions that were told of this event of a notice, in whatever revision."""
        return frozenset(self._session.scalars(select(AlertRow.subscription).filter_by(event=event, notice_id=notice)))

    def due_between(self, subscription: str, start: datetime, end: datetime) -> int:
        """How many alerts of a subscription are due in messages of their own, from start to before end."""
        due = select(func.count()).where(AlertRow.subscription == subscription, AlertRow.bundle.is_(None))
        return self._session.scalar(due.where(AlertRow.due_at >= start, AlertRow.due_at < end)) or 0

    def sent_to(self, notice: int, subscription: str) -> list[SentAlert]:
        """What a subscription is told of a notice, the earliest first."""
        rows = self._session.scalars(
            select(AlertRow).filter_by(notice_id=notice, subscription=subscription).order_by(AlertRow.id)
        )
        return [SentAlert(row.event, row.due_at or row.created_at, ReminderKey.read(row.occasion)) for row in rows]

    def subscription_stats(self) -> list[SubscriptionStats]:
        """How the subscriptions stand that ever had an alert, by id."""
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

    def _told(self, alerts: Sequence[NewAlert]) -> set[tuple[Any, ...]]:
        """The keys of all alerts of the same events of the same notices."""
        found = set()
        columns = select(AlertRow.subscription, AlertRow.revision, AlertRow.occasion)
        for event, notice in dict.fromkeys((one.event, one.notice) for one in alerts):
            for subscription, revision, occasion in self._session.execute(
                columns.where(AlertRow.event == event, AlertRow.notice_id == notice)
            ):
                found.add((event, notice, subscription, occasion or revision))
        return found

    def _add(self, alerts: Sequence[NewAlert]) -> Iterable[int]:
        rows = [
            {
                "event": one.event,
                "notice_id": one.notice,
                "revision": one.revision,
                "subscription": one.subscription,
                "topics": list(one.topics),
                "terms": list(one.terms),
                "clauses": list(one.clauses) or None,
                "created_at": one.at,
                "occasion": str(one.occasion or ""),
                "due_at": one.slot.due_at,
                "bundle": one.slot.bundle,
            }
            for one in alerts
        ]
        if not rows:
            return ()
        return self._session.scalars(insert(AlertRow).returning(AlertRow.id, sort_by_parameter_order=True), rows)

    def _put(self, alerts: Sequence[Wanted]) -> None:
        own: dict[tuple[str, int, int], dict[str, list[Wanted]]] = defaultdict(lambda: defaultdict(list))
        digests: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
        for number, one in alerts:
            for channel in dict.fromkeys(one.channels):
                if one.slot.bundle is None:
                    own[one.event, one.notice, one.revision][channel].append((number, one))
                else:
                    digests[channel, one.slot.bundle].append((number, one))
        put = [found for of, wanted in own.items() for found in self._own(of, wanted)]
        put += [(self._digest(*of, wanted), wanted) for of, wanted in digests.items()]
        self._session.flush()
        links = [
            {"delivery_id": row.id, "alert_id": number}
            for row, wanted in put
            if row.status != "sent"
            for number, _ in wanted
        ]
        if links:
            self._session.execute(insert(DeliveryAlertRow), links)

    def _own(
        self, of: tuple[str, int, int], wanted: dict[str, list[Wanted]]
    ) -> Iterable[tuple[DeliveryRow, list[Wanted]]]:
        """The messages of this event, notice and revision, with what is new in each."""
        same = dict(zip(("event", "notice_id", "revision"), of, strict=True))
        rows = {row.channel: row for row in self._session.scalars(select(DeliveryRow).filter_by(**same))}
        for channel, alerts in wanted.items():
            due_at = min(one.slot.due_at for _, one in alerts)
            row = rows.get(channel)
            if row is None:
                row = DeliveryRow(**same, channel=channel, status="queued", created_at=due_at, due_at=due_at)
                self._session.add(row)
            elif row.attempts == 0 and due_at < row.due_at:
                row.created_at = row.due_at = due_at
            yield row, alerts

    def _digest(self, channel: str, bundle: str, wanted: Sequence[Wanted]) -> DeliveryRow:
        same = {"channel": channel, "bundle": bundle, "status": "queued", "lease_owner": None}
        row = self._session.scalar(select(DeliveryRow).filter_by(**same).limit(1))
        if row is None:
            due_at = wanted[0][1].slot.due_at
            row = DeliveryRow(**same, event="digest", created_at=due_at, due_at=due_at)
            self._session.add(row)
        return row
