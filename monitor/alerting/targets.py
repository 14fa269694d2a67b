"""The alerts about targets that are due soon."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from crawler.model.notice import Notice
from monitor.alerting.due_alerts import DueAlert, DueAlerts, match_all_sources, was_alerted
from monitor.alerting.matcher import Match
from monitor.alerting.timing import due_target_lead, latest_target_day
from monitor.config import Subscription
from monitor.model import NoticeRecord, ReminderKey, SentAlert
from monitor.model.targets import target_days
from monitor.ports import Transaction


def due_occasion(subscription: Subscription, day: date, told: Sequence[SentAlert], now: datetime) -> ReminderKey | None:
    """Return the occasion of the alert about the targets of one date that a subscription should now receive, or None.

    The occasion consists of the date `day` and one of the configured leads (numbers of days before it). `told` contains
    the alerts already sent to the subscription. At most one alert is sent for each lead, and none if an alert with a
    shorter lead was already sent. Pure function; no I/O.
    """
    lead = due_target_lead(subscription, day, now)
    if lead is None:
        return None
    occasion = ReminderKey(day, lead)
    return None if was_alerted(told, "target", occasion) else occasion


def matched_target_days(match: Match, notice: Notice) -> list[tuple[date, tuple[int, ...]]]:
    """Return the dates of the targets in the clauses of a match, each with the positions of the clauses.

    If the match has no clauses, all targets of the notice are included. The earliest date is first.
    """
    places: dict[date, dict[int, None]] = {}
    for place, day in target_days(notice):
        if not match.clauses or place in match.clauses:
            places.setdefault(day, {})[place] = None
    return [(day, tuple(clauses)) for day, clauses in sorted(places.items())]


class TargetAlerts(DueAlerts[NoticeRecord]):
    """A finder of due alerts about targets."""

    name = "target"
    message = "queued %d alerts about targets"
    action = "target"

    def _last(self, subscription: Subscription, now: datetime) -> date:
        return latest_target_day(subscription, now)

    def _read(self, tx: Transaction, first: date, last: date, after: int) -> Sequence[NoticeRecord]:
        return tx.deadlines.targets_between(first, last, after, self.batch)

    def _due(self, tx: Transaction, record: NoticeRecord, now: datetime) -> Iterator[DueAlert]:
        for match in match_all_sources(tx, self._matcher, record, "target"):
            told = tx.alerts.sent_to(record.id, match.subscription.id)
            for day, clauses in matched_target_days(match, record.notice):
                if occasion := due_occasion(match.subscription, day, told, now):
                    yield DueAlert(match, "target", record, occasion, clauses)
