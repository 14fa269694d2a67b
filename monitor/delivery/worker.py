"""Delivering: claim what is due, send it, mark it only after success."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from monitor.config.rate_limit import RateLimit
from monitor.delivery.attempts import Attempt, details_of, log_attempt, record_given_up
from monitor.delivery.circuit_breaker import (
    after_failure,
    after_handover,
    after_success,
    corrected,
    next_send_at,
    without_wait,
)
from monitor.delivery.compose import by_event, event_for, message_for
from monitor.delivery.sender import DeliveryRules, Sender
from monitor.errors import ChannelError, MonitorError
from monitor.model import Alert, ChannelState, Delivery
from monitor.ports import Store, Transaction
from monitor.schedule.backoff import LONGEST_DELAY, delivery_delay

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
"""How long a claimed delivery is left alone when nobody says what became of it."""
REFUSED = 2
SPLIT_AFTER = 6
"""How much a refusal counts that the message caused, against 1 if it may only have caused it. A message is shorter from
REFUSED on; a digest is split into its notices from SPLIT_AFTER on."""
GIVEN_UP_AT_ONCE = 500
"""The most messages of a dead channel that are given up in one transaction."""


@dataclass(frozen=True)
class DeliverySetup:
    """The part of the configuration that deliveries depend on, as one immutable value."""

    sender: Sender
    rules: DeliveryRules = DeliveryRules()


@dataclass(frozen=True)
class _Outcome:
    """The result of a try; `alert` is the alert that was sent when the channel accepts them one by one."""

    delivery: Delivery
    alert: Alert | None
    error: ChannelError | None


class DeliveryWorker:
    """Sends what is due, one message to a channel at a time; different channels may be served by different threads.

    A process killed between sending and marking sends that one message again, with the same alert ids. While the store
    accepts no marks, the result of a message is kept, and its channel is handed nothing more.
    """

    def __init__(
        self,
        store: Store,
        setup: Callable[[], DeliverySetup],
        clock: Callable[[], datetime],
        owner: str,
    ) -> None:
        self._store = store
        self._setup = setup
        self._clock = clock
        self._owner = owner
        self._unmarked: dict[str, _Outcome] = {}

    def ready(self) -> list[str]:
        """Return the channels to which something can be sent now. Only reads."""
        now = self._clock()
        return list(dict.fromkeys([*self._unmarked, *(state.name for state, at in self._due(now) if at <= now)]))

    def wait(self) -> timedelta | None:
        """Return the time until a channel that is only held up by its limit may be handed its next message.

        It is that of the first such channel; None when there is none.
        """
        now = self._clock()
        return min((at - now for state, at in self._due(now) if state.next_try_at is None), default=None)

    def _due(self, now: datetime, channel: str | None = None) -> list[tuple[ChannelState, datetime]]:
        """Return the channels for which something is due, each with when it may be handed it.

        With `channel`, only that channel is considered.
        """
        with self._store.reading() as tx:
            states = [tx.channels.get(name) for name in tx.deliveries.due_channels(now, channel)]
        return [(state, next_send_at(state, self._limit(state.name), now)) for state in states]

    def _limit(self, channel: str) -> RateLimit | None:
        return self._rules.limits.get(channel)

    @property
    def _rules(self) -> DeliveryRules:
        return self._setup().rules

    def deliver(self, channel: str) -> Attempt | None:
        """Send the delivery of a channel that has been due longest.

        Returns None when none is due, or the channel must wait.
        """
        if attempt := self._mark(channel):
            return attempt
        now = self._clock()
        # A look takes no lock.
        is_due = any(at <= now for _, at in self._due(now, channel))
        delivery = self._claim(channel, now) if is_due else None
        if delivery is None:
            return None
        self._unmarked[channel] = self._try(delivery)
        return self._mark(channel)

    def try_again(self) -> None:
        """Allow channels that failed to be tried at once, one message each: somebody may have repaired them."""
        with self._store.writing() as tx:
            for state in tx.channels.all():
                if state.next_try_at:
                    tx.channels.put(without_wait(state))

    def correct_times(self) -> None:
        """Correct stored times of deliveries and channels that lie ahead, as the clock was set back."""
        with self._store.writing() as tx:
            now = self._clock()
            tx.deliveries.correct_times(now, LONGEST_DELAY)
            tx.leases.shorten_delivery_leases(now + LEASE)
            for state in tx.channels.all():
                if (after := corrected(state, now)) != state:
                    tx.channels.put(after)

    def _claim(self, channel: str, now: datetime) -> Delivery | None:
        limit = self._limit(channel)
        with self._store.writing() as tx:
            state = tx.channels.get(channel)
            # Another process may have been before.
            if next_send_at(state, limit, now) > now:
                return None
            delivery = tx.deliveries.claim(now, now + LEASE, self._owner, channel)
            if delivery and limit:
                tx.channels.put(after_handover(state, limit, now))
            return delivery

    def _try(self, delivery: Delivery) -> _Outcome:
        # One sender for the whole attempt: the configuration may be reloaded meanwhile.
        sender = self._setup().sender
        alert = delivery.alerts[0] if delivery.alerts and sender.takes_events(delivery.channel) else None
        try:
            self._send(sender, delivery, alert)
        except ChannelError as error:
            return _Outcome(delivery, alert, error)
        except MonitorError:
            raise
        except Exception as error:
            # One message that cannot be made must not hold up those behind it.
            logger.exception("delivery %s could not be made", delivery.id)
            return _Outcome(delivery, alert, ChannelError(f"the message could not be made: {error!r}", "message"))
        return _Outcome(delivery, alert, None)

    def _send(self, sender: Sender, delivery: Delivery, alert: Alert | None) -> None:
        languages = self._setup().rules.languages
        # Made between transactions for writing: what is read may be long, and others wait for the lock.
        if sender.takes_events(delivery.channel):
            with self._store.reading() as tx:
                event = event_for(tx, delivery, alert, languages)
            sender.send_event(delivery.channel, event)
        else:
            with self._store.reading() as tx:
                message = message_for(tx, delivery, languages)
            sender.send(delivery.channel, replace(message, refusals=delivery.refusals // REFUSED))

    def _mark(self, channel: str) -> Attempt | None:
        outcome = self._unmarked.get(channel)
        if outcome is None:
            return None
        with self._store.writing() as tx:
            now = self._clock()
            attempt = self._sent(tx, outcome, now) if outcome.error is None else self._failed(tx, outcome, now)
        del self._unmarked[channel]
        log_attempt(attempt)
        return attempt

    def _sent(self, tx: Transaction, outcome: _Outcome, now: datetime) -> Attempt:
        delivery = outcome.delivery
        state = tx.channels.get(outcome.delivery.channel)
        if outcome.alert:
            tx.deliveries.mark_alert_sent(delivery.id, outcome.alert.id, now)
        else:
            tx.deliveries.mark_sent(delivery.id, now)
        if state.error:
            tx.channels.put(after_success(state))
        if state.paused_at:
            since = {"channel": state.name, "since": state.paused_at.isoformat()}
            tx.events.add("channel.resumed", now, None, None, since)
        if not delivery.reports:
            served = (outcome.alert,) if outcome.alert else delivery.alerts
            for notice, detail in details_of(delivery, served):
                tx.events.add("alert.sent", now, None, notice, detail)
        return Attempt(delivery, None)

    def _failed(self, tx: Transaction, outcome: _Outcome, now: datetime) -> Attempt:
        delivery = outcome.delivery
        error = outcome.error
        state = tx.channels.get(outcome.delivery.channel)
        assert error is not None
        chance = crc32(f"{delivery.id}/{delivery.attempts}/{state.failures}".encode()) / 2**32
        after = after_failure(state, error, delivery.failing_since is None, now, chance, delivery.id)
        tx.channels.put(after)
        if after.paused_at and not state.paused_at:
            tx.events.add("channel.paused", now, None, None, {"channel": state.name, "error": str(error)})
        given_up = now - (delivery.failing_since or now) >= self._rules.give_up_after
        again_at = max(now + delivery_delay(delivery.attempts + 1, chance), after.next_try_at or now)
        # The tries of a paused channel are the channel's.
        counted = state.paused_at is None or after.suspect == delivery.id
        refusals = REFUSED if error.kind == "message" else int(after.suspect == delivery.id)
        if _is_to_be_split(delivery, refusals) and not given_up:
            tx.deliveries.split(delivery.id, str(error), again_at)
        else:
            due_at = None if given_up else again_at
            tx.deliveries.mark_failed(delivery.id, str(error), due_at, now, counted, refusals)
        if given_up:
            record_given_up(tx, delivery, str(error), now)
        self._give_up_waiting(tx, after, str(error), now)
        return Attempt(delivery, str(error), given_up)

    def _give_up_waiting(self, tx: Transaction, state: ChannelState, error: str, now: datetime) -> None:
        """Give up deliveries that have waited too long for a channel that has failed for as long."""
        before = now - self._rules.give_up_after
        if state.failing_since is None or state.failing_since > before:
            return
        for delivery in tx.deliveries.waiting_since(state.name, before, GIVEN_UP_AT_ONCE):
            tx.deliveries.mark_failed(delivery.id, error, None, now, counted=False)
            record_given_up(tx, delivery, error, now)


def deliver_one(
    store: Store, sender: Sender, clock: Callable[[], datetime], owner: str, rules: DeliveryRules | None = None
) -> Attempt | None:
    """Send one due delivery, to the first channel that can be handed one; return None when there is none."""
    setup = DeliverySetup(sender, rules or DeliveryRules())
    courier = DeliveryWorker(store, lambda: setup, clock, owner)
    attempts = (courier.deliver(channel) for channel in courier.ready())
    return next((attempt for attempt in attempts if attempt), None)


def _is_to_be_split(delivery: Delivery, refusals: int) -> bool:
    is_refused = delivery.refusals + refusals >= SPLIT_AFTER
    return bool(delivery.bundle) and is_refused and len(by_event(delivery.alerts)) > 1
