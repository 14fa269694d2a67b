"""Classes that run a turn. They take, renew and release its lease, and count consecutive failures."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.cluster.fenced_store import FencedStore
from monitor.errors import MonitorError, StaleEpochError
from monitor.model.turns import TurnKind, TurnLease
from monitor.ports import Store
from monitor.schedule.turns import Successor, TurnLimits, retry_delay

logger = logging.getLogger(__name__)
BUSY = timedelta(seconds=5)
"""The delay of a turn whose key another worker holds."""
TOLD_AFTER = 3
"""The number of failed turns in a row after which the operator gets a report."""
RENEWALS = 3
"""The number of renewals within the time of a lease."""


@dataclass
class HeldTurn:
    """A turn that this worker holds. Its lease ends at `ends_at`, a time of the monotonic clock.

    `lost` is set if another worker has taken over the turn, or if the lease could not be renewed in time.
    """

    lease: TurnLease
    store: FencedStore
    began_at: float
    ends_at: float
    lost: asyncio.Event

    @property
    def key(self) -> str:
        """The key of the turn, such as the shard or the channel."""
        return self.lease.key

    def stale(self) -> StaleEpochError:
        """Return the exception to raise when another worker has taken over this turn."""
        return StaleEpochError(self.lease.kind, self.lease.key, self.lease.epoch)

    def remaining(self) -> timedelta:
        """Return the time until the lease ends. It is negative if the lease has ended."""
        return timedelta(seconds=self.ends_at - time.monotonic())

    def spent(self) -> timedelta:
        """Return the time since the turn began."""
        return timedelta(seconds=time.monotonic() - self.began_at)


WorkOfTurn = Callable[[HeldTurn], Awaitable[Successor | None]]


class TurnRunner:
    """A runner that takes the lease of a turn for the process `owner`, does the work, and releases the lease.

    `clock` returns the current time. It must be the time of the database, which is the same for all workers.
    """

    def __init__(self, store: Store, owner: str, clock: Callable[[], datetime], limits: TurnLimits) -> None:
        self._store = store
        self._owner = owner
        self._clock = clock
        self._limits = limits

    async def run(self, kind: TurnKind, key: str, work: WorkOfTurn) -> Successor | None:
        """Run `work` in a turn, and return the next turn, which the caller must add to the queue.

        If `work` fails, or if another process holds the lease of the turn, the next turn is a later attempt. The result
        is None if `work` returns None, or if other workers must add the next turn because this worker has lost the
        lease or cannot release it.
        """
        began = time.monotonic()
        lease = await asyncio.to_thread(self._take, kind, key)
        if lease is None:
            return Successor(self._clock() + BUSY)
        ends_at = began + self._limits.lease.total_seconds()
        held = HeldTurn(lease, FencedStore(self._store, lease), began, ends_at, asyncio.Event())
        renewing = asyncio.create_task(self._renew(held))
        try:
            successor = await work(held)
            await asyncio.to_thread(self._release, lease, successor.due_at if successor else None)
        except StaleEpochError as error:
            logger.warning("%s", error, extra=_named(lease))
            return None
        except MonitorError as error:
            logger.warning("a turn failed: %s", error, extra=_named(lease))
            return await self._failed(lease, str(error))
        except Exception as error:
            logger.exception("a turn failed", extra=_named(lease))
            return await self._failed(lease, repr(error))
        finally:
            renewing.cancel()
        return successor

    def _take(self, kind: TurnKind, key: str) -> TurnLease | None:
        with self._store.updating() as tx:
            return tx.turns.take(kind, key, self._owner, self._limits.lease)

    def _release(self, lease: TurnLease, due_at: datetime | None, error: str | None = None) -> int:
        with self._store.updating() as tx:
            failures = tx.turns.release(lease, due_at, error)
            if failures == TOLD_AFTER:
                detail = {"kind": lease.kind, "key": lease.key, "error": error, "failures": failures}
                tx.events.add("turn.failing", self._clock(), None, None, detail)
            return failures

    async def _failed(self, lease: TurnLease, error: str) -> Successor | None:
        due_at = self._clock() + retry_delay(1)
        try:
            failures = await asyncio.to_thread(self._release, lease, due_at, error[:500])
        except MonitorError as further:
            # The lease ends by itself, and other workers see that the turn is missing.
            logger.warning("%s", further, extra=_named(lease))
            return None
        return Successor(max(due_at, self._clock() + retry_delay(failures)))

    async def _renew(self, held: HeldTurn) -> None:
        """Renew the lease of a turn at regular intervals, until this task is cancelled.

        If the lease is lost or cannot be renewed in time, set `lost` and return.
        """
        pause_s = self._limits.lease.total_seconds() / RENEWALS
        while held.remaining() > self._limits.margin:
            await asyncio.sleep(min(pause_s, max(0.1, held.remaining().total_seconds() / 4)))
            began = time.monotonic()
            try:
                await asyncio.to_thread(self._renew_once, held.lease)
                held.ends_at = began + self._limits.lease.total_seconds()
            except StaleEpochError:
                break
            except MonitorError as error:
                logger.warning("the lease could not be renewed: %s", error, extra=_named(held.lease))
        held.lost.set()

    def _renew_once(self, lease: TurnLease) -> None:
        with self._store.updating() as tx:
            tx.turns.renew(lease, self._limits.lease)


def _named(lease: TurnLease) -> dict[str, object]:
    return {"action": "turn", "kind": lease.kind, "key": lease.key, "epoch": lease.epoch}
