"""Operations on sources and deliveries that a user requests. Each is recorded as an event if `by` names the user."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crawler.model.poll_state import rows_held, with_rows_accepted
from monitor.delivery.circuit_breaker import without_wait
from monitor.errors import UnknownError
from monitor.model import Queued
from monitor.ports import Store, Transaction
from monitor.text.i18n import gettext
from monitor.text.zone import local_time

_ALL = 1_000_000


class AlreadySentError(UnknownError):
    """The message was sent, and is therefore not retried."""


def poll_soon(store: Store, source: str, now: datetime, by: str) -> None:
    """Make a source due now, unless it is being polled."""
    with store.writing() as tx:
        tx.sources.register(source, now)
        tx.sources.bring_forward([source], now)
        tx.events.add("source.requested", now, source, None, {"by": by})


def accept_listing(store: Store, source: str, now: datetime, by: str | None = None) -> int:
    """Make a source due now, and let its next poll accept a changed listing. Return the number of held-back rows.

    Raises UnknownError if the source is not in the store. If a poll of the source is running, its result overwrites
    this change. The trouble then persists, and the operation can be repeated.
    """
    with store.writing() as tx:
        record = tx.sources.get(source)
        if record is None:
            raise UnknownError(
                gettext("source {source} has never been polled, so there is nothing to accept", source=source)
            )
        tx.sources.put(replace(record, state=with_rows_accepted(record.state), due_at=now))
        held = rows_held(record.state)
        if by:
            tx.events.add("source.accepted", now, source, None, {"by": by, "held": held})
    return held


def retry_deliveries(
    store: Store, ids: Sequence[int], channel: str | None, now: datetime, by: str | None = None
) -> list[int]:
    """Make deliveries due now, ignoring the pauses of their channels, and return their ids.

    If `ids` is empty, all failed deliveries are retried. If `channel` is given as well, only its failed deliveries are
    retried. Raises UnknownError if a delivery is unknown, and AlreadySentError if a delivery was already sent.
    """
    with store.writing() as tx:
        chosen = [_unsent(tx, number) for number in ids] if ids else _failed(tx, channel)
        for message in chosen:
            tx.deliveries.retry(message.delivery.id, now)
            if by:
                detail = {"delivery": message.delivery.id, "channel": message.delivery.channel, "by": by}
                tx.events.add("delivery.retried", now, None, message.delivery.notice, detail)
        names = {message.delivery.channel for message in chosen} | ({channel} if channel else set())
        for name in names:
            tx.channels.put(without_wait(tx.channels.get(name)))
    return [message.delivery.id for message in chosen]


def _unsent(tx: Transaction, number: int) -> Queued:
    found = tx.deliveries.get(number)
    if found is None:
        raise UnknownError(gettext("there is no delivery {id}", id=number))
    if found.status == "sent":
        time = local_time(found.ended_at) if found.ended_at else "–"
        raise AlreadySentError(gettext("delivery {id} was sent on {time}", id=number, time=time))
    return found


def _failed(tx: Transaction, channel: str | None) -> list[Queued]:
    # Queued messages that never failed are not retried: they may be scheduled for later.
    waiting = [message for message in tx.deliveries.latest(_ALL, "queued", channel) if message.delivery.failing_since]
    return [*tx.deliveries.latest(_ALL, "given_up", channel), *waiting]
