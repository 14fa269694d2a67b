"""The results of attempts to send a delivery, and functions that record them as events and log messages."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.delivery.compose import by_event
from monitor.messages.channel_errors import channel_error
from monitor.model import Alert, Delivery
from monitor.ports import Transaction
from monitor.text.i18n import gettext

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attempt:
    """An attempt to send a delivery. `error` is None if the attempt succeeded."""

    delivery: Delivery
    error: str | None
    given_up: bool = False


def record_given_up(tx: Transaction, delivery: Delivery, error: str, now: datetime) -> None:
    """Record an event for each notice whose alert is not sent because the delivery was given up.

    Nothing is recorded if the delivery is a message to the operator.
    """
    # The operator is not alerted about a failed message to the operator.
    if not delivery.reports:
        for notice, detail in details_of(delivery, delivery.alerts):
            tx.events.add("alert.given_up", now, None, notice, detail | {"error": error})


def _subject(delivery: Delivery) -> str:
    if delivery.bundle:
        return f"{len(by_event(delivery.alerts))} things in a digest"
    return "what the operator should know" if delivery.notice is None else f"notice {delivery.notice}"


def log_attempt(attempt: Attempt) -> None:
    """Log the result of an attempt."""
    delivery = attempt.delivery
    named = {"action": "deliver", "delivery": delivery.id, "notice": delivery.notice}
    if attempt.error is None:
        logger.info("sent to channel %s: %s", delivery.channel, _subject(delivery), extra=named)
    else:
        after = gettext("given up") if attempt.given_up else gettext("trying again later")
        logger.warning("%s%s%s", channel_error(attempt.error), gettext("; "), after, extra=named)


def details_of(delivery: Delivery, served: Sequence[Alert]) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the notice id and the details of each event to record after a message was sent or given up.

    `served` contains the alerts in the message. Alerts about the same change of a notice share one event.
    """
    for alerts in by_event(served):
        yield (
            alerts[0].notice,
            {
                "delivery": delivery.id,
                "channel": delivery.channel,
                "event": alerts[0].event,
                "revision": alerts[0].revision,
                "subscriptions": [alert.subscription for alert in alerts],
            },
        )
