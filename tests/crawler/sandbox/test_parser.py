"""The processes that parse: a page that hangs or kills one is a failure of its own source."""

import asyncio
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from crawler.model.errors import TooComplexError
from crawler.polling.listing_steps import read_entry
from crawler.polling.notice_steps import read_text
from crawler.sandbox import parser as parsing
from crawler.sandbox import process
from crawler.sandbox.lanes import HELD_UP_S, STALLED_S
from crawler.sandbox.parser import ProcessParser
from crawler.sandbox.process import SandboxProcess, command, request_of
from tests.crawler.builders import TODAY, a_listing, a_page, a_source, ten_rows
from tests.crawler.sandbox.hostile_steps import autogroup, devour, die, echo, hang, modules, pid_of, spend

pytestmark = pytest.mark.slow


@pytest.fixture
def patient(monkeypatch):
    monkeypatch.setattr(parsing, "SMALL", replace(parsing.SMALL, seconds=6.0, first_s=0.0))
    monkeypatch.setattr(process, "WAIT_S", 30.0)
    made = ProcessParser()
    yield made
    made.close()


@pytest.fixture
def parser(monkeypatch):
    for name in ("SMALL", "RELIEF", "LARGE", "SUSPECT"):
        monkeypatch.setattr(parsing, name, replace(getattr(parsing, name), seconds=1.0, first_s=0.0))
    monkeypatch.setattr(process, "WAIT_S", 2.0)
    made = ProcessParser()
    yield made
    made.close()


def run(*steps):
    async def work():
        return await asyncio.gather(*steps, return_exceptions=True)

    return asyncio.run(work())


def cpu_s(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def test_a_listing_is_read_in_a_process_that_loads_neither_scrapy_nor_the_reading(parser):
    page = a_page(a_listing(*ten_rows()))
    [reading] = run(parser.run("a", read_entry, page, a_source(), TODAY))
    assert len(reading.listing.links) == 10
    [loaded] = run(parser.run("a", modules, 0))
    assert not {"scrapy", "twisted", "trafilatura", "feedparser"} & set(loaded)


def test_processes_are_forked_after_the_libraries_of_their_step_were_loaded(parser):
    run(parser.run("a", read_entry, a_page(a_listing(*ten_rows())), a_source(), TODAY))
    [before] = run(parser.run("a", pid_of, 0))
    [fresh, loaded, text] = run(
        parser.run("a", pid_of, 0),
        parser.run("a", modules, 0),
        parser.run("a", read_text, "正文。", "http://a.cn/1", None),
    )
    assert fresh == before
    assert "crawler.reading" not in loaded
    assert text.text == "正文。"
    after, loaded = run(parser.run("a", pid_of, 0), parser.run("a", modules, 0))
    assert after != before
    assert {"crawler.reading", "trafilatura"} <= set(loaded)


def test_a_fork_server_that_was_killed_is_replaced_with_its_processes(parser):
    [before] = run(parser.run("a", pid_of, 0))
    server = psutil.Process(before).parent()
    server.kill()
    server.wait(10)
    [after] = run(parser.run("a", pid_of, 0))
    assert after != before
    assert psutil.Process(after).parent().pid != server.pid
    assert not psutil.pid_exists(before) or psutil.Process(before).status() == psutil.STATUS_ZOMBIE


def test_a_fork_server_ends_with_the_parser():
    made = ProcessParser()
    [pid] = run(made.run("a", pid_of, 0))
    server = psutil.Process(pid).parent()
    made.close()
    assert not server.is_running()


def test_hostile_pages_hold_others_up_for_a_moment_alone(parser):
    run(parser.run("good", echo, 1))
    began = time.monotonic()
    hostile = [parser.run(f"bad{n}", step, n) for n, step in enumerate((hang, die, devour))]
    *bad, good = run(*hostile, parser.run("good", echo, 2))
    assert good == 2
    assert [type(error) for error in bad] == [TooComplexError] * 3
    # Known by now: they wait for each other in a lane of their own.
    began = time.monotonic()
    again = parser.run("bad0", hang, 7)
    *_, good = run(again, *(parser.run("good", echo, n) for n in range(20)))
    assert good == 19
    assert time.monotonic() - began < 6


def test_small_pages_of_a_slow_source_are_read_elsewhere(parser):
    small, _ = run(parser.run("good", pid_of, 0), parser.run("heavy", spend, 0.0))
    # It ends in time, but its source has kept others waiting.
    run(parser.run("heavy", spend, 0.4))
    here, there = run(parser.run("good", pid_of, 0), parser.run("heavy", pid_of, 0))
    assert here == small != there


def test_a_slow_source_is_read_with_the_others_again_after_a_fast_page(parser):
    small, _ = run(parser.run("good", pid_of, 0), parser.run("heavy", spend, 0.0))
    run(parser.run("heavy", spend, 0.4))
    # The first run of a step in a process shows nothing, since it may load libraries.
    [there] = run(parser.run("heavy", pid_of, 0))
    assert there != small
    assert run(parser.run("heavy", pid_of, 0)) == [there]
    assert run(parser.run("heavy", pid_of, 0)) == [small]


def test_a_small_page_that_takes_long_delays_other_sources_only_for_a_moment(patient):
    [small] = run(patient.run("good", pid_of, 0))

    async def work():
        used = cpu_s(small)
        held = asyncio.create_task(patient.run("bad", spend, 4.0))
        while cpu_s(small) - used < HELD_UP_S + 0.1:
            await asyncio.sleep(0.02)
        own = asyncio.create_task(patient.run("bad", pid_of, 1))
        relief = await patient.run("good", pid_of, 1)
        assert not held.done()
        assert not own.done()
        await asyncio.gather(held, own)
        return relief, await patient.run("good", pid_of, 2)

    relief, after = asyncio.run(work())
    assert relief != small == after


def test_a_step_that_waits_for_a_busy_machine_does_not_start_another_process(patient):
    [small] = run(patient.run("good", pid_of, 0))

    async def work():
        os.kill(small, signal.SIGSTOP)
        held = asyncio.create_task(patient.run("bad", pid_of, 1))
        await asyncio.sleep(2 * HELD_UP_S)
        good = asyncio.create_task(patient.run("good", pid_of, 1))
        await asyncio.sleep(0)
        os.kill(small, signal.SIGCONT)
        return await asyncio.gather(held, good)

    assert asyncio.run(work()) == [small, small]


def test_a_step_in_a_stopped_process_delays_other_sources_only_for_a_moment(patient):
    [small] = run(patient.run("good", pid_of, 0))

    async def work():
        os.kill(small, signal.SIGSTOP)
        held = asyncio.create_task(patient.run("bad", pid_of, 1))
        await asyncio.sleep(STALLED_S + 0.2)
        relief = await patient.run("good", pid_of, 1)
        os.kill(small, signal.SIGCONT)
        return relief, await held

    relief, held = asyncio.run(work())
    assert relief != small == held


def test_the_first_run_of_a_step_has_time_for_its_imports(monkeypatch):
    monkeypatch.setattr(parsing, "SMALL", replace(parsing.SMALL, seconds=0.2, first_s=2.0))
    made = ProcessParser()
    small, _ = run(made.run("a", pid_of, 0), made.run("a", spend, 0.6))
    [again] = run(made.run("a", pid_of, 0))
    assert again == small
    # What exceeds the limit of small pages is read in the lane for large ones.
    assert run(made.run("a", spend, 0.6)) == [0.6]
    [there, after] = run(made.run("a", pid_of, 0), made.run("b", pid_of, 0))
    assert len({there, after, small}) == 3
    made.close()


def test_what_has_failed_twice_is_not_run_again(parser):
    run(parser.run("bad", hang, 0))
    began = time.monotonic()
    assert isinstance(run(parser.run("bad", hang, 0))[0], TooComplexError)
    assert time.monotonic() - began < 0.5
    assert run(parser.run("bad", echo, 3)) == [3]


def test_a_stopped_process_is_replaced(parser):
    [before] = run(parser.run("a", pid_of, 0))
    os.kill(before, signal.SIGSTOP)
    [after] = run(parser.run("a", pid_of, 0))
    assert after != before


def test_steps_that_nobody_waits_for_any_more_are_not_run(parser):
    async def work():
        waiting = asyncio.create_task(parser.run("a", hang, 0))
        await asyncio.sleep(0.2)
        queued = asyncio.create_task(parser.run("b", hang, 1))
        await asyncio.sleep(0)
        queued.cancel()
        return await parser.run("c", echo, 5), waiting.cancel()

    assert asyncio.run(work())[0] == 5


def test_an_idle_process_ends(monkeypatch):
    monkeypatch.setattr(parsing, "SMALL", replace(parsing.SMALL, idle_s=0.2))
    made = ProcessParser()
    [pid] = run(made.run("a", pid_of, 0))
    ends = time.monotonic() + 10
    while made._small._process._process.poll() is None:
        assert time.monotonic() < ends
        time.sleep(0.05)
    [after] = run(made.run("a", pid_of, 0))
    assert after != pid
    made.close()


AUTOGROUP = Path("/proc/self/autogroup")


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="the system schedules no sessions as groups")
def test_a_process_yields_to_others_even_where_sessions_are_scheduled_as_groups():
    process = SandboxProcess(command(60.0, 10))
    try:
        assert "nice 5" in process.ask(request_of(autogroup, 0), 5.0)
    finally:
        process.close()
