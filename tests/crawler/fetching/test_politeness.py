import asyncio
import itertools
import subprocess
import sys
from types import SimpleNamespace

import pytest
from scrapy.http import TextResponse

from crawler.fetching import politeness
from crawler.fetching.politeness import (
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    SITES,
    HostTraffics,
    Pauses,
    RequestSlots,
    SharedHostTraffics,
    take_turn,
    wait_for_turn,
)
from crawler.model import errors

ASKED = "https://example.org/a"
SAME = "https://example.org/b"
OTHER = "https://other.org/"


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(politeness, "monotonic", lambda: now.seconds)
    return now


@pytest.fixture(params=["one process", "shared"])
def traffics(request, tmp_path):
    return HostTraffics() if request.param == "one process" else SharedHostTraffics(tmp_path)


def note(pauses, status=429, wait=None, url=ASKED):
    pauses.note(TextResponse(url, status=status, headers={"Retry-After": wait} if wait else {}))


def left(pauses, url=ASKED):
    """Seconds of the pause that is left; 0 when requests may be sent."""
    try:
        pauses.check(url)
    except errors.BlockedError as blocked:
        return blocked.retry_after
    return 0


def test_a_site_that_asks_for_patience_is_left_alone_for_that_time(clock, traffics):
    found = Pauses(traffics)
    note(found, wait="90")
    clock.seconds += 30
    with pytest.raises(errors.BlockedError, match="another 60 s") as caught:
        found.check(SAME)
    assert caught.value.retry_after == 60
    clock.seconds += 61
    found.check(SAME)


def test_other_sites_are_not_meant(clock, traffics):
    found = Pauses(traffics)
    note(found, 503, "90")
    found.check(OTHER)


@pytest.mark.parametrize(("status", "wait"), [(404, "9"), (200, "9"), (429, "0"), (500, None), (403, None)])
def test_other_answers_ask_for_none(clock, traffics, status, wait):
    found = Pauses(traffics)
    note(found, status, wait)
    found.check(ASKED)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("wait", [None, "x"])
def test_pauses_grow_with_each_refusal_and_shrink_with_each_answer(clock, traffics, status, wait):
    found = Pauses(traffics)
    pauses = []
    for _ in range(9):
        note(found, status, wait)
        pauses.append(left(found))
        clock.seconds += pauses[-1]
    assert pauses[:4] == [FIRST_PAUSE_S, 20, 40, 80]
    assert pauses[-1] == LONGEST_PAUSE_S
    shorter = []
    while not shorter or shorter[-1]:
        note(found, 200)
        shorter.append(left(found))
        clock.seconds += shorter[-1]
    assert shorter == [450, 225, 112.5, 56.25, 28.125, 14.0625, 7.03125, 3.515625, 0]
    note(found, 200)
    assert left(found) == 0


def test_the_time_without_a_refusal_counts_towards_recovery(clock, traffics):
    found = Pauses(traffics)
    note(found)
    clock.seconds += FIRST_PAUSE_S + 1
    note(found, 200)
    assert left(found) == FIRST_PAUSE_S / 2 - 1
    clock.seconds += 300
    note(found, 200)
    assert left(found) == 0


@pytest.mark.parametrize("wait", [None, "120"])
def test_a_response_within_a_pause_does_not_shorten_it(clock, traffics, wait):
    found = Pauses(traffics)
    note(found)
    clock.seconds += FIRST_PAUSE_S
    note(found, 429, wait)
    before = left(found)
    note(found, 200)
    assert left(found) == before
    note(found, 429, "1")
    assert left(found) == before


def test_refusals_of_requests_sent_together_are_one(clock, traffics):
    found = Pauses(traffics)
    note(found)
    note(found)
    assert left(found) == FIRST_PAUSE_S


def test_the_pauses_of_one_process_hold_for_another(clock, tmp_path):
    note(Pauses(SharedHostTraffics(tmp_path)))
    assert left(Pauses(SharedHostTraffics(tmp_path))) == FIRST_PAUSE_S


def test_only_so_many_sites_are_kept_in_mind(clock):
    traffics = HostTraffics()
    for number in range(SITES + 5):
        note(Pauses(traffics), url=f"https://h{number}.org/", wait="60")
    assert len(traffics._hosts) == SITES


def test_turns_of_processes_are_a_delay_apart(tmp_path):
    async def turns():
        loop = asyncio.get_running_loop()
        began = loop.time()
        moments = []

        async def turn(process):
            await wait_for_turn(process, "a.gov.cn", 0.1, None)
            while not take_turn(process, "a.gov.cn", 0.1):
                await wait_for_turn(process, "a.gov.cn", 0.1, None)
            moments.append(loop.time() - began)

        processes = [SharedHostTraffics(tmp_path) for _ in range(2)]
        await asyncio.gather(*(turn(process) for process in processes * 2))
        return sorted(moments)

    moments = asyncio.run(turns())
    assert all(later - earlier > 0.08 for earlier, later in itertools.pairwise(moments))


def test_no_turn_is_taken_that_comes_too_late(tmp_path):
    async def turns():
        traffics = SharedHostTraffics(tmp_path)
        await wait_for_turn(traffics, "a.gov.cn", 60.0, None)
        assert take_turn(traffics, "a.gov.cn", 60.0)
        assert not take_turn(traffics, "a.gov.cn", 60.0)
        assert take_turn(traffics, "b.gov.cn", 60.0)
        with pytest.raises(errors.TimedOutError):
            await wait_for_turn(traffics, "a.gov.cn", 60.0, asyncio.get_running_loop().time() + 0.1)

    asyncio.run(turns())


async def most_at_once(*processes, name="192.0.2.1", requests=6):
    """How many requests were in flight at once."""
    under_way = 0
    most = 0

    async def request(places):
        nonlocal under_way, most
        async with places.slot(name):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.02)
            under_way -= 1

    await asyncio.gather(*(request(places) for places in processes for _ in range(requests)))
    return most


@pytest.mark.parametrize("processes", [1, 3])
def test_two_requests_are_in_flight_at_most(tmp_path, processes):
    shared = [RequestSlots(2, tmp_path if processes > 1 else None) for _ in range(processes)]
    assert asyncio.run(most_at_once(*shared)) == 2


@pytest.mark.slow
def test_a_place_comes_back_when_its_process_ends(tmp_path):
    holds = (
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from crawler.fetching.politeness import RequestSlots\n"
        "async def work():\n"
        "    async with RequestSlots(1, Path(sys.argv[1])).slot('x'):\n"
        "        print('held', flush=True)\n"
        "        await asyncio.sleep(600)\n"
        "asyncio.run(work())\n"
    )
    process = subprocess.Popen([sys.executable, "-c", holds, tmp_path], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"

    async def wait():
        async with asyncio.timeout(10), RequestSlots(1, tmp_path).slot("x"):
            return process.returncode

    async def work():
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.2)
        assert not waiting.done()
        process.kill()
        process.communicate()
        return await waiting

    assert asyncio.run(work()) == -9
