import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers import base

from monitor.runtime import scheduler as scheduler_module
from monitor.runtime.clock import ClockWatch
from monitor.runtime.scheduler import Scheduler


class Shifted(datetime):
    """The wall clock of the scheduler's library, `offset` ahead of the real one."""

    offset = timedelta(0)

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.offset


@pytest.mark.parametrize("hours", [-8, 8])
def test_steps_run_at_their_intervals_whatever_the_clock_is_set_to(monkeypatch, hours):
    monkeypatch.setattr(base, "datetime", Shifted)
    monkeypatch.setattr(Shifted, "offset", timedelta(0))
    runs = {"often": 0, "daily": 0}
    changes = []

    async def often():
        runs["often"] += 1

    async def daily():
        runs["daily"] += 1

    async def note(change):
        changes.append(change.set_by)

    async def main():
        watch = ClockWatch(wall=lambda: Shifted.now(UTC).timestamp())
        scheduler = Scheduler(note, watch)
        scheduler.every(0.05, "often", often)
        scheduler.every(7 * 3600.0, "daily", daily)
        scheduler.start()
        await asyncio.sleep(0.2)
        before = runs["often"]
        Shifted.offset = timedelta(hours=hours)
        await asyncio.sleep(0.4)
        await scheduler.stop(1.0)
        return before

    before = asyncio.run(main())
    assert runs["often"] - before >= 3
    assert runs["daily"] == 1
    assert [round(change / timedelta(hours=1)) for change in changes] == [hours]


def test_a_clock_set_back_after_it_was_checked_is_noticed_soon(monkeypatch):
    monkeypatch.setattr(base, "datetime", Shifted)
    monkeypatch.setattr(Shifted, "offset", timedelta(0))
    monkeypatch.setattr(scheduler_module, "LONGEST_WAIT_S", 0.05)
    checked = timedelta(0)
    runs = []

    async def often():
        runs.append(1)

    async def main():
        nonlocal checked
        scheduler = Scheduler(watch=ClockWatch(wall=lambda: (datetime.now(UTC) + checked).timestamp()))
        scheduler.every(0.05, "often", often)
        scheduler.start()
        await asyncio.sleep(0.2)
        # The library sees the new time before the check does.
        Shifted.offset = timedelta(hours=-8)
        await asyncio.sleep(0.2)
        before = len(runs)
        checked = Shifted.offset
        await asyncio.sleep(0.4)
        await scheduler.stop(1.0)
        return before

    before = asyncio.run(main())
    assert len(runs) - before >= 3


def test_steps_with_the_same_interval_run_apart_and_each_at_most_once_at_a_time():
    runs = {"quick": 0, "long": 0}
    ended = asyncio.Event()

    async def quick():
        runs["quick"] += 1

    async def long():
        runs["long"] += 1
        await ended.wait()

    async def main():
        scheduler = Scheduler()
        scheduler.every(0.02, "long", long)
        scheduler.every(0.02, "quick", quick)
        scheduler.start()
        async with asyncio.timeout(10):
            while runs["quick"] < 4:
                await asyncio.sleep(0.01)
            assert runs["long"] == 1
            ended.set()
            while runs["long"] < 3:
                await asyncio.sleep(0.01)
        await scheduler.stop(1.0)

    asyncio.run(main())
