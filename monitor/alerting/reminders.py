"""The reminders of deadlines that are due now."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from monitor.alerting.due_alerts import DueAlert, DueAlerts, match_all_sources, was_alerted
from monitor.alerting.timing import deadline_days, delivery_slot, due_lead, latest_reminded_deadline
from monitor.config import Subscription
from monitor.config.times import start_of, zone_of
from monitor.model import NoticeRecord, ReminderKey, SentAlert
from monitor.ports import Transaction


def due_reminder(
    subscription: Subscription, deadline: date, told: Sequence[SentAlert], now: datetime
) -> ReminderKey | None:
    """Return the occasion of the reminder that a subscription should now receive, or None. Pure function; no I/O.

    The occasion consists of the deadline and one of the configured leads (numbers of days before it). `told` contains
    the alerts already sent to the subscription about the notice. At most one reminder is sent for each lead.

    No reminder is sent in two cases, even if one is due. First, a reminder of this deadline with the same or a shorter
    lead was sent. Second, the subscriber learns of the deadline anyway: the alert about the notice itself, whose
    message lists the deadlines, is delivered with the same digest, on the same day, or later.
    """
    lead = due_lead(subscription, deadline, now)
    if lead is None:
        return None
    occasion = ReminderKey(deadline, lead)
    begins = start_of(deadline - timedelta(lead), zone_of(subscription.timezone))
    since = min(begins, delivery_slot(subscription, now, lambda *_: 0, together=True).due_at)
    if any(sent.occasion is None and sent.due_at >= since for sent in told) or was_alerted(told, "deadline", occasion):
        return None
    return occasion


class DeadlineReminders(DueAlerts[NoticeRecord]):
    """A finder of due reminders of deadlines.

    If a revision changes a deadline, the new date is treated as another deadline, and no more reminders of the old date
    are sent.
    """

    name = "deadline"
    message = "queued %d reminders of deadlines"
    action = "remind"

    def _last(self, subscription: Subscription, now: datetime) -> date:
        return latest_reminded_deadline(subscription, now)

    def _read(self, tx: Transaction, first: date, last: date, after: int) -> Sequence[NoticeRecord]:
        return tx.deadlines.between(first, last, after, self.batch)

    def _due(self, tx: Transaction, record: NoticeRecord, now: datetime) -> Iterator[DueAlert]:
        for match in match_all_sources(tx, self._matcher, record, "deadline"):
            days = deadline_days(match.subscription, record.notice)
            told = tx.alerts.sent_to(record.id, match.subscription.id)
            occasions = (due_reminder(match.subscription, day, told, now) for day in days)
            yield from (DueAlert(match, "deadline", record, occasion) for occasion in occasions if occasion)
