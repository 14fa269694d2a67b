"""Run the store's blocking steps in one thread, off the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

S_co = TypeVar("S_co", covariant=True)
T = TypeVar("T")


class StoreExecutor(Generic[S_co]):
    """One thread for all steps of one store: they run one after the other, in the order in which they came."""

    def __init__(self, store: S_co) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    @property
    def store(self) -> S_co:
        """The store whose steps it runs."""
        return self._store

    async def run(self, step: Callable[[], T]) -> T:
        """Run a step in the store's thread and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, step)

    def close(self) -> None:
        """Finish the steps that were submitted, and end the thread."""
        self._thread.shutdown()
