"""A class that combines concurrent store operations into one transaction.

This saves time, because beginning and committing a transaction takes longer than recording a poll without new notices.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
MAX_ITEMS = 24
"""The maximum number of items in a batch, so that the store's write lock is held only briefly."""


class RunInStore(Protocol):
    """A function that runs a step in the store's only thread, after all steps that were submitted earlier."""

    def __call__(self, step: Callable[[], Any]) -> Awaitable[Any]:
        """Run `step` and return its result."""


class Batcher(Generic[Item, Result]):
    """A queue that processes items submitted at about the same time with one call of `process`.

    `process` returns one result per item, in the same order. A batch is processed as soon as it has `MAX_ITEMS` items
    or its first item has waited for the maximum time. If the call fails, each item is processed separately, so that an
    item fails only because of its own errors. Therefore, a failed call of `process` must not have any effect.
    """

    def __init__(self, run_in_store: RunInStore, process: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._run_in_store = run_in_store
        self._process = process
        self._open: _Batch[Item, Result] | None = None

    async def submit(self, item: Item, max_wait_s: float = 0.0) -> Result:
        """Process an item together with others submitted at about the same time, and return its result.

        If the item is the first of a batch, it waits at most `max_wait_s` seconds for other items. If the batch fails,
        the item is processed alone, and any exception is raised.
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
        # Shielded, so that cancelling one item does not cancel the others.
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
        except Exception:  # noqa: BLE001 - after any error, each item is processed alone, and raises its own error
            return None
        return results


class _Batch(Generic[Item, Result]):
    """A batch of items to be processed together."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.full = asyncio.Event()
        self.task: asyncio.Task[Sequence[Result] | None] | None = None
