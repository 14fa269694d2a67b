"""A preview of the alerts that a subscription would have received about the recorded notices.

The alerts of the preview can also be queued.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.model.notice import Notice
from monitor.alerting.matcher import Match, Matcher
from monitor.alerting.reminders import match_all_sources
from monitor.alerting.timing import alert_of, deadline_days
from monitor.config import Config, Subscription
from monitor.config.times import zone_of
from monitor.model import NoticeRecord, ReminderKey
from monitor.ports import Transaction


@dataclass(frozen=True)
class PreviewItem:
    """An alert that a subscription would have received."""

    event: str
    record: NoticeRecord
    revision: int
    notice: Notice
    match: Match
    occasion: ReminderKey | None = None


def matcher_for(config: Config, subscription: Subscription) -> Matcher:
    """Return a matcher for one subscription, even if the subscription is disabled."""
    awake = subscription.model_copy(update={"enabled": True})
    return Matcher(config.model_copy(update={"subscriptions": (awake,)}))


def preview_items(
    tx: Transaction, config: Config, subscription: Subscription, since: datetime, now: datetime, limit: int
) -> list[PreviewItem]:
    """Return the alerts that a subscription would have received since `since`, the latest notices first.

    Of the latest `limit` notices, the preview covers the new and revised notices, and the reminders that were due. It
    also includes notices that were part of a baseline or were already old.
    """
    matcher = matcher_for(config, subscription)
    # A notice with a revision or reminder after `since` may have been recorded long before.
    start = since if subscription.on == ("new",) else None
    return [
        item
        for record in tx.notices.latest(limit, start, None)
        for item in _of(tx, matcher, subscription, record, since, now)
    ]


def _of(
    tx: Transaction, matcher: Matcher, subscription: Subscription, record: NoticeRecord, since: datetime, now: datetime
) -> Iterator[PreviewItem]:
    if "deadline" in subscription.on:
        occasions = list(_occasions(subscription, record.notice, since, now))
        for match in match_all_sources(tx, matcher, record, "deadline") if occasions else ():
            yield from (
                PreviewItem("deadline", record, record.revision, record.notice, match, occasion)
                for occasion in occasions
            )
    if record.first_seen_at < since and record.revision == 1:
        return
    for revision in tx.notices.revisions(record.id):
        event = "new" if revision.number == 1 else "revised"
        if event in subscription.on and revision.seen_at >= since:
            for match in match_all_sources(tx, matcher, record, event, revision.notice):
                yield PreviewItem(event, record, revision.number, revision.notice, match)


def _occasions(subscription: Subscription, notice: Notice, since: datetime, now: datetime) -> Iterator[ReminderKey]:
    zone = zone_of(subscription.timezone)
    first = since.astimezone(zone).date()
    today = now.astimezone(zone).date()
    for deadline in deadline_days(subscription, notice):
        for lead in sorted(set(subscription.days_before), reverse=True):
            if first <= deadline - timedelta(lead) <= today:
                yield ReminderKey(deadline, lead)


def queue_alerts(tx: Transaction, found: Sequence[PreviewItem], now: datetime) -> int:
    """Queue the alerts that the subscription has not yet received, and return their number.

    The alerts are combined into one message at the subscription's next delivery time.
    """
    alerts = [
        alert_of(tx, item.match, item.event, item.record.id, item.revision, now, item.occasion, together=True)
        for item in found
    ]
    return sum(alert is not None for alert in tx.alerts.add(alerts))
