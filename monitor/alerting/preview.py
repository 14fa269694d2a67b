"""A preview of the alerts that a subscription would have received about the recorded notices.

The alerts of the preview can also be queued.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crawler.model.notice import Notice
from monitor.alerting.documents import Document
from monitor.alerting.due_alerts import ZONES, match_all_sources
from monitor.alerting.expected import SPAN, all_expected, due_expectation
from monitor.alerting.matcher import Match, Matcher
from monitor.alerting.targets import matched_target_days
from monitor.alerting.timing import alert_of, deadline_days, latest_reminded_deadline, latest_target_day
from monitor.config import Config, Subscription
from monitor.config.times import zone_of
from monitor.identity.normalized import normalize_notice
from monitor.model import NoticeRecord, ReminderKey, Revision
from monitor.model.targets import target_days
from monitor.ports import Transaction


@dataclass(frozen=True)
class PreviewItem:
    """An alert that a subscription would have received.

    `clauses` are the positions of the clauses that the alert is about.
    """

    event: str
    record: NoticeRecord
    revision: int
    notice: Notice
    match: Match
    clauses: tuple[int, ...]
    occasion: ReminderKey | None = None


@dataclass(frozen=True)
class _Period:
    """The subscription to preview, and the period in which its alerts would have been sent."""

    subscription: Subscription
    matcher: Matcher
    since: datetime
    now: datetime

    def occasions(self, days: Iterable[date], leads: Sequence[int]) -> Iterator[ReminderKey]:
        """Yield each pair of a date and a lead (a number of days before it) whose reminder was due in the period."""
        zone = zone_of(self.subscription.timezone)
        first = self.since.astimezone(zone).date()
        today = self.now.astimezone(zone).date()
        for day in days:
            for lead in sorted(set(leads), reverse=True):
                if first <= day - timedelta(lead) <= today:
                    yield ReminderKey(day, lead)


def matcher_for(config: Config, subscription: Subscription) -> Matcher:
    """Return a matcher for one subscription, even if the subscription is disabled."""
    awake = subscription.model_copy(update={"enabled": True})
    return Matcher(config.model_copy(update={"subscriptions": (awake,)}))


def preview_items(
    tx: Transaction, config: Config, subscription: Subscription, since: datetime, now: datetime, limit: int
) -> list[PreviewItem]:
    """Return the alerts that a subscription would have received since `since`, the latest notices first.

    The latest `limit` notices are considered, even those of a baseline (a source's first poll) and those that were
    already old when found. The alerts are about new, revised and withdrawn notices, and about dates of deadlines and
    targets. In addition, alerts about expected and overdue notices are included if they are due now.
    """
    period = _Period(subscription, matcher_for(config, subscription), since, now)
    # A notice with a revision or reminder after `since` may have been recorded long before.
    start = since if set(subscription.on) <= {"new", "interpretation"} else None
    return [
        *_expected(tx, period),
        *(item for record in tx.notices.latest(limit, start, None) for item in _of(tx, period, record)),
    ]


def dated_items(
    tx: Transaction, config: Config, subscription: Subscription, since: datetime, now: datetime, limit: int
) -> list[PreviewItem]:
    """Return the time-dependent alerts that a subscription would have received since `since`, the latest date first.

    They are about deadlines, targets and expected notices. Of each kind, at most `limit` notices are considered.
    """
    period = _Period(subscription, matcher_for(config, subscription), since, now)
    first = since.date() - ZONES
    records: dict[int, NoticeRecord] = {}
    if "deadline" in subscription.on:
        last = latest_reminded_deadline(subscription, now)
        records |= {record.id: record for record in tx.deadlines.between(first, last, 0, limit)}
    if "target" in subscription.on:
        last = latest_target_day(subscription, now)
        records |= {record.id: record for record in tx.deadlines.targets_between(first, last, 0, limit)}
    found = [*_expected(tx, period), *(item for record in records.values() for item in _dated(tx, period, record))]
    return sorted(found, key=lambda item: item.occasion.deadline if item.occasion else date.min, reverse=True)


def _expected(tx: Transaction, period: _Period) -> Iterator[PreviewItem]:
    """Yield the alerts about expected and overdue notices that are due now."""
    subscription, now = period.subscription, period.now
    if "expected" not in subscription.on:
        return
    last = now.date() + timedelta(max(subscription.expected_before) + 1)
    for series in all_expected(tx, now.date() - SPAN, last):
        due = due_expectation(subscription, series.forecast, (), now)
        record = tx.notices.get(series.notice) if due else None
        if due is None or record is None:
            continue
        for match in match_all_sources(tx, period.matcher, record, "expected"):
            yield PreviewItem(due[0], record, record.revision, record.notice, match, (), due[1])


def _of(tx: Transaction, period: _Period, record: NoticeRecord) -> Iterator[PreviewItem]:
    yield from _dated(tx, period, record)
    yield from _gone(tx, period, record)
    if record.first_seen_at < period.since and record.revision == 1:
        return
    for revision in tx.notices.revisions(record.id):
        event = _event(period.subscription, revision)
        if event in period.subscription.on and revision.seen_at >= period.since:
            for match in match_all_sources(tx, period.matcher, record, event, revision.notice):
                yield PreviewItem(event, record, revision.number, revision.notice, match, match.clauses)


def _event(subscription: Subscription, revision: Revision) -> str:
    """Return the event of the alert about a revision: `new`, `revised`, or `interpretation`.

    It is `interpretation` only for the first revision of an interpretation, and only if the subscription has this
    event.
    """
    if revision.number > 1:
        return "revised"
    if "interpretation" in subscription.on and normalize_notice(revision.notice).role == "interpretation":
        return "interpretation"
    return "new"


def _dated(tx: Transaction, period: _Period, record: NoticeRecord) -> Iterator[PreviewItem]:
    """Yield the reminders of the deadlines of a notice, and the alerts about its targets."""
    subscription, notice = period.subscription, record.notice
    if "deadline" in subscription.on:
        occasions = list(period.occasions(deadline_days(subscription, notice), subscription.days_before))
        for match in match_all_sources(tx, period.matcher, record, "deadline") if occasions else ():
            yield from (
                PreviewItem("deadline", record, record.revision, notice, match, match.clauses, occasion)
                for occasion in occasions
            )
    if "target" in subscription.on and any(period.occasions(_target_dates(notice), subscription.targets_before)):
        for match in match_all_sources(tx, period.matcher, record, "target"):
            for day, clauses in matched_target_days(match, notice):
                for occasion in period.occasions([day], subscription.targets_before):
                    yield PreviewItem("target", record, record.revision, notice, match, clauses, occasion)


def _target_dates(notice: Notice) -> set[date]:
    return {day for _, day in target_days(notice)}


def _gone(tx: Transaction, period: _Period, record: NoticeRecord) -> Iterator[PreviewItem]:
    """Yield an alert about the withdrawal of a notice, if none of its pages exists any more."""
    if "gone" not in period.subscription.on:
        return
    places = tx.locations.of_notice(record.id)
    last = max(places, key=lambda place: place.gone_at or datetime.max.replace(tzinfo=UTC), default=None)
    if last and last.gone_at and last.gone_at >= period.since:
        for match in period.matcher.match(Document(record.notice), last.source, "gone"):
            yield PreviewItem("gone", record, record.revision, record.notice, match, match.clauses)


def queue_alerts(tx: Transaction, found: Sequence[PreviewItem], now: datetime) -> int:
    """Queue those of the `found` alerts that the subscription has not yet received, and return their number.

    The alerts are combined into one message at the subscription's next delivery time.
    """
    alerts = [
        alert_of(
            tx,
            item.match,
            item.event,
            item.record.id,
            item.revision,
            now,
            item.occasion,
            together=True,
            clauses=item.clauses,
        )
        for item in found
    ]
    return sum(alert is not None for alert in tx.alerts.add(alerts))
