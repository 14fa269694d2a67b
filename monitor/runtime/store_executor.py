"""A class that executes blocking store operations in a separate thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

S_co = TypeVar("S_co", covariant=True)
T = TypeVar("T")


class StoreExecutor(Generic[S_co]):
    """An executor that runs all steps of a store one after the other in one thread, in order of submission.

    Long computations whose results are to be stored run one after the other in a second thread.
    """

    def __init__(
        self, store: S_co, thread: ThreadPoolExecutor | None = None, computing: ThreadPoolExecutor | None = None
    ) -> None:
        self._store = store
        self._thread = thread or ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._computing = computing or ThreadPoolExecutor(max_workers=1, thread_name_prefix="compute")

    def with_store(self, store: T) -> "StoreExecutor[T]":
        """Return an executor for another store. It runs the steps of that store in the threads of this executor."""
        return StoreExecutor(store, self._thread, self._computing)

    @property
    def store(self) -> S_co:
        """Return the store on which the executor runs steps."""
        return self._store

    async def run(self, step: Callable[[], T]) -> T:
        """Run a step in the store's thread, and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, step)

    async def compute(self, step: Callable[[], T]) -> T:
        """Run a long step that does not use the store, so that the steps of the store do not wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self._computing, step)

    def close(self) -> None:
        """Wait for all submitted steps, then end the threads."""
        self._computing.shutdown()
        self._thread.shutdown()
