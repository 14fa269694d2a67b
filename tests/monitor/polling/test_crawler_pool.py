"""The pool of children, with small real processes in the place of crawlers."""

import asyncio
import os
import signal
import sys

import pytest

from crawler.model import results
from crawler.model.requests import STATE_LIMIT, PollRequest
from crawler.model.source import Source
from monitor.polling import crawler_pool as children
from monitor.polling.crawler_pool import CrawlerPool

pytestmark = pytest.mark.slow
# Answers each request in a thread of its own, the even ones late, with its process id as the source's state.
CHILD = """
import json, os, sys, threading, time
kept = bytearray(int(sys.argv[1]))
def answer(request):
    time.sleep(0.2 if int(request["source"]["id"]) % 2 == 0 else 0)
    result = {"do": "poll", "id": request["id"], "source": request["source"]["id"], "outcome": "ok",
              "state": {"pid": os.getpid()}}
    os.write(1, json.dumps(result).encode() + b"\\n")
for line in iter(sys.stdin.readline, ""):
    threading.Thread(target=answer, args=[json.loads(line)]).start()
"""


def request(number):
    source = Source.model_validate({"id": str(number), "type": "html", "url": "http://a.example/"})
    return PollRequest(id=f"request {number}", source=source)


async def ask(numbers, at_once, size=0):
    """The results of the requests, at most so many in flight,
    asked of children that hold so many bytes."""
    pool = CrawlerPool([sys.executable, "-c", CHILD, str(size)])
    places = asyncio.Semaphore(at_once)

    async def one(number):
        async with places:
            return await pool.ask(request(number))

    try:
        return await asyncio.gather(*map(one, numbers))
    finally:
        await pool.close()


def ends(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def processes(results):
    return {result.state["pid"] for result in results}


def test_a_child_is_renewed_after_its_requests_and_no_answer_is_lost(monkeypatch):
    monkeypatch.setattr(children, "RENEW_REQUESTS", 5)
    results = asyncio.run(ask(range(40), at_once=8))
    assert [(one.id, one.source, one.outcome) for one in results] == [
        (f"request {number}", str(number), "ok") for number in range(40)
    ]
    assert len(processes(results)) == 8
    assert all(map(ends, processes(results)))


def test_a_child_that_has_grown_is_renewed(monkeypatch):
    monkeypatch.setattr(children, "RENEW_BYTES", 40 * 1024 * 1024)
    assert len(processes(asyncio.run(ask(range(6), at_once=1, size=0)))) == 1
    assert len(processes(asyncio.run(ask(range(6), at_once=1, size=64 * 1024 * 1024)))) == 6


def test_a_state_larger_than_the_limit_is_not_sent():
    large = request(1).model_copy(update={"state": {"known": "x" * STATE_LIMIT}})

    async def ask_once():
        pool = CrawlerPool([sys.executable, "-c", CHILD, "0"])
        try:
            return await pool.ask(large)
        finally:
            await pool.close()

    result = asyncio.run(ask_once())
    assert (result.outcome, result.id, result.state) == ("failed", "request 1", {})
    assert result.failures[0].reason == "request.state_too_large"


def test_an_answer_whose_state_is_too_large_is_a_failure(monkeypatch):
    monkeypatch.setattr(results, "STATE_LIMIT", 5)
    [result] = asyncio.run(ask([1], at_once=1))
    assert (result.outcome, result.id, result.state) == ("failed", "request 1", {})
    assert (result.failures[0].reason, result.failures[0].params["limit"]) == ("request.state_too_large", 5)


def test_a_stopped_child_is_noticed_and_its_requests_are_asked_again(monkeypatch):
    monkeypatch.setattr(children, "PING_S", 0.1)
    monkeypatch.setattr(children, "SILENT_S", 0.6)

    async def work():
        pool = CrawlerPool([sys.executable, "-c", CHILD, "0"])
        before = await pool.ask(request(1))
        os.kill(before.state["pid"], signal.SIGSTOP)
        async with asyncio.timeout(10):
            after = await pool.ask(request(1))
        await pool.close()
        return before.state["pid"], after.state["pid"]

    before, after = asyncio.run(work())
    assert before != after


def test_a_child_that_answers_pings_is_left_to_work(monkeypatch):
    monkeypatch.setattr(children, "PING_S", 0.1)
    monkeypatch.setattr(children, "SILENT_S", 0.5)
    slow = CHILD.replace("time.sleep(0.2", "time.sleep(1.5").replace(
        "    threading",
        '    if "ping" in line: os.write(1, b\'{"do": "pong", "id": "ping"}\\n\'); continue\n    threading',
    )

    async def work():
        pool = CrawlerPool([sys.executable, "-c", slow, "0"])
        result = await pool.ask(request(2))
        await pool.close()
        return result

    assert asyncio.run(work()).outcome == "ok"
