"""Batch concurrent store operations into one transaction.

For a poll that found nothing, the transaction itself costs more than all that is done in it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
MAX_ITEMS = 24
"""Items of one batch: the store's write lock is not held for long."""


class RunInStore(Protocol):
    """Runs a step in the store's one thread, after the steps before it."""

    def __call__(self, step: Callable[[], Any]) -> Awaitable[Any]:
        """Return the step's result."""


class Batcher(Generic[Item, Result]):
    """Processes the items submitted at about the same time with one call, which returns a result for each, in order.

    The first item waits for others as long as it allows, or until there are MAX_ITEMS. When the call fails, nothing of
    it is kept; each item is then processed by itself, so that it meets only its own faults.
    """

    def __init__(self, run_in_store: RunInStore, process: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._run_in_store = run_in_store
        self._process = process
        self._open: _Batch[Item, Result] | None = None

    async def submit(self, item: Item, max_wait_s: float = 0.0) -> Result:
        """Return the result for an item, which waits at most `max_wait_s` seconds for others if it is the first.

        Raises the error that processing the item alone raises.
        """
        batch = self._open
        if batch is None:
            batch = self._open = _Batch()
            batch.task = asyncio.create_task(self._run(batch, max_wait_s))
        place = len(batch.items)
        batch.items.append(item)
        if len(batch.items) == MAX_ITEMS:
            self._open = None
            batch.full.set()
        assert batch.task is not None
        # Shielded: cancelling one item leaves the others alone.
        results = await asyncio.shield(batch.task)
        if results is None:
            [result] = await self._run_in_store(lambda: self._process([item]))
            return result  # type: ignore[no-any-return]
        return results[place]

    async def _run(self, batch: "_Batch[Item, Result]", max_wait_s: float) -> Sequence[Result] | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max_wait_s):
                await batch.full.wait()
        if self._open is batch:
            self._open = None
        if len(batch.items) == 1:
            return None
        try:
            results: Sequence[Result] = await self._run_in_store(lambda: self._process(batch.items))
        except Exception:  # noqa: BLE001 - whatever it is: each item is processed alone now, and raises its own error
            return None
        return results


class _Batch(Generic[Item, Result]):
    """Items to be processed together."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.full = asyncio.Event()
        self.task: asyncio.Task[Sequence[Result] | None] | None = None
