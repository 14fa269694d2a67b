"""Alerts and deliveries in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from monitor.records import Alert, Backlog, ChannelBacklog, Delivery, Occasion
from monitor.store.tables import AlertRow, DeliveryAlertRow, DeliveryRow


class DeliveryQueries:
    """The part of the port that knows alerts and deliveries."""

    session: Session

    def add_alert(
        self, event: str, notice: int, revision: int, subscription: str, topics: Sequence[str], terms: Sequence[str],
        at: datetime, occasion: Occasion | None = None, clauses: Sequence[int] = (),
    ) -> int | None:  # fmt: skip
        """Records an alert; gives its id, None when this subscription was told of this already: of the event of this
        revision, or on the occasion, whatever the revision."""
        told = select(AlertRow.id).filter_by(
            event=event, notice_id=notice, subscription=subscription, occasion=str(occasion or "")
        )
        if self.session.scalar(told if occasion else told.filter_by(revision=revision)) is not None:
            return None
        row = AlertRow(event=event, notice_id=notice, revision=revision, subscription=subscription,
                       topics=list(topics), terms=list(terms), clauses=list(clauses) or None, created_at=at,
                       occasion=str(occasion or ""))  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row.id

    def subscriptions_told(self, event: str, notice: int) -> frozenset[str]:
        """The subscriptions that were told of this event of a notice, in whatever revision."""
        return frozenset(self.session.scalars(select(AlertRow.subscription).filter_by(event=event, notice_id=notice)))

    def queue_delivery(self, channel: str, alert: int, at: datetime, bundle: str | None = None) -> None:
        """Queues the alert for a channel, due then. Without a bundle it is in the message that the channel gets of this
        event of the notice, due at the earliest time that any of its alerts asks for; nothing is done when that message
        was sent already. With one it is in the channel's queued digest of that name, or in another one when that was
        claimed or sent."""
        of = self.session.get_one(AlertRow, alert)
        of.due_at, of.bundle = at, bundle
        row = self._digest(channel, at, bundle) if bundle else self._own(channel, at, of)
        self.session.flush()
        if row.status == "queued":
            self.session.merge(DeliveryAlertRow(delivery_id=row.id, alert_id=alert))

    def _own(self, channel: str, at: datetime, of: AlertRow) -> DeliveryRow:
        same = {"channel": channel, "event": of.event, "notice_id": of.notice_id, "revision": of.revision}
        row = self.session.scalar(select(DeliveryRow).filter_by(**same))
        if row is None:
            row = DeliveryRow(**same, status="queued", created_at=at, due_at=at)
            self.session.add(row)
        elif row.attempts == 0 and at < row.due_at:
            row.created_at = row.due_at = at
        return row

    def _digest(self, channel: str, at: datetime, bundle: str) -> DeliveryRow:
        same = {"channel": channel, "bundle": bundle, "status": "queued", "lease_owner": None}
        row = self.session.scalar(select(DeliveryRow).filter_by(**same).limit(1))
        if row is None:
            row = DeliveryRow(**same, event="digest", created_at=at, due_at=at)
            self.session.add(row)
        return row

    def queue_report(self, channel: str, first: int, last: int, at: datetime) -> None:
        """Queues a message that tells the operator of the events from `first` to `last`."""
        self.session.add(DeliveryRow(channel=channel, event="report", first_event=first, last_event=last,
                                     created_at=at, due_at=at))  # fmt: skip

    def claim_delivery(self, now: datetime, lease_until: datetime, owner: str) -> Delivery | None:
        """Leases the delivery that is due longest, None when none is due."""
        row = self.session.scalar(
            select(DeliveryRow)
            .where(DeliveryRow.status == "queued", DeliveryRow.due_at <= now)
            .where(or_(DeliveryRow.leased_until.is_(None), DeliveryRow.leased_until <= now))
            .order_by(DeliveryRow.due_at, DeliveryRow.id)
            .limit(1)
        )
        if row is None:
            return None
        row.leased_until, row.lease_owner = lease_until, owner
        alerts = select(AlertRow).join(DeliveryAlertRow).where(DeliveryAlertRow.delivery_id == row.id)
        return Delivery(row.id, row.channel, row.event, row.notice_id, row.revision, row.attempts, row.created_at,
                        tuple(map(_alert, self.session.scalars(alerts.order_by(AlertRow.id)))),
                        _reports(row), row.bundle)  # fmt: skip

    def delivery_sent(self, delivery: int, at: datetime) -> None:
        """Marks a delivery as sent."""
        row = self.session.get_one(DeliveryRow, delivery)
        row.status, row.ended_at, row.attempts = "sent", at, row.attempts + 1
        row.error = row.leased_until = row.lease_owner = None

    def delivery_failed(self, delivery: int, error: str, due_at: datetime | None) -> None:
        """Records a failed try; due again then, or given up when None."""
        row = self.session.get_one(DeliveryRow, delivery)
        row.error, row.attempts = error, row.attempts + 1
        row.leased_until = row.lease_owner = None
        if due_at is None:
            row.status = "given_up"
        else:
            row.due_at = due_at

    def backlog(self) -> Backlog:
        """How many deliveries are queued, sent and given up."""
        counts = select(DeliveryRow.status, func.count().label("total")).group_by(DeliveryRow.status)
        return Backlog(**{row.status: row.total for row in self.session.execute(counts)})

    def channel_counts(self) -> dict[str, Backlog]:
        """How many deliveries of each channel are queued, sent and given up, by name."""
        counts = select(DeliveryRow.channel, DeliveryRow.status, func.count().label("total"))
        found: dict[str, dict[str, int]] = {}
        for row in self.session.execute(counts.group_by(DeliveryRow.channel, DeliveryRow.status)):
            found.setdefault(row.channel, {})[row.status] = row.total
        return {name: Backlog(**found[name]) for name in sorted(found)}

    def channel_backlogs(self) -> list[ChannelBacklog]:
        """What is queued for each channel, by name."""
        queued = (
            select(DeliveryRow.channel, func.count(), func.min(DeliveryRow.created_at), func.max(DeliveryRow.error))
            .where(DeliveryRow.status == "queued")
            .group_by(DeliveryRow.channel)
            .order_by(DeliveryRow.channel)
        )
        return [ChannelBacklog(*row) for row in self.session.execute(queued)]


def _reports(row: DeliveryRow) -> tuple[int, int] | None:
    if row.first_event is None or row.last_event is None:
        return None
    return row.first_event, row.last_event


def _alert(row: AlertRow) -> Alert:
    return Alert(row.id, row.event, row.notice_id, row.revision, row.subscription, tuple(row.topics),
                 tuple(row.terms), Occasion.read(row.occasion), tuple(row.clauses or ()))  # fmt: skip
