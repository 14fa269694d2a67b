"""A class that executes blocking store operations in a separate thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

S_co = TypeVar("S_co", covariant=True)
T = TypeVar("T")


class StoreExecutor(Generic[S_co]):
    """An executor that runs all steps of a store one after the other in one thread, in order of submission."""

    def __init__(self, store: S_co, thread: ThreadPoolExecutor | None = None) -> None:
        self._store = store
        self._thread = thread or ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    def with_store(self, store: T) -> "StoreExecutor[T]":
        """Return an executor for another store. It runs the steps of that store in the thread of this executor."""
        return StoreExecutor(store, self._thread)

    @property
    def store(self) -> S_co:
        """Return the store on which the executor runs steps."""
        return self._store

    async def run(self, step: Callable[[], T]) -> T:
        """Run a step in the store's thread, and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, step)

    def close(self) -> None:
        """Wait for all submitted steps, then end the thread."""
        self._thread.shutdown()
