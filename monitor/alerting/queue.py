"""What a match asks for: an alert with the channels of its subscription, in the message into which its time puts it."""

from datetime import datetime
from functools import partial

from monitor.alerting.matcher import Match
from monitor.alerting.timing import slot
from monitor.model import NewAlert, ReminderKey
from monitor.ports import Transaction


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
    """The alert of this moment. `together`: with the other ones of the moment, as one message. `clauses`: the places of
    the measures that matched, else those of the match."""
    subscription = match.subscription
    found = slot(subscription, now, partial(tx.alerts.due_between, subscription.id), together=together)
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
