"""Measure the memory of a crawler child over many polls: alone, and renewed by the monitor's pool of children.

Linux only: 40 loopback addresses represent as many hosts, and the resident size is read from /proc. A tenth of the 200
sources is broken (404, 500, or no answer). Half of the others answer 304, and half 200, mostly with the same bytes. At
every tenth poll, the listing has changed and links to one new page. All sources set a cookie and have a robots.txt.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import socket
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from crawler.model.requests import PollRequest
from crawler.model.results import PollResult
from crawler.model.source import Source
from monitor.polling.crawler_pool import RENEW_BYTES, RENEW_REQUESTS, CrawlerPool, CrawlerProcess
from tests.benchmarks.polls import NOTICE

SOURCES = 200
HOSTS = 40
IN_FLIGHT = 24
ROWS = 12
CHANGES = 10
HANGING = 100
HANGS_S = 1.0
"""The source that does not answer, on a host of its own, and the seconds that are waited for it."""
MIB = 1024 * 1024


def _listing(number: int, version: int) -> bytes:
    rows = "".join(
        f'<li><a href="/notice/{number}-{row}.html">关于开展第{number}类第{row}批项目申报工作的通知</a>'
        f"<span>2024-05-{row % 28 + 1:02}</span></li>"
        for row in range(version + ROWS, version, -1)
    )
    return f'<html><head><meta charset="utf-8"></head><body><ul class="list">{rows}</ul></body></html>'.encode()


def _kind(number: int) -> str:
    broken = {0: "404", 7: "500", 13: "404", 19: "500"}.get(number % 40)
    return "hangs" if number == HANGING else broken or ("304" if number % 2 else "200")


def _host(number: int) -> int:
    return HOSTS if number == HANGING else number % HOSTS


class _Site:
    """The answers of all sources."""

    def __init__(self) -> None:
        self._polled: Counter[int] = Counter()

    def answer(self, path: str, conditional: bytes) -> bytes | None:
        """The answer to a request with this If-None-Match, or None for never."""
        if path.startswith("/notice/"):
            return _response("200 OK", NOTICE)
        if not path.startswith("/list/"):
            return _response("404 Not Found", b"")
        number = int(path.rpartition("/")[2])
        kind = _kind(number)
        if kind in ("404", "500"):
            return _response(f"{kind} No", b"<h1>no</h1>")
        self._polled[number] += 1
        version = self._polled[number] // CHANGES
        etag = f'"{version}"' if kind == "304" else ""
        if kind == "304" and conditional == etag.encode():
            return _response("304 Not Modified", b"", etag)
        return None if kind == "hangs" else _response("200 OK", _listing(number, version), etag)


def _response(status: str, body: bytes, etag: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nSet-Cookie: session={time.monotonic_ns()}\r\n"
    head += f"ETag: {etag}\r\n" if etag else ""
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _serve(port: int, ready: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    site = _Site()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                line, *fields = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
                tags = [
                    value.strip()
                    for name, _, value in (field.partition(b":") for field in fields)
                    if name.lower() == b"if-none-match"
                ]
                answer = site.answer(line.split(b" ", 2)[1].decode(), tags[0] if tags else b"")
                if answer is not None:
                    writer.write(answer)
                    await writer.drain()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(handle, [f"127.0.0.{1 + host}" for host in range(HOSTS + 1)], port)
        ready.put(True)
        await server.serve_forever()

    asyncio.run(main())


@contextlib.contextmanager
def _server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ready: multiprocessing.Queue[bool] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_serve, args=(port, ready), daemon=True)
    process.start()
    ready.get()
    yield port
    process.terminate()


class _Feed:
    """The requests of the sources in turn, each with the state that its last result gave; what came of them."""

    def __init__(self, port: int, polls: int) -> None:
        select = {"item": "ul.list li", "link": "a", "date": "span"}
        self.sources = [
            Source.model_validate(
                {
                    "id": f"s{number}",
                    "type": "html",
                    "trusted": True,
                    "select": select,
                    "url": f"http://127.0.0.{1 + _host(number)}:{port}/list/{number}",
                }
            )
            for number in range(SOURCES)
        ]
        self.states: list[dict[str, object]] = [{} for _ in self.sources]
        self.numbers = iter(range(polls))
        self.outcomes: Counter[str] = Counter()
        self.notices = self.lost = 0

    def request(self, number: int) -> PollRequest:
        index = number % SOURCES
        return PollRequest(
            id=str(number),
            source=self.sources[index],
            state=self.states[index],
            deadline_s=HANGS_S if _kind(index) == "hangs" else 60.0,
        )

    def take(self, number: int, result: PollResult) -> None:
        self.states[number % SOURCES] = result.state
        failure = result.failures[0].code if result.outcome == "failed" else ""
        self.outcomes[failure or result.outcome] += 1
        self.notices += len(result.notices)
        self.lost += result.id != str(number) or failure == "child_died"

    @property
    def done(self) -> int:
        return self.outcomes.total()


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        return 0


def _command() -> list[str]:
    return [sys.executable, "-m", "crawler", "serve", "--delay", "0"]


class _Counted(CrawlerPool):
    """Children that tell which processes were started."""

    def __init__(self) -> None:
        super().__init__(_command())
        self.started: list[CrawlerProcess] = []

    async def _start(self) -> CrawlerProcess:
        self.started.append(await super()._start())
        return self.started[-1]


async def _alone(feed: _Feed, every: int) -> list[int]:
    """The resident sizes of one child that is never renewed, at each so many polls."""
    child = await CrawlerProcess.start(_command())
    sizes: list[int] = []

    async def work() -> None:
        for number in feed.numbers:
            result = await child.ask(feed.request(number), str(number))
            assert isinstance(result, PollResult)
            feed.take(number, result)
            if feed.done % every == 0:
                sizes.append(_resident(child.pid))

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    await child.close()
    return sizes


async def _renewed(feed: _Feed) -> tuple[int, int, int]:
    """Children started, the largest resident size of any child, and of all together, in bytes."""
    children = _Counted()
    largest = together = 0

    async def work() -> None:
        nonlocal largest, together
        for number in feed.numbers:
            result = await children.ask(feed.request(number))
            assert isinstance(result, PollResult)
            feed.take(number, result)
            if feed.done % 50 == 0:
                sizes = [_resident(child.pid) for child in children.started if child.alive]
                largest = max(largest, *sizes)
                together = max(together, sum(sizes))

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    await children.close()
    return len(children.started), largest, together


def _say(feed: _Feed, polls: int, seconds: float) -> None:
    outcomes = ", ".join(f"{name} {count}" for name, count in feed.outcomes.most_common())
    print(
        f"  {polls} polls in {seconds:.0f} s: {outcomes}; {feed.notices} pages read; "
        f"{polls - feed.done + feed.lost} lost"
    )


def _trend(sizes: list[int], polls: int) -> float:
    """KiB that each 1,000 polls add, over the second half: what is loaded once has been loaded by then."""
    half = sizes[len(sizes) // 2 :]
    step = polls / len(sizes) / 1000
    return statistics.linear_regression(range(len(half)), half).slope / step / 1024


def main(arguments: list[str]) -> None:
    """Runs both and prints what the resident sizes did."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks memory")
    options.add_argument("--polls", type=int, default=50_000)
    chosen = options.parse_args(arguments)
    every = max(1, min(1000, chosen.polls // 10))
    with _server() as port:
        print("one child, never renewed")
        feed = _Feed(port, chosen.polls)
        start = time.perf_counter()
        sizes = asyncio.run(_alone(feed, every))
        _say(feed, chosen.polls, time.perf_counter() - start)
        shown = " ".join(f"{size / MIB:.1f}" for size in sizes)
        print(f"  MiB resident at each {every} polls: {shown}")
        print(
            f"  growth {_trend(sizes, chosen.polls):.1f} KiB per 1,000 polls (second half), "
            f"largest {max(sizes) / MIB:.1f} MiB"
        )
    with _server() as port:
        print(f"a pool of one, renewed at {RENEW_REQUESTS} requests or {RENEW_BYTES // MIB} MiB")
        feed = _Feed(port, chosen.polls)
        start = time.perf_counter()
        started, largest, together = asyncio.run(_renewed(feed))
        _say(feed, chosen.polls, time.perf_counter() - start)
        print(
            f"  {started - 1} renewals, largest child {largest / MIB:.1f} MiB, "
            f"old and new together at most {together / MIB:.1f} MiB"
        )
