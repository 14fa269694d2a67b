"""The worker that delivers messages: it claims a due delivery, sends it, and marks it as sent only after success."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from monitor.config.rate_limit import RateLimit
from monitor.delivery.attempts import Attempt, details_of, log_attempt, record_given_up
from monitor.delivery.circuit_breaker import (
    PROBES_OF_ONE_MESSAGE,
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
"""The time after which a claimed delivery without a recorded result may be claimed again."""
REFUSED = 2
SPLIT_AFTER = 6
"""Refusals are added up for each delivery. A refusal counts as `REFUSED` if it was certainly caused by the message, and
as 1 if it may have been. From a total of `REFUSED`, the message is shortened; from `SPLIT_AFTER`, a digest is split
into its notices."""
GIVEN_UP_AT_ONCE = 500
"""The maximum number of messages of a failed channel that are given up in a transaction."""


@dataclass(frozen=True)
class DeliverySetup:
    """The sender of messages and the rules of delivery, as an immutable value."""

    sender: Sender
    rules: DeliveryRules = DeliveryRules()


@dataclass(frozen=True)
class _Outcome:
    """The result of an attempt to send a delivery.

    `alert` is the alert that was sent, or None if the channel receives all alerts of a delivery in one message.
    """

    delivery: Delivery
    alert: Alert | None
    error: ChannelError | None


class DeliveryWorker:
    """A worker that sends due deliveries, one message to a channel at a time.

    Different threads may serve different channels. If the process is killed between sending a message and marking it as
    sent, the message is sent again, with the same alert ids. If the store cannot record the result of a message, the
    result is kept in memory, and no more messages are sent to this channel until it is recorded.
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
        """Return the names of the channels to which something can be sent now. Nothing is changed in the store."""
        now = self._clock()
        return list(dict.fromkeys([*self._unmarked, *(state.name for state, at in self._due(now) if at <= now)]))

    def wait(self, channel: str | None = None) -> timedelta | None:
        """Return the shortest time until a channel that is delayed only by its rate limit may send again.

        If `channel` is given, only that channel is considered. Return None if there is no such channel.
        """
        now = self._clock()
        return min((at - now for state, at in self._due(now, channel) if state.next_try_at is None), default=None)

    def _due(self, now: datetime, channel: str | None = None) -> list[tuple[ChannelState, datetime]]:
        """Return the state of each channel that has due deliveries, with the earliest time at which it may send.

        If `channel` is given, only that channel is considered.
        """
        with self._store.reading() as tx:
            states = [tx.channels.get(name) for name in tx.deliveries.due_channels(now, channel)]
        return [(state, next_send_at(state, self._limit(state.name), now)) for state in states]

    def _limit(self, channel: str) -> RateLimit | None:
        return self._rules.limits.get(channel)

    @property
    def _rules(self) -> DeliveryRules:
        return self._setup().rules

    def next_send(self, channel: str) -> datetime | None:
        """Return the earliest time at which a due delivery may be sent to the channel, or None if nothing is due."""
        return min((at for _, at in self._due(self._clock(), channel)), default=None)

    @property
    def is_marking(self) -> bool:
        """Whether the result of a message must still be recorded, because the store failed to record it."""
        return bool(self._unmarked)

    def deliver(self, channel: str) -> Attempt | None:
        """Send the channel's delivery that has been due for the longest time, and return the attempt.

        Return None if no delivery is due or the channel must wait.
        """
        if attempt := self._mark(channel):
            return attempt
        now = self._clock()
        # This check takes no lock.
        is_due = any(at <= now for _, at in self._due(now, channel))
        delivery = self._claim(channel, now) if is_due else None
        if delivery is None:
            return None
        self._unmarked[channel] = self._try(delivery)
        return self._mark(channel)

    def try_again(self) -> None:
        """End the waiting time of each failed channel, because the channel may have been repaired in the meantime."""
        with self._store.writing() as tx:
            for state in tx.channels.all():
                if state.next_try_at:
                    tx.channels.put(without_wait(state))

    def correct_times(self) -> None:
        """Correct the stored times of deliveries and channels after the system clock was set back."""
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
            # Another process may have claimed the delivery in the meantime.
            if next_send_at(state, limit, now) > now:
                return None
            delivery = tx.deliveries.claim(now, now + LEASE, self._owner, channel)
            if delivery and limit:
                tx.channels.put(after_handover(state, limit, now))
            return delivery

    def _try(self, delivery: Delivery) -> _Outcome:
        # Use one sender for the whole attempt, because the configuration may be reloaded meanwhile.
        sender = self._setup().sender
        alert = delivery.alerts[0] if delivery.alerts and sender.takes_events(delivery.channel) else None
        try:
            self._send(sender, delivery, alert)
        except ChannelError as error:
            return _Outcome(delivery, alert, error)
        except MonitorError:
            raise
        except Exception as error:
            # A message that cannot be composed must not block those after it.
            logger.exception("the message of delivery %s could not be composed", delivery.id)
            return _Outcome(delivery, alert, ChannelError(f"the message could not be made: {error!r}", "message"))
        return _Outcome(delivery, alert, None)

    def _send(self, sender: Sender, delivery: Delivery, alert: Alert | None) -> None:
        languages = self._setup().rules.languages
        # Composed outside of write transactions: reading may take long, and others wait for the lock.
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
        # Attempts while the channel is paused are not counted for the message.
        counted = state.paused_at is None or after.suspect == delivery.id
        refusals = REFUSED if error.kind == "message" else int(after.suspect == delivery.id)
        if _is_to_be_split(delivery, refusals) and not given_up:
            tx.deliveries.split(delivery.id, str(error), again_at)
        else:
            due_at = None if given_up else again_at
            is_channel_at_fault = after.suspect is None and error.kind != "message" and after.next_try_at is not None
            waits = is_channel_at_fault and after.failures % PROBES_OF_ONE_MESSAGE != 0
            tx.deliveries.mark_failed(delivery.id, str(error), due_at, now, counted, refusals, keeps_place=waits)
            if waits and state.suspect is not None:
                # The channel was at fault, not the message that failed before.
                tx.deliveries.restore_place(state.suspect)
        if given_up:
            record_given_up(tx, delivery, str(error), now)
        self._give_up_waiting(tx, after, str(error), now)
        return Attempt(delivery, str(error), given_up)

    def _give_up_waiting(self, tx: Transaction, state: ChannelState, error: str, now: datetime) -> None:
        """Give up the deliveries that have waited too long for a failing channel.

        These are deliveries that have waited for the time `give_up_after` (see `DeliveryRules`) or longer. Nothing is
        given up unless the channel itself has been failing for at least that time. `error` is recorded as the reason.
        At most GIVEN_UP_AT_ONCE deliveries are given up.
        """
        before = now - self._rules.give_up_after
        if state.failing_since is None or state.failing_since > before:
            return
        for delivery in tx.deliveries.waiting_since(state.name, before, GIVEN_UP_AT_ONCE):
            tx.deliveries.mark_failed(delivery.id, error, None, now, counted=False)
            record_given_up(tx, delivery, error, now)


def deliver_one(
    store: Store, sender: Sender, clock: Callable[[], datetime], owner: str, rules: DeliveryRules | None = None
) -> Attempt | None:
    """Send one due delivery through the first channel that is ready, and return the attempt.

    `owner` identifies the process that claims the delivery. Return None if nothing can be sent to any channel.
    """
    setup = DeliverySetup(sender, rules or DeliveryRules())
    courier = DeliveryWorker(store, lambda: setup, clock, owner)
    attempts = (courier.deliver(channel) for channel in courier.ready())
    return next((attempt for attempt in attempts if attempt), None)


def _is_to_be_split(delivery: Delivery, refusals: int) -> bool:
    is_refused = delivery.refusals + refusals >= SPLIT_AFTER
    return bool(delivery.bundle) and is_refused and len(by_event(delivery.alerts)) > 1
