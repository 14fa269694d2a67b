"""Healthy sources beside hostile ones: the delay of the healthy polls, against the quiet figure of the same run.

    python -m tests.benchmarks neighbours [--healthy 200] [--hostile 20] [--every 4] [--seconds 60]

A pool with one crawler child polls all sources, each `every` so many seconds; every second answer of a healthy one
differs. The delay of a poll is the time from when it was due until its result is there. First the healthy sources are
polled alone, then beside the hostile ones. The aim is a 99th percentile of at most twice the quiet one.
"""

import argparse
import asyncio
import sys
import time

from crawler.model.requests import PollRequest
from crawler.model.results import PollResult
from crawler.model.source import Source
from monitor.polling.crawler_pool import POLLS_A_CHILD, CrawlerPool
from tests.hostile_sites import KINDS, address_of, served


class _Watch:
    """Polls sources on time, with at most POLLS_A_CHILD polls of healthy and of hostile ones in flight."""

    def __init__(self, pool: CrawlerPool, port: int, every_s: float) -> None:
        self._pool = pool
        self._port = port
        self._every_s = every_s
        self._places = asyncio.Semaphore(POLLS_A_CHILD * 2)
        self.states: dict[int, dict[str, object]] = {}
        self.delays: list[float] = []
        self.failed = 0

    async def watch(self, number: int, offset_s: float, ends: float, *, is_healthy: bool) -> None:
        """Poll a source until `ends`; record the delays of a healthy one."""
        url = f"http://{address_of(number)}:{self._port}/list/"
        source = Source.model_validate({"id": f"s{number}", "url": url, "trusted": True})
        due = time.monotonic() + offset_s
        while due < ends:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            async with self._places:
                request = PollRequest(id=source.id, source=source, state=self.states.get(number, {}))
                result = await self._pool.ask(request)
            assert isinstance(result, PollResult)
            self.states[number] = result.state
            if is_healthy:
                self.delays.append(time.monotonic() - due)
                self.failed += result.outcome == "failed"
            due = max(due + self._every_s, time.monotonic())


async def _run(port: int, chosen: argparse.Namespace) -> None:
    pool = CrawlerPool([sys.executable, "-P", "-m", "crawler", "serve", "--delay", "0"])
    warm = _Watch(pool, port, chosen.every)
    every = range(chosen.healthy)

    async def phase(watch: _Watch, hostile: int, seconds: float) -> None:
        ends = time.monotonic() + seconds
        healthy = [
            watch.watch(number, chosen.every * number / chosen.healthy, ends, is_healthy=True) for number in every
        ]
        others = [
            asyncio.ensure_future(watch.watch(chosen.healthy + number, 0.0, ends, is_healthy=False))
            for number in range(hostile)
        ]
        await asyncio.gather(*healthy)
        for other in others:
            other.cancel()

    await phase(warm, 0, chosen.every * 3)
    quiet = _Watch(pool, port, chosen.every)
    quiet.states = warm.states
    await phase(quiet, 0, chosen.seconds)
    _print("quiet", quiet)
    beside = _Watch(pool, port, chosen.every)
    beside.states = quiet.states
    await phase(beside, chosen.hostile, chosen.seconds)
    _print(f"beside {chosen.hostile} hostile sources of {len(KINDS)} kinds", beside)
    print(f"ratio of p99 {_p99(beside) / _p99(quiet):.2f} (aim: at most 2)")
    await pool.close()


def _p99(watch: _Watch) -> float:
    return sorted(watch.delays)[int(len(watch.delays) * 0.99)]


def _print(words: str, watch: _Watch) -> None:
    middle = sorted(watch.delays)[len(watch.delays) // 2]
    print(f"{words}: {len(watch.delays)} polls, {watch.failed} failed, median {middle:.3f} s, p99 {_p99(watch):.3f} s")


def main(arguments: list[str]) -> None:
    """Run both phases and print the ratio."""
    options = argparse.ArgumentParser(prog="neighbours")
    options.add_argument("--healthy", type=int, default=200)
    options.add_argument("--hostile", type=int, default=20)
    options.add_argument("--every", type=float, default=4.0)
    options.add_argument("--seconds", type=float, default=60.0)
    chosen = options.parse_args(arguments)
    with served(chosen.healthy, chosen.hostile) as port:
        asyncio.run(_run(port, chosen))
