import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.runtime.batching import MAX_ITEMS, Batcher


def doubled(*numbers, bad=(), max_wait_s=0.0, apart_s=0.0, give_up=()):
    """The results for these, submitted `apart_s` after each other, and the batches they were processed in; `bad` items
    fail, those of `give_up` are cancelled once they wait."""
    rounds = []

    def process(items):
        rounds.append(list(items))
        if broken := [item for item in items if item in bad]:
            raise ValueError(f"{broken[0]} is bad")
        return [2 * item for item in items]

    async def main():
        with ThreadPoolExecutor(1) as thread:
            batcher = Batcher(lambda step: asyncio.get_running_loop().run_in_executor(thread, step), process)
            tasks = []
            for number in numbers:
                tasks.append(asyncio.create_task(batcher.submit(number, max_wait_s)))
                if apart_s:
                    await asyncio.sleep(apart_s)
            if give_up:
                await asyncio.sleep(0)
                for number in give_up:
                    tasks[numbers.index(number)].cancel()
            return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(main()), rounds


def test_what_is_asked_at_once_is_done_in_one_go_and_each_gets_its_own():
    assert doubled(1, 2, 3) == ([2, 4, 6], [[1, 2, 3]])


def test_one_alone_is_done_alone():
    assert doubled(4) == ([8], [[4]])


def test_others_are_waited_for():
    assert doubled(1, 2, 3, apart_s=0.001, max_wait_s=5.0 / MAX_ITEMS)[1] == [[1, 2, 3]]
    assert len(doubled(1, 2, apart_s=0.05)[1]) == 2


def test_a_fault_of_one_is_its_own_and_the_others_are_done_one_by_one():
    found, rounds = doubled(1, 2, 3, bad=[2])
    assert (found[0], str(found[1]), found[2]) == (2, "2 is bad", 6)
    assert rounds == [[1, 2, 3], [1], [2], [3]]


def test_no_more_than_the_most_are_done_in_one_go_and_then_nobody_waits():
    numbers = list(range(2 * MAX_ITEMS))
    found, rounds = doubled(*numbers, max_wait_s=3600.0)
    assert found == [2 * number for number in numbers]
    assert [len(batch) for batch in rounds] == [MAX_ITEMS, MAX_ITEMS]


def test_one_alone_that_fails_is_tried_once():
    found, rounds = doubled(1, bad=[1])
    assert rounds == [[1]]
    with pytest.raises(ValueError, match="1 is bad"):
        raise found[0]


def test_one_that_is_given_up_takes_nothing_from_the_others():
    found, rounds = doubled(1, 2, 3, give_up=[1], max_wait_s=0.05)
    assert isinstance(found[0], asyncio.CancelledError)
    assert (found[1:], rounds) == ([4, 6], [[1, 2, 3]])
