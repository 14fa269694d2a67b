"""Slots of polls: slow polls hold up no others."""

import asyncio

import pytest

from monitor.polling.slots import (
    BRIEF_S,
    CLASSES,
    LONG_S,
    POLLS_A_HOST,
    QUICK_S,
    SLOW_S,
    Pace,
    PollSlotQueue,
    PollSlots,
)


def begin(slots, names, now=0.0):
    for name in names:
        slots.begin(name, now)


def test_polls_that_take_long_leave_their_slots_to_others():
    slots = PollSlots(3)
    begin(slots, "abc")
    assert slots.room(LONG_S - 0.1, Pace.USUAL) == 0
    assert slots.room(LONG_S, Pace.USUAL) == 3


def test_unknown_and_long_polls_do_not_delay_quick_sources():
    slots = PollSlots(2)
    begin(slots, "ab")
    slots.end("a", QUICK_S / 2)
    slots.end("b", QUICK_S)
    assert (slots.pace("a"), slots.pace("b"), slots.pace("c")) == (Pace.QUICK, Pace.USUAL, Pace.USUAL)
    begin(slots, "bc", 100.0)
    assert (slots.room(100.0, Pace.QUICK), slots.room(100.0, Pace.USUAL)) == (2, 0)
    # A quick source that takes long for once holds up the others only for a moment.
    begin(slots, "a", 100.0)
    assert slots.room(100.0, Pace.QUICK) == 1
    later = 100.0 + BRIEF_S
    assert (slots.room(later, Pace.QUICK), slots.room(later, Pace.USUAL)) == (2, 0)
    begin(slots, "def", later)
    assert slots.total_room() == slots.room(later + LONG_S, Pace.QUICK) == 0


def test_a_source_whose_poll_took_long_is_slow_until_one_does_not():
    slots = PollSlots(2)
    begin(slots, "a")
    slots.end("a", SLOW_S)
    assert slots.pace("a") is Pace.SLOW
    begin(slots, "a", 100.0)
    assert (slots.room(100.0, Pace.USUAL), slots.room(100.0, Pace.SLOW)) == (2, 1)
    slots.end("a", 101.0)
    assert slots.pace("a") is not Pace.SLOW


def test_polls_that_are_long_for_once_hold_up_no_slow_sources():
    slots = PollSlots(2)
    begin(slots, "ab")
    slots.end("a", SLOW_S)
    begin(slots, "c", SLOW_S)
    assert slots.pace("a") is Pace.SLOW
    assert slots.room(SLOW_S + LONG_S, Pace.SLOW) == 2


@pytest.mark.parametrize("pace", [Pace.USUAL, Pace.SLOW])
def test_polls_of_one_kind_alone_have_the_whole_limit(pace):
    slots = PollSlots(4)
    if pace is Pace.SLOW:
        begin(slots, "abcd")
        for name in "abcd":
            slots.end(name, SLOW_S)
    assert slots.room(50.0, pace) == 4
    begin(slots, "abcd", 50.0)
    assert slots.room(50.0, pace) == 0


def test_all_running_polls_together_have_a_limit():
    slots = PollSlots(2)
    for number in range(CLASSES * 2):
        slots.begin(str(number), 0.0)
    assert slots.room(SLOW_S, Pace.USUAL) == 0


def test_removed_sources_are_forgotten():
    slots = PollSlots(2)
    begin(slots, "ab")
    for name in "ab":
        slots.end(name, SLOW_S)
    slots.forget_all_but({"b": None})
    assert (slots.pace("a"), slots.pace("b")) == (Pace.USUAL, Pace.SLOW)


def test_a_waiting_poll_gets_the_slot_of_a_long_one(monkeypatch):
    monkeypatch.setattr("monitor.polling.slots.LONG_S", 0.01)

    async def long(slots, other_ended):
        async with slots.slot("a", "https://a.gov.cn/"):
            await other_ended.wait()

    async def other(slots, other_ended):
        async with slots.slot("b", "https://b.gov.cn/"):
            other_ended.set()

    async def run():
        slots = PollSlotQueue(1)
        ended = asyncio.Event()
        await asyncio.wait_for(asyncio.gather(long(slots, ended), other(slots, ended)), 60)

    asyncio.run(run())


def test_waiting_polls_begin_in_order_and_cancelled_ones_leave_the_queue():
    begun = []

    async def poll(slots, name):
        async with slots.slot(name, f"https://{name}.gov.cn/"):
            begun.append(name)
            await asyncio.sleep(0)
            if name == "c":
                raise ValueError

    async def run():
        slots = PollSlotQueue(1)
        polls = [asyncio.create_task(poll(slots, name)) for name in "abcd"]
        await asyncio.sleep(0)
        polls[1].cancel()
        return await asyncio.wait_for(asyncio.gather(*polls, return_exceptions=True), 60)

    results = asyncio.run(run())
    assert begun == ["a", "c", "d"]
    assert [type(result) for result in results] == [type(None), asyncio.CancelledError, ValueError, type(None)]


def test_the_polls_of_one_host_leave_slots_to_other_hosts():
    begun = []

    async def poll(slots, name, host, ended):
        async with slots.slot(name, f"https://{host}/{name}"):
            begun.append(host)
            await ended.wait()

    async def run():
        slots = PollSlotQueue(POLLS_A_HOST + 1)
        ended = asyncio.Event()
        names = [(str(number), "a.gov.cn") for number in range(3 * POLLS_A_HOST)] + [("b", "b.gov.cn")]
        polls = [asyncio.create_task(poll(slots, name, host, ended)) for name, host in names]
        async with asyncio.timeout(60):
            while len(begun) < POLLS_A_HOST + 1:
                await asyncio.sleep(0)
            at_once = list(begun)
            ended.set()
            await asyncio.gather(*polls)
        return at_once

    at_once = asyncio.run(run())
    assert sorted(at_once) == ["a.gov.cn"] * POLLS_A_HOST + ["b.gov.cn"]
    assert len(begun) == 3 * POLLS_A_HOST + 1
