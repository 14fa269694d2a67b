"""Sites that do everything to hold a crawler up, and healthy ones beside them: one server on many loopback addresses.

Every source has an address of its own, since a server may hold up the sources on it, and no others.
"""

import asyncio
import contextlib
import gzip
import itertools
import multiprocessing
from collections.abc import Iterator
from functools import cache

_ROWS = "".join(
    f'<li><a href="/notice/{n}.html">关于开展第{n}批项目申报工作的通知</a><span>2024-05-{n % 28 + 1:02}</span></li>'
    for n in range(20)
)
_TEXT = "<p>" + "各县（市、区）要认真组织项目申报工作。" * 20 + "</p>"
_ATTRIBUTES = " ".join(f"a{n}" for n in range(380_000))
_ITEM = "<item><title>第{n}号通知</title><link>http://{host}/notice/{n}.html</link></item>"


def _page(*parts: str) -> bytes:
    return f"<html><head><meta charset=utf-8><title>通知</title></head><body>{''.join(parts)}</body></html>".encode()


LISTING = _page(f'<ul class="list">{_ROWS}</ul>')
NOTICE = _page("<h1>关于项目申报工作的通知</h1>", _TEXT)
LISTINGS = {
    "attributes": lambda: _page(f"<p {_ATTRIBUTES}>x</p>"),
    "attributes behind a quote": lambda: _page(f"<p x='>' {_ATTRIBUTES.replace(' ', '= ')}>x</p>"),
    "open elements": lambda: _page("<div>" * 300_000),
    "many elements": lambda: _page("<ul>" + '<li><a href="/notice/1.html">关于申报的通知</a>' * 60_000),
    "nested feed": lambda: b"<rss><channel>" + b"<item>" * 1_200_000,
    "long feed": lambda: f"<rss><channel>{''.join(_ITEM.format(n=n, host='x') for n in range(90_000))}".encode(),
    "sitemap": lambda: b"<urlset>" + b"<url><loc>http://x/1</loc></url>" * 280_000 + b"</urlset>",
    "gzip bomb": lambda: gzip.compress(bytes(200_000_000), 9),
    "json": lambda: b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b'{"url": "http://x/1"},' * 300_000,
    "brackets": lambda: b"<html><body>" + b"<" * 4_000_000,
    "scripts": lambda: b"<html><body>" + b"<script " * 7_350 * 40,
    "spaces": lambda: b"<html><body><p>" + b" \n" * 2_000_000,
}
"""Listings that take long to parse, by their kinds."""
NOTICES = {
    "notices with attributes": lambda: _page(f"<h1>通知</h1><p {_ATTRIBUTES}>", _TEXT),
    "notices of scripts": lambda: b"<script " * 7_350,
    "deep notices": lambda: _page("<b><i>" * 90_000, _TEXT),
    "notices of quotes": lambda: _page("<script>", '"\\' * 100_000, "</script>", "附件" * 100_000),
}
"""Notices that take long to read, behind an ordinary listing."""
SLOW = ("no answer", "slow bytes", "headers without end", "refusals")
KINDS = (*LISTINGS, *NOTICES, *SLOW)


@cache
def _body(kind: str) -> bytes:
    return (LISTINGS.get(kind) or NOTICES[kind])()


def address_of(number: int) -> str:
    """Return the address of a source."""
    return f"127.8.{number // 250}.{1 + number % 250}"


async def _answer(writer: asyncio.StreamWriter, kind: str, path: str, count: int) -> None:
    if path == "/robots.txt":
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    elif kind == "no answer":
        await asyncio.sleep(3600)
    elif kind == "slow bytes":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(3600):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(1)
    elif kind == "headers without end":
        writer.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1_000_000)
    elif kind == "refusals":
        writer.write(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n")
    else:
        is_listing = path == "/list/"
        body = (
            _body(kind) if (kind in LISTINGS if is_listing else kind in NOTICES) else LISTING if is_listing else NOTICE
        )
        if kind == "healthy" and is_listing and count % 2:
            body += b"<!-- %d -->" % count
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


def _serve(healthy: int, hostile: int, ready: "multiprocessing.Queue[int]") -> None:
    counts = itertools.count()
    kinds = {address_of(n): "healthy" for n in range(healthy)}
    kinds |= {address_of(healthy + n): KINDS[n % len(KINDS)] for n in range(hostile)}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kind = kinds[writer.get_extra_info("sockname")[0]]
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await _answer(writer, kind, head.split(b" ", 2)[1].decode(), next(counts))
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(handle, "0.0.0.0", 0)
        for kind in (*LISTINGS, *NOTICES):
            _body(kind)
        ready.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


@contextlib.contextmanager
def served(healthy: int, hostile: int) -> Iterator[int]:
    """Serve the sources, the healthy ones first, each at its `address_of`; yield the port."""
    ready: multiprocessing.Queue[int] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_serve, args=(healthy, hostile, ready), daemon=True)
    process.start()
    try:
        yield ready.get(timeout=120)
    finally:
        process.kill()
        process.join()
