"""The SQL repository of deliveries."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from monitor.model import Alert, Backlog, ChannelBacklog, Delivery, DeliveryStatus, Queued, ReminderKey
from monitor.store.tables import AlertRow, DeliveryAlertRow, DeliveryRow

# Built once, and with the table, because the daemon runs it each second, usually without a result.
_TABLE = DeliveryRow.metadata.tables[DeliveryRow.__tablename__]
_NEXT_CHANNEL = select(func.min(_TABLE.c.channel)).where(
    _TABLE.c.status == "queued", _TABLE.c.channel > bindparam("after")
)


class SqlDeliveryRepository:
    """The repository of queued messages and their outcomes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def queue_report(self, channel: str, first: int, last: int, at: datetime) -> None:
        """Queue a message to the operator about the events whose ids are between `first` and `last`, both included."""
        self._session.add(
            DeliveryRow(channel=channel, event="report", first_event=first, last_event=last, created_at=at, due_at=at)
        )

    def due_channels(self, now: datetime, channel: str | None = None) -> list[str]:
        """Return the names of the channels that have a due delivery, in ascending order.

        A channel with a delivery that is currently being sent is left out. If `channel` is given, only that channel is
        considered.
        """
        self._session.flush()  # statements on a table do not write pending rows first
        return [name for name in (self._channels() if channel is None else (channel,)) if self._is_due(name, now)]

    def _is_due(self, channel: str, now: datetime) -> bool:
        due = exists().where(_queued_for(channel), DeliveryRow.due_at <= now, _free(now))
        return bool(self._session.scalar(select(due))) and not self._is_handed_one(channel, now)

    def _channels(self) -> Iterator[str]:
        name = self._next_channel("")
        while name:
            yield name
            name = self._next_channel(name)

    def _next_channel(self, after: str) -> str | None:
        # One index lookup per channel, because a channel may have a hundred thousand queued deliveries.
        name: str | None = self._session.connection().scalar(_NEXT_CHANNEL, {"after": after})
        return name

    def _is_handed_one(self, channel: str, now: datetime) -> bool:
        return bool(self._session.scalar(select(exists().where(_queued_for(channel), DeliveryRow.leased_until > now))))

    def claim(self, now: datetime, lease_until: datetime, owner: str, channel: str | None = None) -> Delivery | None:
        """Lease and return the delivery with the earliest due time, or return None if no delivery is due.

        The lease belongs to `owner` and ends at `lease_until`. If `channel` is given, only deliveries of that channel
        are considered. In this case, the result is also None while another delivery of the channel is leased.
        """
        mine = DeliveryRow.status == "queued"
        if channel is not None:
            if self._is_handed_one(channel, now):
                return None
            mine = _queued_for(channel)
        row = self._session.scalar(
            select(DeliveryRow)
            .where(mine, DeliveryRow.due_at <= now, _free(now))
            .order_by(DeliveryRow.due_at, DeliveryRow.id)
            .limit(1)
        )
        if row is None:
            return None
        row.leased_until = lease_until
        row.lease_owner = owner
        return self._delivery(row)

    def _delivery(self, row: DeliveryRow) -> Delivery:
        alerts = (
            select(AlertRow)
            .join(DeliveryAlertRow)
            .where(DeliveryAlertRow.delivery_id == row.id, DeliveryAlertRow.sent_at.is_(None))
            .order_by(AlertRow.id)
        )
        return Delivery(
            row.id,
            row.channel,
            row.event,
            row.notice_id,
            row.revision,
            row.attempts,
            row.created_at,
            tuple(map(_alert, self._session.scalars(alerts))),
            _reports(row),
            row.bundle,
            row.failing_since,
            row.refusals,
        )

    def mark_sent(self, delivery: int, at: datetime) -> None:
        """Mark a delivery as sent."""
        row = self._session.get_one(DeliveryRow, delivery)
        row.status = "sent"
        row.ended_at = at
        row.attempts = row.attempts + 1
        row.error = row.leased_until = row.lease_owner = None

    def mark_alert_sent(self, delivery: int, alert: int, at: datetime) -> None:
        """Mark one alert of a delivery as sent.

        If this was the last unsent alert, the delivery is also marked as sent. Otherwise, the lease of the delivery
        ends.
        """
        self._session.get_one(DeliveryAlertRow, (delivery, alert)).sent_at = at
        self._session.flush()
        row = self._session.get_one(DeliveryRow, delivery)
        if self._delivery(row).alerts:
            row.leased_until = row.lease_owner = None
        else:
            self.mark_sent(delivery, at)

    def mark_failed(
        self,
        delivery: int,
        error: str,
        due_at: datetime | None,
        at: datetime | None = None,
        counted: bool = True,
        refusals: int = 0,
        keeps_place: bool = False,
    ) -> None:
        """Record that the attempt to send a delivery at the time `at` failed for the reason `error`.

        If `due_at` is None, the delivery is given up. Otherwise, it is due again at `due_at` or, if `keeps_place` is
        true, at its first due time. With `keeps_place`, it is thus still sent before later deliveries, and the caller
        must delay the whole channel.

        The number of attempts is increased by one, unless `counted` is false. The number of refusals is increased by
        `refusals`.
        """
        row = self._session.get_one(DeliveryRow, delivery)
        row.refusals = row.refusals + refusals
        row.error = error
        row.attempts = row.attempts + counted
        row.failing_since = row.failing_since or at
        row.leased_until = row.lease_owner = None
        if due_at is None:
            row.status = "given_up"
            row.ended_at = at
        else:
            row.first_due_at = row.first_due_at or row.due_at
            row.due_at = row.first_due_at if keeps_place else due_at

    def restore_place(self, delivery: int) -> None:
        """Make a queued delivery due at its first due time, so that it keeps its position in the queue."""
        row = self._session.get(DeliveryRow, delivery)
        if row is not None and row.status == "queued" and row.first_due_at is not None:
            row.due_at = row.first_due_at

    def split(self, delivery: int, error: str, at: datetime) -> None:
        """Replace a digest by separate messages for its unsent alerts, one message for each event of a notice.

        New messages are due at the time `at`, and `error` is recorded in them as the reason for the replacement. If the
        channel already has a message about the same event, the alerts are added to that message. If it was already
        sent, the alerts are dropped.
        """
        digest = self._session.get_one(DeliveryRow, delivery)
        for alert in self._delivery(digest).alerts:
            same = {
                "event": alert.event,
                "notice_id": alert.notice,
                "revision": alert.revision,
                "channel": digest.channel,
            }
            row = self._session.scalar(select(DeliveryRow).filter_by(**same))
            if row is None:
                row = DeliveryRow(**same, status="queued", created_at=digest.created_at, due_at=at, error=error)
                self._session.add(row)
                self._session.flush()
            link = self._session.get_one(DeliveryAlertRow, (delivery, alert.id))
            self._session.delete(link)
            if row.status != "sent":
                self._session.add(DeliveryAlertRow(delivery_id=row.id, alert_id=alert.id))
        self._session.flush()
        self._session.execute(delete(DeliveryAlertRow).where(DeliveryAlertRow.delivery_id == delivery))
        self._session.delete(digest)

    def waiting_since(self, channel: str, before: datetime, limit: int) -> list[Delivery]:
        """Return at most `limit` unleased deliveries of a channel that have been waiting since `before` or longer.

        A delivery begins to wait at its first failure or, if it never failed, at its due time.
        """
        since = func.coalesce(DeliveryRow.failing_since, DeliveryRow.due_at)
        rows = select(DeliveryRow).where(_queued_for(channel), DeliveryRow.leased_until.is_(None), since <= before)
        return list(map(self._delivery, self._session.scalars(rows.order_by(DeliveryRow.id).limit(limit))))

    def latest(self, limit: int, status: DeliveryStatus | None = None, channel: str | None = None) -> list[Queued]:
        """Return at most `limit` deliveries, the latest first.

        If `status` is given, only deliveries with that status are returned. If `channel` is given, only deliveries of
        that channel are returned.
        """
        rows = select(DeliveryRow).order_by(DeliveryRow.id.desc()).limit(limit)
        for column, wanted in ((DeliveryRow.status, status), (DeliveryRow.channel, channel)):
            if wanted is not None:
                rows = rows.where(column == wanted)
        return list(map(self._queued, self._session.scalars(rows)))

    def get(self, delivery: int) -> Queued | None:
        """Return a delivery by id, or None if it does not exist."""
        row = self._session.get(DeliveryRow, delivery)
        return self._queued(row) if row else None

    def _queued(self, row: DeliveryRow) -> Queued:
        return Queued(self._delivery(row), row.status, row.due_at, row.ended_at, row.error)  # type: ignore[arg-type]

    def correct_times(self, now: datetime, longest: timedelta) -> None:
        """Correct the due times of queued deliveries after the system clock was set back.

        Deliveries that should be sent without delay become due at `now`. Deliveries that failed before become due at
        `now + longest` at the latest. Due times that result from the configured schedule, such as those of digests, are
        not changed.
        """
        ahead = and_(DeliveryRow.status == "queued", DeliveryRow.due_at > now)
        immediate = exists().where(
            DeliveryAlertRow.delivery_id == DeliveryRow.id,
            DeliveryAlertRow.alert_id == AlertRow.id,
            AlertRow.due_at == AlertRow.created_at,
            AlertRow.created_at > now,
        )
        never_failed = DeliveryRow.failing_since.is_(None)
        at_once = or_(DeliveryRow.event == "report", and_(DeliveryRow.bundle.is_(None), immediate))
        failed = ~never_failed
        corrections: tuple[tuple[ColumnElement[bool], dict[str, datetime]], ...] = (
            (and_(ahead, never_failed, at_once), {"due_at": now}),
            (and_(ahead, failed, DeliveryRow.due_at > now + longest), {"due_at": now + longest}),
            (
                and_(DeliveryRow.status == "queued", DeliveryRow.failing_since > now),
                {"failing_since": now, "due_at": now},
            ),
        )
        for rows, values in corrections:
            self._session.execute(update(DeliveryRow).where(rows).values(**values))

    def retry(self, delivery: int, at: datetime) -> None:
        """Make an unsent delivery due at the time `at`, even if it was given up.

        Its number of attempts is reset to zero. A delivery that is being sent stays unchanged.
        """
        row = self._session.get_one(DeliveryRow, delivery)
        if row.status != "sent" and row.lease_owner is None:
            row.status = "queued"
            row.due_at = at
            row.attempts = 0
            row.failing_since = row.ended_at = None

    def backlog(self) -> Backlog:
        """Return the numbers of queued, sent and given-up deliveries."""
        counts = select(DeliveryRow.status, func.count().label("total")).group_by(DeliveryRow.status)
        return Backlog(**{row.status: row.total for row in self._session.execute(counts)})

    def counts_by_channel(self) -> dict[str, Backlog]:
        """Return the numbers of queued, sent and given-up deliveries by channel name."""
        counts = select(DeliveryRow.channel, DeliveryRow.status, func.count().label("total"))
        found: dict[str, dict[str, int]] = {}
        for row in self._session.execute(counts.group_by(DeliveryRow.channel, DeliveryRow.status)):
            found.setdefault(row.channel, {})[row.status] = row.total
        return {name: Backlog(**found[name]) for name in sorted(found)}

    def backlog_by_channel(self) -> list[ChannelBacklog]:
        """Return a summary of the queued deliveries of each channel, ordered by channel name."""
        # MAX(error) returns one of the errors, always the same one; it need not be the latest.
        queued = (
            select(DeliveryRow.channel, func.count(), func.min(DeliveryRow.created_at), func.max(DeliveryRow.error))
            .where(DeliveryRow.status == "queued")
            .group_by(DeliveryRow.channel)
            .order_by(DeliveryRow.channel)
        )
        return [ChannelBacklog(*row) for row in self._session.execute(queued)]


def _queued_for(channel: str) -> ColumnElement[bool]:
    return and_(DeliveryRow.status == "queued", DeliveryRow.channel == channel)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(DeliveryRow.leased_until.is_(None), DeliveryRow.leased_until <= now)


def _reports(row: DeliveryRow) -> tuple[int, int] | None:
    if row.first_event is None or row.last_event is None:
        return None
    return row.first_event, row.last_event


def _alert(row: AlertRow) -> Alert:
    return Alert(
        row.id,
        row.event,
        row.notice_id,
        row.revision,
        row.subscription,
        tuple(row.topics),
        tuple(row.terms),
        ReminderKey.read(row.occasion),
        tuple(row.clauses or ()),
    )
