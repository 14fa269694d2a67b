import asyncio
import threading

import pytest

from monitor.errors import StoreError
from monitor.runtime.store_executor import StoreExecutor


def run(work):
    """Runs `work` with an executor whose store is a list, and closes it."""
    executor = StoreExecutor([])

    async def main():
        try:
            return await work(executor)
        finally:
            executor.close()

    return asyncio.run(main())


def test_steps_run_one_after_the_other_in_one_other_thread():
    async def work(executor):
        def step(number):
            executor.store.append((number, threading.get_ident()))
            return number

        numbers = await asyncio.gather(*(executor.run(lambda number=number: step(number)) for number in range(20)))
        return numbers, executor.store

    numbers, steps = run(work)
    assert numbers == [number for number, _ in steps] == list(range(20))
    assert len({thread for _, thread in steps} | {threading.get_ident()}) == 2


def test_an_error_of_a_step_reaches_its_caller_alone():
    async def work(executor):
        def failing():
            raise StoreError("locked")

        with pytest.raises(StoreError, match="locked"):
            await executor.run(failing)
        return await executor.run(lambda: "fine")

    assert run(work) == "fine"
