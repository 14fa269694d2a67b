"""Functions that determine when an alert is delivered, and which alerts are combined into one message.

The module also builds the alert for a match.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from crawler.model.notice import Notice
from monitor.alerting.matcher import Match
from monitor.config import Subscription
from monitor.config.times import WEEKDAYS, QuietHours, next_time, start_of, zone_of
from monitor.model import NewAlert, ReminderKey, Slot
from monitor.ports import Transaction

HOUR = timedelta(hours=1)
MORNING = time(8)
"""The local time from which reminders are due, for subscriptions without a digest."""


def delivery_slot(
    subscription: Subscription,
    now: datetime,
    due_between: Callable[[datetime, datetime], int],
    *,
    together: bool = False,
) -> Slot:
    """Return the due time of an alert created at `now`, and the name of its digest, if any.

    `due_between(start, end)` returns the number of separate messages of the subscription that are due from `start`
    (included) to `end` (excluded). If `together` is true, alerts with the same due time share one message, even if the
    subscription has no digest.

    The due time is determined by the snooze, then the digest times, then quiet hours, and finally the hourly cap.
    Messages held back by a snooze or by the hourly cap are combined into a digest.
    """
    awake = _end_of_snooze(subscription, now)
    due = _after_quiet(subscription, _next_digest(subscription, awake))
    if subscription.deliver or together or awake > now:
        return _digest_slot(due)
    hour = due.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if subscription.hourly_cap is not None and due_between(hour, hour + HOUR) >= subscription.hourly_cap:
        return _digest_slot(_after_quiet(subscription, hour + HOUR))
    return Slot(due.astimezone(UTC))


def _digest_slot(due: datetime) -> Slot:
    """Return the slot of a digest: its due time and its name.

    The name is derived from the due time, so alerts to one channel with the same due time are combined, even across
    subscriptions.
    """
    due = due.astimezone(UTC)
    return Slot(due, due.isoformat())


def _next_digest(subscription: Subscription, moment: datetime) -> datetime:
    if subscription.deliver is None:
        return moment
    return next_time(subscription.deliver.cron, zone_of(subscription.deliver.timezone, subscription.timezone), moment)


def _after_quiet(subscription: Subscription, moment: datetime) -> datetime:
    if subscription.quiet is None:
        return moment
    zone = zone_of(subscription.quiet.timezone, subscription.timezone)
    # Several whole days in a row may be quiet, but never all weekdays.
    for _ in WEEKDAYS:
        end = _end_of_quiet(subscription.quiet, zone, moment)
        if end is None:
            break
        moment = end
    return moment


def _end_of_quiet(quiet: QuietHours, zone: ZoneInfo, moment: datetime) -> datetime | None:
    """Return the end of the quiet hours that contain `moment`, or None if `moment` is not in quiet hours."""
    today = moment.astimezone(zone).date()
    for day in (today - timedelta(1), today):
        begins = start_of(day, zone, quiet.from_).astimezone(UTC)
        last = day if quiet.from_ < quiet.to else day + timedelta(1)
        ends = start_of(last, zone, quiet.to).astimezone(UTC)
        if WEEKDAYS[day.weekday()] in quiet.days and begins <= moment < ends:
            return ends
    return None


def deadline_days(subscription: Subscription, notice: Notice) -> list[date]:
    """Return the dates of a notice's deadlines for which the subscription receives reminders, in ascending order."""
    return sorted({due.date for due in notice.deadlines if due.for_whom in subscription.deadlines_for})


def due_lead(subscription: Subscription, deadline: date, now: datetime) -> int | None:
    """Return the lead of the reminder that the subscription should now receive for a deadline, or None.

    A lead is the number of days before the deadline. The result is the shortest lead whose reminder is due. It is None
    if no reminder is due, or if the message would be delivered after the deadline.

    The reminder is due in the morning of the date given by its lead. For a subscription with digests, it is due with
    the last digest that is delivered no later than that date.
    """
    return _due_lead(subscription, subscription.days_before, deadline, now)


def due_target_lead(subscription: Subscription, day: date, now: datetime) -> int | None:
    """Return the lead (a number of days before `day`) of the target alert that is due now, or None.

    The rules of `due_lead` are applied to the subscription's `targets_before`.
    """
    return _due_lead(subscription, subscription.targets_before, day, now)


def _due_lead(subscription: Subscription, leads: Sequence[int], deadline: date, now: datetime) -> int | None:
    day = reached_date(subscription, now)
    due = _after_quiet(subscription, _next_digest(subscription, _end_of_snooze(subscription, now)))
    if due.astimezone(zone_of(subscription.timezone)).date() > deadline:
        return None
    return min((lead for lead in leads if deadline - timedelta(lead) <= day), default=None)


def _end_of_snooze(subscription: Subscription, now: datetime) -> datetime:
    if subscription.snooze is None:
        return now
    return max(now, start_of(subscription.snooze, zone_of(subscription.timezone)))


def latest_reminded_deadline(subscription: Subscription, now: datetime) -> date:
    """Return the latest deadline for which a reminder to the subscription may be due now."""
    return reached_date(subscription, now) + timedelta(max(subscription.days_before))


def latest_target_day(subscription: Subscription, now: datetime) -> date:
    """Return the latest target date for which an alert to the subscription may be due now."""
    return reached_date(subscription, now) + timedelta(max(subscription.targets_before))


def reached_date(subscription: Subscription, now: datetime) -> date:
    """Return the latest date for which reminders are due now.

    Without a digest, it is today or, before MORNING, yesterday. With a digest, a reminder must be sent with the next
    digest if the digest after that would be too late for it. Therefore, the result is the day before that later digest.
    """
    zone = zone_of(subscription.timezone)
    if subscription.deliver is None:
        local = now.astimezone(zone)
        return local.date() if local.time() >= MORNING else local.date() - timedelta(1)
    following = _next_digest(subscription, _next_digest(subscription, now))
    return following.astimezone(zone).date() - timedelta(1)


def alert_of(
    tx: Transaction,
    match: Match,
    event: str,
    notice: int,
    revision: int,
    now: datetime,
    occasion: ReminderKey | None = None,
    *,
    together: bool = False,
    clauses: tuple[int, ...] | None = None,
) -> NewAlert:
    """Return the alert of a subscription about a notice, with its delivery time. `match` contains the subscription.

    `notice` is the id of the notice, and `revision` that of the revision. `occasion` is the date of which the alert
    reminds, with its lead; it is None for an alert about the notice itself. If `together` is true, the alert shares one
    message with all other alerts due at that time. `clauses` contains the positions of the matching measures; by
    default, the positions in `match` are used.
    """
    subscription = match.subscription
    found = delivery_slot(subscription, now, partial(tx.alerts.due_between, subscription.id), together=together)
    return NewAlert(
        event,
        notice,
        revision,
        subscription.id,
        match.topics,
        match.terms,
        now,
        tuple(subscription.channels),
        found,
        occasion,
        match.clauses if clauses is None else clauses,
    )
