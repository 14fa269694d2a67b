"""The search for reminders of deadlines that are due now, and the queueing of their alerts."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from crawler.model.notice import Notice
from monitor.alerting.matcher import Match, Matcher
from monitor.alerting.timing import alert_of, deadline_days, delivery_slot, due_lead, latest_reminded_deadline
from monitor.config import Config, Subscription
from monitor.config.times import start_of, zone_of
from monitor.model import NoticeRecord, ReminderKey, SentAlert
from monitor.ports import Store, Transaction

logger = logging.getLogger(__name__)
BATCH = 20
"""The number of notices processed in one transaction."""
_ZONES = timedelta(days=1)
"""The maximum difference between the local dates of two time zones."""


@dataclass(frozen=True)
class Reminder:
    """A reminder that is due now: a subscription and a deadline of a notice."""

    match: Match
    notice: int
    revision: int
    occasion: ReminderKey


def due_reminder(
    subscription: Subscription, deadline: date, told: Sequence[SentAlert], now: datetime
) -> ReminderKey | None:
    """Return the occasion of the reminder that a subscription should now receive, or None. Pure function; no I/O.

    The function chooses among the configured leads (days before the deadline). At most one reminder is sent for each
    lead. No reminder is sent for a lead if the subscription has already received a later or simultaneous alert: a
    reminder with a shorter lead, or the alert about the notice itself, whose message lists its deadlines.
    """
    lead = due_lead(subscription, deadline, now)
    if lead is None:
        return None
    occasion = ReminderKey(deadline, lead)
    begins = start_of(deadline - timedelta(lead), zone_of(subscription.timezone))
    since = min(begins, delivery_slot(subscription, now, lambda *_: 0, together=True).due_at)
    for sent in told:
        if sent.occasion is None and sent.due_at >= since:
            return None
        if sent.occasion is not None and sent.occasion.deadline == deadline and sent.occasion.lead <= lead:
            return None
    return occasion


class DeadlineReminders:
    """A class that creates the reminders of deadlines for the subscriptions that want them.

    A deadline that a revision changed counts as a different deadline. The former date causes no more reminders.
    """

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._told = tuple(
            subscription
            for subscription in config.subscriptions
            if subscription.enabled and "deadline" in subscription.on
        )
        self._matcher = Matcher(config.model_copy(update={"subscriptions": self._told}))

    def run(self, now: datetime, stopped: Callable[[], bool] = lambda: False) -> int:
        """Queue the reminders that are due and return their number.

        The reminders of a channel are combined into one message. If `stopped` returns True, nothing is queued.
        """
        if not self._told:
            return 0
        found: list[Reminder] = []
        first = now.date() - _ZONES
        last = max(latest_reminded_deadline(subscription, now) for subscription in self._told)
        after = 0
        while not stopped():
            with self._store.reading() as tx:
                records = tx.deadlines.between(first, last, after, BATCH)
                found += [reminder for record in records for reminder in self._of(tx, record, now)]
            if len(records) < BATCH:
                # All in one transaction: otherwise an incomplete message could be sent.
                return self._put(found, now) if found else 0
            after = records[-1].id
        return 0

    def _of(self, tx: Transaction, record: NoticeRecord, now: datetime) -> Iterator[Reminder]:
        for match in match_all_sources(tx, self._matcher, record, "deadline"):
            days = deadline_days(match.subscription, record.notice)
            told = tx.alerts.sent_to(record.id, match.subscription.id)
            occasions = (due_reminder(match.subscription, day, told, now) for day in days)
            yield from (Reminder(match, record.id, record.revision, occasion) for occasion in occasions if occasion)

    def _put(self, reminders: Sequence[Reminder], now: datetime) -> int:
        with self._store.writing() as tx:
            alerts = [
                alert_of(
                    tx,
                    reminder.match,
                    "deadline",
                    reminder.notice,
                    reminder.revision,
                    now,
                    reminder.occasion,
                    together=True,
                    clauses=(),
                )
                for reminder in reminders
            ]
            count = sum(alert is not None for alert in tx.alerts.add(alerts))
        logger.info("queued %d reminders of deadlines", count, extra={"action": "remind", "count": count})
        return count


def match_all_sources(
    tx: Transaction, matcher: Matcher, record: NoticeRecord, event: str, text: Notice | None = None
) -> list[Match]:
    """Return the matches of an event of a notice at all sources that have the notice.

    Each subscription is returned once. `text` is the notice in an earlier revision; by default, the newest revision is
    used.
    """
    sources = dict.fromkeys(
        [record.source, *(place.source for place in tx.locations.of_notice(record.id) if not place.gone_at)]
    )
    found = map(partial(matcher.match, text or record.notice, event=event), sources)
    return list({match.subscription.id: match for matched in found for match in matched}.values())
