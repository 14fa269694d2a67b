"""Alerts about recurring notices whose next edition is expected soon or is overdue."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from monitor.alerting.due_alerts import DueAlert, DueAlerts, match_all_sources, was_alerted
from monitor.alerting.timing import reached_date
from monitor.config import Subscription
from monitor.model import ReminderKey, SentAlert
from monitor.model.series import Forecast, Series, SeriesState
from monitor.ports import Transaction

REACH = timedelta(days=14)
"""The maximum number of days after the end of a window at which an alert is sent that a notice is overdue.

It prevents alerts about series that were recognised long after their windows.
"""
SPAN = timedelta(days=400)
"""The maximum number of days between the expected date of a series and the end of its window."""
BATCH = 500
"""The number of series that are read at a time."""


def due_expectation(
    subscription: Subscription, made: Forecast, told: Sequence[SentAlert], now: datetime
) -> tuple[str, ReminderKey] | None:
    """Return the event and the occasion of the alert that a subscription should now receive, or None.

    `made` is the forecast of the next edition, and `told` contains the alerts already sent to the subscription. The
    event is `expected` or, after the forecast window, `overdue`. An alert with the event `expected` is due for each
    configured lead (a number of days before the expected date). Its occasion consists of the expected date and the
    lead. Pure function; no I/O.
    """
    if made.expected is None or made.latest is None:
        return None
    day = reached_date(subscription, now)
    if made.state(day) is SeriesState.OVERDUE:
        occasion = ReminderKey(made.expected, 0)
        is_new = day - made.latest <= REACH and not was_alerted(told, "overdue", occasion)
        return ("overdue", occasion) if is_new else None
    leads = [lead for lead in subscription.expected_before if made.expected - timedelta(lead) <= day]
    if not leads or made.state(day) is SeriesState.ENDED:
        return None
    occasion = ReminderKey(made.expected, min(leads))
    return None if was_alerted(told, "expected", occasion) else ("expected", occasion)


def all_expected(tx: Transaction, first: date, last: date) -> Iterator[Series]:
    """Yield all series whose next notice is expected between the dates `first` and `last`, both included."""
    after = 0
    while series := tx.series.expected_between(first, last, BATCH, after):
        yield from series
        after = series[-1].id


class ExpectedAlerts(DueAlerts[Series]):
    """A finder of due alerts about expected and overdue notices.

    The next edition of a series is not known yet. Therefore, the alerts are sent to the subscriptions that match the
    last notice of the series.
    """

    name = "expected"
    batch = 100
    message = "queued %d alerts about expected notices"
    action = "expect"

    def _first(self, now: datetime) -> date:
        return now.date() - SPAN

    def _last(self, subscription: Subscription, now: datetime) -> date:
        return reached_date(subscription, now) + timedelta(max(subscription.expected_before))

    def _read(self, tx: Transaction, first: date, last: date, after: int) -> Sequence[Series]:
        return tx.series.expected_between(first, last, self.batch, after)

    def _due(self, tx: Transaction, record: Series, now: datetime) -> Iterator[DueAlert]:
        if all(due_expectation(subscription, record.forecast, (), now) is None for subscription in self._asking):
            return
        notice = tx.notices.get(record.notice)
        if notice is None:
            return
        for match in match_all_sources(tx, self._matcher, notice, "expected"):
            told = tx.alerts.sent_to(notice.id, match.subscription.id)
            if due := due_expectation(match.subscription, record.forecast, told, now):
                event, occasion = due
                yield DueAlert(match, event, notice, occasion)
