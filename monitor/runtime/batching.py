"""Steps on the store that are done together when several are asked for at about the same time: one transaction for all
instead of one for each. A transaction costs more than all that is done in it for a poll that found nothing."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

Asked = TypeVar("Asked")
Given = TypeVar("Given")
MOST = 24
"""Steps that are done together: the store's write lock is not held for long."""


class InStore(Protocol):
    """Runs a step in the store's one thread, when those before it have been run."""

    def __call__(self, step: Callable[[], Any]) -> Awaitable[Any]:
        """What the step gives."""


class Batcher(Generic[Asked, Given]):
    """Has `all_of` do several steps in one transaction; it gives one thing for each that was asked, in their order.

    The first waits for others as long as it says, or until there are MOST. When the transaction fails, nothing of it is
    kept; each is done by itself then, so that a fault of one is its own.
    """

    def __init__(self, in_store: InStore, all_of: Callable[[Sequence[Asked]], Sequence[Given]]) -> None:
        self._in_store = in_store
        self._all_of = all_of
        self._open: _Batch[Asked, Given] | None = None

    async def ask(self, asked: Asked, patience_s: float = 0.0) -> Given:
        """What is given for one, which waits so long for others when it is the first. Raises what `all_of` raises for
        it alone."""
        batch = self._open
        if batch is None:
            batch = self._open = _Batch()
            batch.doing = asyncio.create_task(self._do(batch, patience_s))
        place = len(batch.asked)
        batch.asked.append(asked)
        if len(batch.asked) == MOST:
            self._open = None
            batch.full.set()
        assert batch.doing is not None
        # Shielded: one that is given up takes nothing from the others.
        if (given := await asyncio.shield(batch.doing)) is None:
            given = await self._in_store(lambda: self._all_of([asked]))
            place = 0
        return given[place]

    async def _do(self, batch: "_Batch[Asked, Given]", patience_s: float) -> Sequence[Given] | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await batch.full.wait()
        if self._open is batch:
            self._open = None
        if len(batch.asked) == 1:
            return None
        try:
            found: Sequence[Given] = await self._in_store(lambda: self._all_of(batch.asked))
        except Exception:  # noqa: BLE001 - whatever it is: each is done by itself now, and raises what is its own
            return None
        return found


class _Batch(Generic[Asked, Given]):
    """What is done together, once nothing is added to it any more."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.full = asyncio.Event()
        self.doing: asyncio.Task[Sequence[Given] | None] | None = None
