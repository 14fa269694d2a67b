"""The state of sources and deliveries as JSON objects. Pure functions; no I/O."""

from datetime import datetime
from typing import Any

from monitor.messages.reasons import render_reason
from monitor.model import Queued, Trouble
from monitor.text.i18n import Language


def instant_text(moment: datetime | None) -> str | None:
    """Return a time in ISO 8601 form, or None if `moment` is None."""
    return moment.isoformat() if moment else None


def trouble_object(trouble: Trouble, language: Language | None = None) -> dict[str, Any]:
    """Return the trouble of a source as a JSON object.

    Its `detail` is a sentence in `language`, or in the current language if `language` is None.
    """
    return {
        "code": trouble.code,
        "detail": render_reason(trouble.reason, language),
        "reason": trouble.reason.as_json(),
        "since": instant_text(trouble.since),
    }


def delivery_object(message: Queued) -> dict[str, Any]:
    """Return a message as a JSON object, without its content. The message may be queued, sent or given up."""
    delivery = message.delivery
    return {
        "id": delivery.id,
        "channel": delivery.channel,
        "status": message.status,
        "event": delivery.event,
        "notice": delivery.notice,
        "revision": delivery.revision,
        "subscriptions": [alert.subscription for alert in delivery.alerts],
        "attempts": delivery.attempts,
        "created_at": instant_text(delivery.created_at),
        "due_at": instant_text(message.due_at),
        "failing_since": instant_text(delivery.failing_since),
        "ended_at": instant_text(message.ended_at),
        "error": message.error,
    }
