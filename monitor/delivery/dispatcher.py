"""Delivery to many channels in parallel, so that a slow channel does not delay other channels."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Lock

from monitor.delivery.attempts import Attempt
from monitor.delivery.worker import DeliveryWorker
from monitor.runtime.guard import Guard

SENDERS = 32
"""The maximum number of channels served concurrently. Each channel has a thread that waits for its service."""
SLOW_SENDERS = 16
SLOW_S = 5.0
"""`SLOW_SENDERS` is the maximum number of slow channels served concurrently, in addition to `SENDERS` other channels. A
channel is slow if sending its last message took longer than `SLOW_S` seconds. While a message takes longer than that,
its channel does not count towards `SENDERS`, so that the others need not wait for its end."""
LONGEST_S = 60.0
"""The time in seconds after which each attempt to send a message has ended."""
SHORT_WAIT = timedelta(seconds=2)
"""The maximum time for which a rate limit is waited for exactly. Longer waits end with a call of `wake`."""
_THREADS = SLOW_SENDERS + SENDERS * int(LONGEST_S / SLOW_S)


class ChannelDispatcher:
    """A dispatcher that sends due messages to several channels in parallel.

    `courier` sends the messages. `guarded` wraps an asynchronous function so that its errors are logged. No more
    messages are sent after `is_ending` returns true.
    """

    def __init__(self, courier: DeliveryWorker, guarded: Guard, is_ending: Callable[[], bool]) -> None:
        self._courier = courier
        self._guarded = guarded
        self._is_ending = is_ending
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="channel")
        self._slow: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._serving: dict[str, float] = {}
        """The time at which the current message of each channel was begun, on the monotonic clock."""
        self._lock = Lock()

    @property
    def is_sending(self) -> bool:
        """Whether a message is being sent."""
        return bool(self._serving)

    async def wake(self) -> None:
        """Start sending on each channel that has due messages and is not already in use.

        Channels beyond the maximum number of parallel channels are served by a later call.
        """
        if self._is_ending():
            return
        for channel in await asyncio.to_thread(self._courier.ready):
            if self._take(channel):
                task = asyncio.create_task(self._serve(channel))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _take(self, channel: str) -> bool:
        with self._lock:
            is_slow = channel in self._slow
            if channel in self._serving or self._alike(is_slow) >= (SLOW_SENDERS if is_slow else SENDERS):
                return False
            self._serving[channel] = time.monotonic()
            return True

    def _alike(self, is_slow: bool) -> int:
        """Return the number of channels being served that are known to be slow, or of those that are not slow."""
        if is_slow:
            return len(self._serving.keys() & self._slow)
        now = time.monotonic()
        return sum(name not in self._slow and now - begun <= SLOW_S for name, begun in self._serving.items())

    async def _serve(self, channel: str) -> None:
        async def deliver() -> None:
            wait = await asyncio.get_running_loop().run_in_executor(self._threads, self._deliver, channel)
            if wait is not None and wait <= SHORT_WAIT:
                await asyncio.sleep(wait.total_seconds())
                await self.wake()

        await self._guarded(deliver)()

    def _deliver(self, channel: str) -> timedelta | None:
        """Send the due messages of a channel. Return the time until its rate limit admits more, if some are left."""
        # Released in the thread, because the thread continues after its task was cancelled.
        try:
            while not self._is_ending() and self._courier.deliver(channel):
                if self._is_newly_slow(channel):
                    return None  # the next call of `wake` serves the channel among the slow ones
            return None if self._is_ending() else self._courier.wait(channel)
        finally:
            with self._lock:
                del self._serving[channel]

    def _is_newly_slow(self, channel: str) -> bool:
        with self._lock:
            ended = time.monotonic()
            seconds = ended - self._serving[channel]
            self._serving[channel] = ended
            was_slow = channel in self._slow
            (self._slow.add if seconds > SLOW_S else self._slow.discard)(channel)
            return seconds > SLOW_S and not was_slow


def deliver_all(
    courier: DeliveryWorker, patience: timedelta = timedelta(0), sleep: Callable[[float], None] = time.sleep
) -> list[Attempt]:
    """Send all due deliveries to all channels with `courier`, and return the attempts.

    Wait up to `patience` in total for channels that are delayed by their rate limit.
    """
    attempts: list[Attempt] = []
    courier.correct_times()

    def serve(channel: str) -> None:
        while attempt := courier.deliver(channel):
            attempts.append(attempt)

    with ThreadPoolExecutor(SENDERS) as threads:
        while True:
            list(threads.map(serve, courier.ready()))
            wait = courier.wait()
            if wait is None or wait > patience:
                return attempts
            patience -= max(wait, timedelta(milliseconds=10))
            sleep(wait.total_seconds())
