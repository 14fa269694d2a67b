"""Measure polls of listings per second through `crawler serve`, against a bare Scrapy spider on the same server.

Half of the answers are 304, and half 200 with the same 40 links: first with a counter in the page, so that every 200
must be parsed, then with exactly the same bytes. The bare spider has the same settings, sends the same conditional
requests and parses each 200 with the same listing code. It keeps its state in a dict and writes nothing.
"""

import argparse
import contextlib
import itertools
import json
import multiprocessing
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

SOURCES = 200
IN_FLIGHT = 24
_ROWS = "".join(
    f'<li><a href="/notice/{n}.html">关于开展二〇二四年度第{n}批项目申报工作的通知</a>'
    f"<span>2024-05-{n % 28 + 1:02}</span></li>"
    for n in range(40)
)
_CHROME = '<div class="nav">' + "".join(f'<a href="/n/{n}">栏目{n}</a>' for n in range(30)) + "</div>"
LISTING = (
    f'<html><head><meta charset="utf-8"><title>通知公告</title></head><body>{_CHROME}'
    f'<ul class="list">{_ROWS}</ul></body></html>'
).encode()
NOTICE = (
    "<html><head><meta charset='utf-8'><title>通知</title></head><body><h1>通知</h1><p>"
    + "各单位:现将有关事项通知如下,请认真贯彻执行。" * 20
    + "</p></body></html>"
).encode()


def _serve(ready: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    """An asyncio server that answers the conditional requests for listings of even numbers with 304."""
    import asyncio

    hits = itertools.count(10**9)

    def answer(path: bytes, conditional: bool) -> bytes:
        if path.startswith((b"/same/", b"/live/")):
            if conditional and int(path.rsplit(b"/", 1)[1]) % 2 == 0:
                return b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 0\r\n\r\n'
            body = LISTING + (b"<!-- %d -->" % next(hits) if path.startswith(b"/live/") else b"")
            return b'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s' % (
                len(body),
                body,
            )
        if path.startswith(b"/notice/"):
            return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(NOTICE), NOTICE)
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1]
                writer.write(answer(path, b"if-none-match" in head.lower()))
                await writer.drain()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        ready.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


@contextlib.contextmanager
def _server() -> Iterator[int]:
    ready: multiprocessing.Queue[int] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_serve, args=(ready,), daemon=True)
    process.start()
    port = ready.get()
    with socket.create_connection(("127.0.0.1", port)):
        yield port
    process.terminate()


def _source(port: int, kind: str, number: int) -> dict[str, object]:
    return {
        "id": f"s{number}",
        "type": "html",
        "url": f"http://127.0.0.1:{port}/{kind}/{number}",
        "trusted": True,
        "obey_robots": False,
        "select": {"item": "ul.list li", "link": "a", "date": "span"},
    }


def _settings() -> dict[str, object]:
    # One host stands for many here, so its slot must not bound the figure.
    return {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": IN_FLIGHT}


class _Ours:
    """A `crawler serve` child fed with polls, each with the state of the one before."""

    def __init__(self, port: int, kind: str) -> None:
        command = [
            sys.executable,
            "-m",
            "crawler",
            "serve",
            "--delay",
            "0",
            "--set",
            f"CONCURRENT_REQUESTS_PER_DOMAIN={IN_FLIGHT}",
        ]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.sources = [_source(port, kind, number) for number in range(SOURCES)]
        self.states: list[dict[str, object]] = [{}] * SOURCES

    def warm(self) -> None:
        """Reads the notices once; all listings link to the same ones. Then each listing is polled once."""
        self.run(1)
        self.states = self.states[:1] * SOURCES
        self.run(2 * SOURCES)

    def run(self, polls: int) -> float:
        """Polls so many times, round-robin; the seconds it took."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        places = threading.Semaphore(IN_FLIGHT)
        stdin = self.process.stdin

        def feed() -> None:
            for number in range(polls):
                places.acquire()
                index = number % SOURCES
                request = {"do": "poll", "id": str(index), "source": self.sources[index], "state": self.states[index]}
                stdin.write(json.dumps(request).encode() + b"\n")
                stdin.flush()

        start = time.perf_counter()
        feeder = threading.Thread(target=feed)
        feeder.start()
        for _ in range(polls):
            result = json.loads(self.process.stdout.readline())
            assert result["outcome"] != "failed", result
            self.states[int(result["id"])] = result["state"]
            places.release()
        feeder.join()
        return time.perf_counter() - start

    def close(self) -> None:
        """Ends the child."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def _bare(port: int, kind: str, warm: int, polls: int, out: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    """A bare Scrapy spider: scheduler, callbacks, the same settings, requests and parsing."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.listings import read_listing
    from crawler.model.dates import date_in_url  # noqa: F401 - the same imports are loaded on both sides
    from crawler.model.page import Page
    from crawler.model.source import Source
    from crawler.service.scrapy_settings import scrapy_settings

    sources = [Source.model_validate(_source(port, kind, number)) for number in range(SOURCES)]
    etags: dict[int, bytes] = {}
    done = 0
    start = 0.0

    class Bare(scrapy.Spider):
        name = "bare"
        handle_httpstatus_list = [304]

        def request(self, number: int) -> scrapy.Request:
            index = number % SOURCES
            headers = {"If-None-Match": etags[index]} if index in etags else {}
            return scrapy.Request(
                sources[index].url,
                headers=headers,
                dont_filter=True,
                callback=self.parse,
                meta={"trusted": True, "dont_obey_robotstxt": True, "index": index},
            )

        async def start(self):  # type: ignore[no-untyped-def]
            for number in range(IN_FLIGHT):
                self.sent = number + 1
                yield self.request(number)

        def parse(self, response):  # type: ignore[no-untyped-def]
            nonlocal done, start
            index = response.meta["index"]
            if response.status == 200:
                page = Page(url=response.url, body=response.body, fetched_at=datetime.now(UTC))
                links = read_listing(page, sources[index], datetime.now(UTC).date()).links
                assert len(links) == 40
                etags[index] = response.headers["ETag"]
            done += 1
            if done == warm:
                start = time.perf_counter()
            if self.sent < warm + polls:
                self.sent += 1
                yield self.request(self.sent - 1)

    process = AsyncCrawlerProcess(scrapy_settings(**_settings()))
    process.crawl(Bare)
    process.start(install_signal_handlers=False)
    out.put(time.perf_counter() - start)


def main(arguments: list[str]) -> None:
    """Runs both in turns and prints the median ratio."""
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--polls", type=int, default=4000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args(arguments)
    with _server() as port:
        for kind, words in (("live", "every 200 differs"), ("same", "every 200 has the same bytes")):
            print(words)
            _compare(port, kind, chosen)


def _compare(port: int, kind: str, chosen: argparse.Namespace) -> None:
    ours = []
    bare = []
    for _ in range(chosen.rounds):
        child = _Ours(port, kind)
        child.warm()
        ours.append(chosen.polls / child.run(chosen.polls))
        child.close()
        out: multiprocessing.Queue[float] = multiprocessing.Queue()
        spider = multiprocessing.Process(target=_bare, args=(port, kind, 2 * SOURCES, chosen.polls, out))
        spider.start()
        bare.append(chosen.polls / out.get())
        spider.join()
        print(f"crawler serve {ours[-1]:7.0f} polls/s    bare Scrapy spider {bare[-1]:7.0f} polls/s")
    ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    print(f"ratio {ratio:.2f} (median of {chosen.rounds}; aim 0.9)")
