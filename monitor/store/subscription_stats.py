"""What subscriptions were told and are to be told, in the database."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.model import ReminderKey, SentAlert, SubscriptionStats
from monitor.store.tables import AlertRow, DeliveryAlertRow, DeliveryRow


class StandingQueries:
    """The part of the port that looks at alerts by subscription."""

    session: Session

    def due_between(self, subscription: str, start: datetime, end: datetime) -> int:
        """How many alerts of a subscription are due in messages of their own, from start to before end."""
        due = select(func.count()).where(AlertRow.subscription == subscription, AlertRow.bundle.is_(None))
        return self.session.scalar(due.where(AlertRow.due_at >= start, AlertRow.due_at < end)) or 0

    def told(self, notice: int, subscription: str) -> list[SentAlert]:
        """What a subscription is told of a notice, the earliest first."""
        rows = self.session.scalars(
            select(AlertRow).filter_by(notice_id=notice, subscription=subscription).order_by(AlertRow.id)
        )
        return [SentAlert(row.event, row.due_at or row.created_at, ReminderKey.read(row.occasion)) for row in rows]

    def standings(self) -> list[SubscriptionStats]:
        """How the subscriptions stand that ever had an alert, by id."""
        queued = (
            select(AlertRow.subscription, func.count(AlertRow.id.distinct()), func.min(DeliveryRow.due_at))
            .join(DeliveryAlertRow, DeliveryAlertRow.alert_id == AlertRow.id)
            .join(DeliveryRow, DeliveryRow.id == DeliveryAlertRow.delivery_id)
            .where(DeliveryRow.status == "queued")
            .group_by(AlertRow.subscription)
        )
        waiting = {row[0]: (row[1], row[2]) for row in self.session.execute(queued)}
        all_ = select(AlertRow.subscription, func.count(), func.max(AlertRow.created_at))
        rows = self.session.execute(all_.group_by(AlertRow.subscription).order_by(AlertRow.subscription))
        return [SubscriptionStats(name, count, last, *waiting.get(name, (0, None))) for name, count, last in rows]
