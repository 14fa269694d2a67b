"""Measure new notices per second through the whole pipeline, against a spider that stores nothing.

    python -m tests.benchmarks throughput [--data DIR] [--rounds 3] [--children 2]

The saved pages of `--data`, or made ones, are served over loopback, behind listings on 16 hosts. All are published at
one moment, after the daemon's baseline. From then on, the daemon polls, reads, judges, stores, matches and queues them.
The peer, one Scrapy process with the same settings, follows the same listings and calls `trafilatura.extract` for each
page. The processor time of each process is read from /proc (Linux only). Links to other sites are removed from the
pages, so that nothing is fetched from there.
"""

import asyncio
import contextlib
import json
import multiprocessing
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks import data
from tests.benchmarks.processes import used

HOSTS = 16
PORT_PATIENCE_S = 60.0
PATIENCE_S = 300.0
LARGE = 300_000
"""Bytes in a comment of every second page of the baseline, so that the processes for large pages have started, too,
before anything is measured."""
SUBSCRIPTIONS = 200
TERMS = ("通知", "企业", "项目", "申报", "发展", "集群", "工作", "管理", "数据", "news", "market", "policy")
_ELSEWHERE = re.compile(
    rb"(?i)https?:(?:\\?/){2}[^/\"'\s<>\\]+|(?<=[\"'(=])//[^/\"'\s<>]+|http-equiv=[\"']?refresh[\"']?"
)
_DONE = "SELECT coalesce(sum(new + copies + revisions), 0) FROM poll"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _pages() -> list[bytes]:
    if data.folder():
        saved = [path.read_bytes() for path in sorted(data.needed("extraction").glob("*.html"))]
    else:
        saved = [body for _, body, _ in data.pages()]
    return [_ELSEWHERE.sub(b"", body) for body in saved]


def _listing(host: int, count: int) -> bytes:
    today = time.strftime("%Y-%m-%d")
    rows = "".join(
        f'<li><a href="/page/{number}.html">第{number}号文件与资料</a><span>{today}</span></li>'
        for number in range(host, count, HOSTS)
    )
    first = '<li><a href="/first.html">本栏目说明</a><span>2024-01-01</span></li>'
    return f'<html><head><meta charset="utf-8"></head><body><ul class="list">{rows}{first}</ul></body></html>'.encode()


def _serve(pages: list[bytes], ready: Any) -> None:
    published = False

    def body(path: str, host: int) -> bytes | None:
        nonlocal published
        if path in ("/publish", "/hide"):
            published = path == "/publish"
            return b"ok"
        if path == "/":
            return _listing(host, len(pages) if published else 0)
        if path == "/first.html":
            padding = f"<!--{'x' * LARGE}-->" if host % 2 else ""
            return (
                f"<html><title>说明{host}</title>{padding}<p>{f'第{host}栏目的说明,供查阅。' * 20}</p></html>".encode()
            )
        match = re.fullmatch(r"/page/(\d+)\.html", path)
        return pages[int(match[1])] if match else None

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = int(writer.get_extra_info("sockname")[0].rsplit(".", 1)[1]) - 2
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                found = body(head.split(b" ", 2)[1].decode(), host)
                status = b"404 Not Found" if found is None else b"200 OK"
                writer.write(
                    b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
                    % (status, len(found or b""), found or b"")
                )
                await writer.drain()
        writer.close()

    async def serve() -> None:
        hosts = [f"127.0.0.{number + 2}" for number in range(HOSTS)]
        server = await asyncio.start_server(handle, hosts[0], 0)
        port = server.sockets[0].getsockname()[1]
        others = [await asyncio.start_server(handle, host, port) for host in hosts[1:]]
        ready.put(port)
        await asyncio.gather(*(process.serve_forever() for process in (server, *others)))

    asyncio.run(serve())


@contextlib.contextmanager
def _served(pages: list[bytes]) -> Iterator[int]:
    ready: multiprocessing.Queue[int] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_serve, args=(pages, ready), daemon=True)
    process.start()
    try:
        yield ready.get(timeout=PORT_PATIENCE_S)
    finally:
        process.terminate()


def _ask(port: int, path: str) -> None:
    urllib.request.urlopen(f"http://127.0.0.2:{port}{path}").read()


def _configure(folder: Path, port: int, children: int) -> None:
    for name in ("sources", "topics"):
        (folder / name).mkdir()
    sources = [
        {
            "id": f"s{number}",
            "type": "html",
            "url": f"http://127.0.0.{number + 2}:{port}/",
            "every": "1s",
            "delay": "0s",
            "trusted": True,
            "obey_robots": False,
            "select": {"item": "ul.list li", "link": "a", "date": "span"},
        }
        for number in range(HOSTS)
    ]
    topics = [
        {"id": f"t{number}", "query": f"{term} OR {TERMS[(number + 5) % len(TERMS)]}"}
        for number, term in enumerate(TERMS)
    ]
    wishes = [
        {
            "id": f"w{number}",
            "topics": [f"t{number % len(TERMS)}"],
            "scope": "notice",
            "on": ["new"],
            "channels": ["desk"],
        }
        for number in range(SUBSCRIPTIONS)
    ]
    (folder / "sources" / "all.yaml").write_text(json.dumps(sources))
    (folder / "topics" / "all.yaml").write_text(json.dumps(topics))
    (folder / "subscriptions.yaml").write_text(json.dumps(wishes))
    # Messages are queued and, but for one, not sent: the bar ends at the queue.
    (folder / "noticewatch.yaml").write_text(
        f"channels: {{desk: {{url: 'json://127.0.0.1:9/', at_most: 1/day}}}}\ndelay: 0s\nchildren: {children}\n"
    )


def _count(database: Path, question: str = _DONE) -> int:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as opened:
            return int(opened.execute(question).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def _until(database: Path, count: int, quiet_s: float) -> tuple[int, float]:
    """Waits until so many are recorded, or nothing more has come for a while; how many, and when the last came."""
    seen = 0
    last = time.perf_counter()
    while seen < count and time.perf_counter() - last < quiet_s:
        time.sleep(0.05)
        if (found := _count(database)) != seen:
            seen = found
            last = time.perf_counter()
    return seen, last


def _ours(port: int, pages: int, children: int) -> float:
    """Notices a second of the daemon; says what each process used."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Path(name) / "noticewatch.db"
        _configure(folder, port, children)
        _ask(port, "/hide")
        command = [sys.executable, "-P", "-m", "monitor", "run", "--config", name]
        daemon = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        _until(database, HOSTS, PORT_PATIENCE_S)
        time.sleep(2)
        before = used(daemon.pid)
        base = _count(database)
        begun = time.perf_counter()
        _ask(port, "/publish")
        seen, last = _until(database, base + pages, 15.0)
        after = used(daemon.pid)
        queued = _count(database, "SELECT count(*) FROM alert")
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(15)
    taken = seen - base
    seconds = last - begun
    shares = sorted((spent - before.get(pid, 0.0) for pid, spent in after.items() if pid != daemon.pid), reverse=True)
    own = after[daemon.pid] - before[daemon.pid]
    if not taken:
        sys.exit("the daemon recorded nothing")
    _say(
        f"  noticewatch  {taken / seconds:6.1f} notices/s  ({taken} of {pages} pages, {queued} alerts, "
        f"{seconds:.1f} s);  processor ms a notice: {(own + sum(shares)) / taken * 1000:.1f}, "
        f"of these the daemon {own / taken * 1000:.1f}, children "
        + " + ".join(f"{share / taken * 1000:.1f}" for share in shares if share > 0.05)
    )
    return taken / seconds


def _bare(port: int, out: Any) -> None:
    """A spider that reads each page with trafilatura and keeps nothing."""
    import scrapy
    import trafilatura
    from scrapy.crawler import AsyncCrawlerProcess

    done = 0
    begun = time.perf_counter()

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self):  # type: ignore[no-untyped-def]
            for number in range(HOSTS):
                yield scrapy.Request(f"http://127.0.0.{number + 2}:{port}/")

        def parse(self, response):  # type: ignore[no-untyped-def]
            for link in response.css("ul.list li a::attr(href)").getall():
                if link.startswith("/page/"):
                    yield response.follow(link, self.read)

        def read(self, response):  # type: ignore[no-untyped-def]
            nonlocal done
            trafilatura.extract(response.body, url=response.url)
            done += 1

    process = AsyncCrawlerProcess(
        {
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": False,
            "CONCURRENT_REQUESTS": 64,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
        }
    )
    process.crawl(Bare)
    used = time.process_time()
    process.start(install_signal_handlers=False)
    out.put((done, time.perf_counter() - begun, time.process_time() - used))


def _peer(port: int) -> float:
    _ask(port, "/publish")
    out: multiprocessing.Queue[tuple[int, float, float]] = multiprocessing.Queue()
    spider = multiprocessing.Process(target=_bare, args=(port, out))
    spider.start()
    done, seconds, used = out.get(timeout=PATIENCE_S)
    spider.join()
    _say(
        f"  bare spider  {done / seconds:6.1f} notices/s  ({done} pages, {seconds:.1f} s);  "
        f"processor ms a notice: {used / done * 1000:.1f}"
    )
    return done / seconds


def main(arguments: list[str]) -> None:
    """Runs both in turns and prints the median ratio."""
    options = data.parser("throughput")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--children", type=int, default=2)
    chosen = options.parse_args(arguments)
    pages = _pages()
    if not pages:
        raise data.missing("extraction/*.html")
    ratios = []
    with _served(pages) as port:
        for number in range(chosen.rounds):
            _say(f"round {number + 1}")
            ratios.append(_ours(port, len(pages), chosen.children) / _peer(port))
    _say(f"ratio {statistics.median(ratios):.2f} (median of {chosen.rounds}; aim 1.0)")
