"""Determine when a subscription's messages are sent, which are sent together, and the alert of a match at that time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from monitor.alerting.matcher import Match
from monitor.config import Subscription
from monitor.config.times import WEEKDAYS, QuietHours, next_time, start_of, zone_of
from monitor.model import NewAlert, ReminderKey, Slot
from monitor.ports import Transaction

HOUR = timedelta(hours=1)
MORNING = time(8)
"""The time of reminders of coming deadlines for subscriptions without a digest."""


def delivery_slot(
    subscription: Subscription,
    now: datetime,
    due_between: Callable[[datetime, datetime], int],
    *,
    together: bool = False,
) -> Slot:
    """Return when an alert of this moment is due, and which digest it joins.

    `due_between(start, end)`: how many messages of its own the subscription has that are due from start to before end.
    `together`: alerts of one moment form one message, however they are delivered.

    A snooze is applied first, then the times of the digest, then quiet hours, and last the cap of the hour in which the
    message is due. Messages that a snooze held back, or that exceed the cap, form a digest.
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
    """Return the slot of a digest: messages to a channel for one moment are combined across subscriptions."""
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
    # Whole days that are quiet may follow each other, though never all of them.
    for _ in WEEKDAYS:
        end = _end_of_quiet(subscription.quiet, zone, moment)
        if end is None:
            break
        moment = end
    return moment


def _end_of_quiet(quiet: QuietHours, zone: ZoneInfo, moment: datetime) -> datetime | None:
    """Return the end of the quiet hours that contain the moment; None if it is in none."""
    today = moment.astimezone(zone).date()
    for day in (today - timedelta(1), today):
        begins = start_of(day, zone, quiet.from_).astimezone(UTC)
        last = day if quiet.from_ < quiet.to else day + timedelta(1)
        ends = start_of(last, zone, quiet.to).astimezone(UTC)
        if WEEKDAYS[day.weekday()] in quiet.days and begins <= moment < ends:
            return ends
    return None


def due_lead(subscription: Subscription, deadline: date, now: datetime) -> int | None:
    """Return how many days ahead of a deadline the subscription is to be reminded of it now.

    The result is the least of its leads whose time has come; None if none has, or if a message would arrive after the
    deadline.

    A lead's time is the morning of its day; for a digest it is the last digest that is not later than that day.
    """
    day = _reached(subscription, now)
    due = _after_quiet(subscription, _next_digest(subscription, _end_of_snooze(subscription, now)))
    if due.astimezone(zone_of(subscription.timezone)).date() > deadline:
        return None
    return min((lead for lead in subscription.days_before if deadline - timedelta(lead) <= day), default=None)


def _end_of_snooze(subscription: Subscription, now: datetime) -> datetime:
    if subscription.snooze is None:
        return now
    return max(now, start_of(subscription.snooze, zone_of(subscription.timezone)))


def latest_reminded_deadline(subscription: Subscription, now: datetime) -> date:
    """Return the latest deadline of which the subscription may have to be reminded now."""
    return _reached(subscription, now) + timedelta(max(subscription.days_before))


def _reached(subscription: Subscription, now: datetime) -> date:
    """Return the last day whose reminders are not to wait for another message."""
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
    """Return the alert of this moment.

    `together`: combined with the other alerts of the moment into one message. `clauses`: the positions of the measures
    that matched, by default those of the match.
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
