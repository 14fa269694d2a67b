"""The turns in which a worker sends the due messages of a channel."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from monitor.cluster.turns import HeldTurn
from monitor.delivery.worker import DeliveryWorker
from monitor.errors import StaleEpochError, StoreError
from monitor.schedule.turns import Successor, TurnLimits
from monitor.service.runtime import CurrentRuntime

SOON = timedelta(seconds=30)
"""The longest rate limit delay for which the next turn is added at once. After longer delays, it is added when due."""
MARK_AGAIN_S = 1.0


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

    @property
    def is_sending(self) -> bool:
        """Whether a message is being sent."""
        return bool(self._sending)

    async def work(self, held: HeldTurn) -> Successor | None:
        """Send the due messages of a channel during a turn, and return the next turn of the channel.

        The result is None if the next message can be sent only later, or if there is none.
        """
        worker = DeliveryWorker(held.store, lambda: self._current.get().delivery, self._clock, held.lease.holder)
        run = asyncio.get_running_loop().run_in_executor
        at = await run(self._threads, self._deliver, worker, held)
        return Successor(at) if at and at - self._clock() < SOON else None

    def _deliver(self, worker: DeliveryWorker, held: HeldTurn) -> datetime | None:
        sent = 0
        self._sending.add(held.key)
        try:
            while not self._is_over(held, sent) or worker.is_marking:
                try:
                    if worker.deliver(held.key) is None:
                        break
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

    def _is_over(self, held: HeldTurn, sent: int) -> bool:
        is_ending = self._stopping.is_set() or held.lost.is_set()
        # A message that is sent late in the lease could outlast it.
        is_late = held.remaining() < self._limits.margin
        return is_ending or is_late or self._limits.is_over(held.spent(), sent)

    def close(self) -> None:
        """Let each thread finish its current message and end."""
        self._threads.shutdown(wait=False)
