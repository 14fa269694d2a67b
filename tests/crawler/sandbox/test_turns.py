"""The order in which requests of several sources run."""

import asyncio

from crawler.sandbox import turns
from crawler.sandbox.turns import Turns


def order(*sources, cancelled=()):
    """Return the order in which the requests of these sources run if they are made at the same time."""
    ran = []

    async def step(queue, source):
        async with queue.turn(source):
            await asyncio.sleep(0)
            ran.append(source)

    async def work():
        queue = Turns()
        tasks = [asyncio.create_task(step(queue, source)) for source in sources]
        await asyncio.sleep(0)
        for place in cancelled:
            tasks[place].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(1), queue.turn("last"):
            ran.append("last")

    asyncio.run(work())
    return ran


def test_the_pages_of_a_source_are_parsed_one_after_the_other():
    assert order(*"abcabc") == [*"aabbcc", "last"]


def test_a_source_with_many_pages_waits_for_the_others_in_between(monkeypatch):
    monkeypatch.setattr(turns, "PAGES", 2)

    async def poll(queue, ran, source, pages):
        for _ in range(pages):
            async with queue.turn(source):
                await asyncio.sleep(0.01)
                ran.append(source)

    async def work():
        queue = Turns()
        ran = []
        polls = (("a", 5), ("a", 1), ("b", 2), ("b", 1))
        await asyncio.gather(*(poll(queue, ran, source, pages) for source, pages in polls))
        return "".join(ran)

    assert asyncio.run(work()) == "aabbabaaa"


def test_requests_that_nobody_waits_for_any_more_are_left_out():
    assert order(*"abcabc", cancelled=(1, 3)) == [*"abcc", "last"]
    assert order(*"abc", cancelled=(0,)) == [*"bc", "last"]


def test_a_request_cancelled_at_its_turn_passes_it_on():
    async def work():
        queue = Turns()
        ran = []

        async def step(name):
            async with queue.turn(name):
                ran.append(name)

        async with queue.turn("a"):
            called, after = asyncio.create_task(step("b")), asyncio.create_task(step("c"))
            await asyncio.sleep(0)
        called.cancel()
        await asyncio.gather(called, after, return_exceptions=True)
        return ran

    assert asyncio.run(work()) == ["c"]


def test_the_number_of_remembered_sources_is_limited(monkeypatch):
    monkeypatch.setattr(turns, "REMEMBERED", 3)
    queue = Turns()

    async def work():
        for number in range(10):
            async with queue.turn(str(number)):
                pass

    asyncio.run(work())
    assert len(queue._turns) == 3
