"""The turns in which a worker sends the due messages of a channel."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from monitor.cluster.turns import HeldTurn
from monitor.delivery.dispatcher import SLOW_S, SLOW_SENDERS
from monitor.delivery.worker import DeliveryWorker
from monitor.errors import StaleEpochError, StoreError
from monitor.schedule.turns import Successor, TurnLimits
from monitor.service.runtime import CurrentRuntime

SOON = timedelta(seconds=30)
"""The longest rate limit delay for which the next turn is added at once. After longer delays, it is added when due."""
MARK_AGAIN_S = 1.0
SLOW_AGAIN = timedelta(seconds=5)
"""The delay of a turn of a slow channel while SLOW_SENDERS slow channels are served."""


class DeliveryTurns:
    """The delivery turns that this worker takes. Sending a message blocks, so each turn runs in a separate thread."""

    def __init__(
        self,
        current: CurrentRuntime,
        clock: Callable[[], datetime],
        limits: TurnLimits,
        slots: int,
        stopping: asyncio.Event,
    ) -> None:
        self._current = current
        self._clock = clock
        self._limits = limits
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="channel")
        self._stopping = stopping
        self._sending: set[str] = set()
        self._slow: set[str] = set()

    @property
    def is_sending(self) -> bool:
        """Whether a message is being sent."""
        return bool(self._sending)

    async def work(self, held: HeldTurn) -> Successor | None:
        """Send the due messages of a channel during a turn, and return the next turn of the channel.

        The result is None if the next message can be sent only later, or if there is none. The turn of a channel that
        is known to be slow is put off while SLOW_SENDERS such channels are served, so that others have free threads.
        """
        if held.key in self._slow and len(self._sending & self._slow) >= SLOW_SENDERS:
            return Successor(self._clock() + SLOW_AGAIN)
        worker = DeliveryWorker(held.store, lambda: self._current.get().delivery, self._clock, held.lease.holder)
        run = asyncio.get_running_loop().run_in_executor
        at = await run(self._threads, self._deliver, worker, held)
        return Successor(at) if at and at - self._clock() < SOON else None

    def _deliver(self, worker: DeliveryWorker, held: HeldTurn) -> datetime | None:
        sent = 0
        self._sending.add(held.key)
        try:
            while not self._is_over(held, sent) or worker.is_marking:
                began = time.monotonic()
                try:
                    if worker.deliver(held.key) is None:
                        break
                    if self._is_newly_slow(held.key, time.monotonic() - began):
                        break  # the next turn is counted among those of slow channels
                except StaleEpochError:
                    raise
                except StoreError:
                    if not worker.is_marking or held.lost.is_set():
                        raise
                    # The message was sent. Without a record of it, it would be sent again.
                    time.sleep(MARK_AGAIN_S)
                sent += 1
        finally:
            self._sending.discard(held.key)
        return worker.next_send(held.key)

    def _is_newly_slow(self, channel: str, seconds: float) -> bool:
        was_slow = channel in self._slow
        (self._slow.add if seconds > SLOW_S else self._slow.discard)(channel)
        return seconds > SLOW_S and not was_slow

    def _is_over(self, held: HeldTurn, sent: int) -> bool:
        is_ending = self._stopping.is_set() or held.lost.is_set()
        # A message that is sent late in the lease could outlast it.
        is_late = held.remaining() < self._limits.margin
        return is_ending or is_late or self._limits.is_over(held.spent(), sent)

    def close(self) -> None:
        """Let each thread finish its current message and end."""
        self._threads.shutdown(wait=False)
