"""The sites of the benchmark `soak`, and the receiver of its alerts: one process on many loopback addresses.

A listing has ROWS lines and is some 20 KiB large. An unchanged listing with an even number answers 304, and one with an
odd number 200 with the same bytes. While publishing is on, one answer in a certain number has a new line, which counts
as published at that moment.
"""

import asyncio
import contextlib
import json
import multiprocessing
import random
import re
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

HOSTS = 500
ROWS = 2
TERM = "产业集群"
"""The word of the subscription; it is in what is published later, and in nothing else."""
SIGNS = tuple(
    "通知企业项目申报发展工作管理数据服务建设创新人才资金标准评价专项示范基地平台绿色制造"
    "智能转型升级方案细则公示名单年度市场监管城乡规划交通水利教育卫生文旅农业生态环境质量"
)
"""What texts are made of; no two of them are alike."""
_CHROME = "".join(f'<a href="/nav/{number}">栏目导航与服务入口之第{number}项</a>\n' for number in range(250))
_NAME = re.compile(r"【(\d+-\d+)】")
"""The name of a notice, at the end of its title."""
_PORT_PATIENCE_S = 60.0
HANGS_S = 120.0
"""The time in seconds after which a receiver that hangs closes the connection."""


def host_of(source: int) -> str:
    """The address that a source is served from."""
    number = source % HOSTS
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


@dataclass
class _Sites:
    """What has been published, asked for and received. Times are of `time.monotonic`, which all processes share."""

    one_in: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(8))
    more: dict[int, int] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)
    told: dict[str, list[float]] = field(default_factory=dict)
    polls: int = 0
    found: int = 0
    mood: str = "well"
    ops: list[str] = field(default_factory=list)

    def listing(self, source: int, tag: bytes) -> tuple[int, bytes, str]:
        """Status, body and ETag of a source's listing, asked for with this If-None-Match."""
        self.polls += 1
        if self.one_in and self.chance.randrange(self.one_in) == 0:
            self.more[source] = self.more.get(source, 0) + 1
            self.shown[f"{source}-{ROWS + self.more[source]}"] = time.monotonic()
            self.found += 1
        rows = ROWS + self.more.get(source, 0)
        etag = f'"{rows}"' if source % 2 == 0 else ""
        return (304, b"", etag) if etag and tag == etag.encode() else (200, _listing(source, rows), etag)

    def receive(self, body: bytes) -> None:
        """Takes a message."""
        said = json.loads(body)
        for name in set(_NAME.findall(f"{said['title']}\n{said['message']}")):
            self.told.setdefault(name, []).append(time.monotonic())

    def answer(self, path: str, tag: bytes, body: bytes) -> tuple[int, bytes, str]:
        """The answer to a request: status, body and ETag."""
        kind, _, name = path.strip("/").partition("/")
        if kind == "list":
            return self.listing(int(name), tag)
        if kind == "notice":
            source, row = map(int, name.removesuffix(".html").split("-"))
            return 200, _notice(source, row), ""
        if kind in ("alert", "ops"):
            if self.mood != "well":
                return 500, b"no", ""
            if kind == "alert":
                self.receive(body)
            else:
                said = json.loads(body)
                self.ops.append(f"{said['title']}\n{said['message']}")
            return 200, b"ok", ""
        if kind == "receive":
            self.mood = name
            return 200, b"ok", ""
        if kind == "publish":
            self.one_in = int(name)
            return 200, b"ok", ""
        if kind == "report":
            said = {name: getattr(self, name) for name in ("polls", "found", "shown", "told", "ops")}
            return 200, json.dumps(said).encode(), ""
        return 404, b"", ""


def _title(source: int, row: int) -> str:
    words = random.Random(f"title {source} {row}").choices(SIGNS, k=12)
    return f"关于{''.join(words)}的通知【{source}-{row}】"


def _listing(source: int, rows: int) -> bytes:
    today = time.strftime("%Y-%m-%d")
    lines = "".join(
        f'<li><a href="/notice/{source}-{row}.html">{_title(source, row)}</a><span>{today}</span></li>'
        for row in range(rows, rows - ROWS, -1)
    )
    return (
        f'<html><head><meta charset="utf-8"></head><body>{_CHROME}<ul class="list">{lines}</ul></body></html>'
    ).encode()


def _notice(source: int, row: int) -> bytes:
    chance = random.Random(f"notice {source} {row}")
    lines = ["".join(chance.choices(SIGNS, k=60)) + "。" for _ in range(5)]
    if row > ROWS:
        lines[2] = f"支持{TERM}。" + lines[2]
    title = _title(source, row)
    text = "".join(f"<p>{line}</p>" for line in lines)
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    return f"<html>{head}<body><h1>{title}</h1>{text}</body></html>".encode()


def _serve(ready: Any, asked: int) -> None:
    sites = _Sites()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                line, *fields = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
                given = {name.lower(): value.strip() for name, _, value in (field.partition(b":") for field in fields)}
                body = await reader.readexactly(int(given.get(b"content-length", 0)))
                path = line.split(b" ", 2)[1].decode()
                tag = given.get(b"if-none-match", b"")
                if sites.mood == "hang" and path in ("/alert", "/ops"):
                    await asyncio.sleep(HANGS_S)
                    break
                status, answer, etag = sites.answer(path, tag, body)
                writer.write(
                    b"HTTP/1.1 %d OK\r\nContent-Type: text/html\r\n" % status
                    + (b"ETag: %s\r\n" % etag.encode() if etag else b"")
                    + b"Content-Length: %d\r\n\r\n" % len(answer)
                    + answer
                )
                await writer.drain()
        writer.close()

    async def serve() -> None:
        hosts = sorted({host_of(number) for number in range(HOSTS)})
        first = await asyncio.start_server(handle, hosts[0], asked)
        port = first.sockets[0].getsockname()[1]
        others = await asyncio.start_server(handle, hosts[1:], port)
        ready.put(port)
        await asyncio.gather(first.serve_forever(), others.serve_forever())

    asyncio.run(serve())


@dataclass(frozen=True)
class Sites:
    """The running sites, from outside."""

    port: int

    def url(self, source: int) -> str:
        """The listing of a source."""
        return f"http://{host_of(source)}:{self.port}/list/{source}"

    @property
    def receiver(self) -> str:
        """Where alerts go, as Apprise writes it."""
        return f"json://{host_of(0)}:{self.port}/alert"

    @property
    def operator(self) -> str:
        """Where messages to the operator go, as Apprise writes it."""
        return f"json://{host_of(0)}:{self.port}/ops"

    def receive(self, mood: str) -> None:
        """From now on, the receivers take messages (`well`), answer 500 (`500`), or do not answer (`hang`)."""
        self._ask(f"receive/{mood}")

    def publish(self, one_in: int) -> None:
        """From now on one in so many answers shows something new; 0: none."""
        self._ask(f"publish/{one_in}")

    def report(self) -> Any:
        """Listings answered (`polls`), those that showed something new (`found`), when each notice was `shown` first,
        and when it was `told`."""
        return json.loads(self._ask("report"))

    def _ask(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://{host_of(0)}:{self.port}/{path}") as answer:
            return bytes(answer.read())


@contextlib.contextmanager
def sites(port: int = 0) -> Iterator[Sites]:
    """Serves the sites in a process of their own, at any free port unless told."""
    ready: multiprocessing.Queue[int] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_serve, args=(ready, port), daemon=True)
    process.start()
    try:
        yield Sites(ready.get(timeout=_PORT_PATIENCE_S))
    finally:
        process.terminate()
