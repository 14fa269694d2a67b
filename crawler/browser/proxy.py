"""The proxy through which all traffic of the browser goes. It is the browser's only way to the network.

The proxy listens on the loopback interface and serves only requests with the credentials of a page that is being
loaded. It does not decrypt TLS.
"""

import asyncio
import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hmac import compare_digest
from time import monotonic
from urllib.parse import urlsplit

from crawler.browser.connections import Connect, Resolve, Servers, Tunnel, checked_addresses, connected, resolve
from crawler.model.errors import FetchError

HEAD_LIMIT = 64 * 1024
"""The maximum size of the head of a request or a response in bytes."""
HEAD_S = 15.0
SILENT_S = 60.0
"""HEAD_S is the time limit for the head of a request, and SILENT_S is the time without data before a connection is
closed.

Both are in seconds.
"""
CONNECTIONS = 256
"""The maximum number of the browser's simultaneous connections to the proxy."""
_BLOCK = 64 * 1024
_OWN = ("proxy-authorization", "proxy-connection", "connection", "keep-alive", "upgrade")
_UNKNOWN = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=noticewatch\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


@dataclass(eq=False)
class Allowance:
    """The proxy credentials of a page, with the page's limits and its network use so far.

    If `trusted` is true, connections to private addresses are allowed. `exceeded` is called once, when the page has
    received more than `limit` bytes. `refused` maps the `host:port` of each refused connection to its error.
    """

    trusted: bool
    limit: int
    exceeded: Callable[[], None]
    user: str = field(default_factory=lambda: secrets.token_hex(8))
    password: str = field(default_factory=lambda: secrets.token_hex(16))
    connections: int = 0
    bytes: int = 0
    refused: dict[str, FetchError] = field(default_factory=dict)

    def count(self, size: int) -> bool:
        """Add `size` to the number of bytes received for the page, and return whether the page may receive more."""
        was_within = self.bytes <= self.limit
        self.bytes += size
        if was_within and self.bytes > self.limit:
            self.exceeded()
        return self.bytes <= self.limit


class FilteringProxy:
    """The HTTP proxy through which the browser reaches the network.

    `resolve` looks up the IP addresses of a host name, and `connect` connects to an IP address. Tests replace these two
    functions.
    """

    def __init__(self, resolve: Resolve = resolve, connect: Connect = connected) -> None:
        self._resolve = resolve
        self._connect = connect
        self._servers = Servers()
        self._allowances: dict[str, Allowance] = {}
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        """Listen on a free port of the loopback interface, and return the URL of the proxy."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEAD_LIMIT)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def admit(self, allowance: Allowance) -> None:
        """Start serving requests that have the credentials in `allowance`."""
        self._allowances[_credentials(allowance)] = allowance

    def dismiss(self, allowance: Allowance) -> None:
        """Stop serving requests that have the credentials in `allowance`.

        Open connections end when the browser closes them.
        """
        self._allowances.pop(_credentials(allowance), None)

    async def close(self) -> None:
        """Stop listening and close all connections."""
        if self._server:
            self._server.close()
        for task in self._open:
            task.cancel()
        if self._open:
            await asyncio.wait(self._open)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            if len(self._open) <= CONNECTIONS:
                await self._answer(reader, writer)
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError, TimeoutError, FetchError):
            # The browser sees a closed connection. The reason is in the page's `refused`.
            pass
        except asyncio.CancelledError:
            pass  # raised further, asyncio would log the end of the proxy as an error
        finally:
            self._open.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(HEAD_S):
            head = _Head.parse(await reader.readuntil(b"\r\n\r\n"))
        allowance = self._allowance(head.value("proxy-authorization"))
        if allowance is None:
            writer.write(_UNKNOWN)
            await writer.drain()
            return
        allowance.connections += 1
        host, port = head.target
        place = f"{host}:{port}"
        try:
            addresses = await checked_addresses(host, port, allowance.trusted, self._resolve)
            await self._forward(addresses, head, allowance, reader, writer)
        except FetchError as error:
            allowance.refused[place] = error
            raise

    def _allowance(self, given: str) -> Allowance | None:
        # All valid credentials are compared, so that the response time reveals nothing about them.
        known = self._allowances.items()
        matching = [page for key, page in known if compare_digest(key.encode(), given.encode())]
        return matching[0] if matching else None

    async def _forward(
        self,
        addresses: list[str],
        head: "_Head",
        allowance: Allowance,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Connect to the first of `addresses` that accepts a connection, and forward data in both directions.

        `head` is the head of the browser's request. `reader` and `writer` are the streams of the connection to the
        browser. Raise FetchError if no address accepts a connection.
        """
        _, port = head.target
        for number, address in enumerate(addresses, start=1):
            async with self._servers.connection(address) as tunnel:
                try:
                    upstream, sender = await self._connect(address, port)
                except FetchError:
                    if number == len(addresses):
                        raise
                    continue
                tunnel.writers += [sender, writer]
                try:
                    await _forward(head, allowance, tunnel, (reader, writer), (upstream, sender))
                finally:
                    sender.close()
                return


Side = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _forward(head: "_Head", allowance: Allowance, tunnel: Tunnel, browser: Side, server: Side) -> None:
    """Forward data between the browser and a server until one of them closes the connection.

    `head` is the head of the browser's request. The received bytes are counted in `allowance`. The times of requests
    and responses are recorded in `tunnel`.
    """

    def received(size: int) -> bool:
        tunnel.answered_at = monotonic()
        return allowance.count(size)

    def sent(_: int) -> bool:
        tunnel.answered_at = None
        return True

    if head.method == "CONNECT":
        browser[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await browser[1].drain()
        upload = asyncio.ensure_future(_pump(browser[0], server[1], sent))
    else:
        server[1].write(head.forwarded)
        upload = asyncio.ensure_future(_send_body(browser[0], server[1], head.length))
    download = asyncio.ensure_future(_receive(server[0], browser[1], received, is_http=head.method != "CONNECT"))
    # A request for http ends with the response; a tunnel ends when either side closes it.
    try:
        await asyncio.wait((upload, download), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (upload, download):
            task.cancel()
        await asyncio.gather(upload, download, return_exceptions=True)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: Callable[[int], bool]) -> None:
    while data := await _read(reader):
        if not count(len(data)):
            return
        writer.write(data)
        await writer.drain()


async def _send_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, length: int) -> None:
    """Send the body of a plain HTTP request, which is `length` bytes long, from the browser to the server.

    Whatever the browser sends after the body is discarded.
    """
    while length:
        data = await _read(reader)
        if not data:
            return
        writer.write(data[:length])
        await writer.drain()
        length -= len(data[:length])
    while await _read(reader):  # until the browser closes the connection
        pass


async def _receive(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: Callable[[int], bool], *, is_http: bool
) -> None:
    if is_http:
        async with asyncio.timeout(SILENT_S):
            raw = await reader.readuntil(b"\r\n\r\n")
        lines = raw.decode("latin-1").split("\r\n")
        kept = [line for line in lines[:-2] if line.partition(":")[0].strip().lower() not in _OWN]
        # The browser must not send a request for another server on this connection.
        writer.write("\r\n".join([*kept, "Connection: close", "", ""]).encode("latin-1"))
        count(len(raw))
    await _pump(reader, writer, count)


async def _read(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(SILENT_S):
        return await reader.read(_BLOCK)


def _credentials(allowance: Allowance) -> str:
    return "Basic " + base64.b64encode(f"{allowance.user}:{allowance.password}".encode()).decode()


@dataclass(frozen=True)
class _Head:
    """A request to the proxy without its body: the request line and the headers."""

    method: str
    target: tuple[str, int]
    path: str
    lines: tuple[str, ...]

    @classmethod
    def parse(cls, raw: bytes) -> "_Head":
        """Parse the request line and the headers. Raise ValueError if the request is not meant for a proxy."""
        first, *lines = raw.decode("latin-1").split("\r\n")[:-2]
        method, place, _ = first.split(" ")
        parts = urlsplit(f"//{place}" if method == "CONNECT" else place)
        if parts.hostname is None or (method != "CONNECT" and parts.scheme != "http"):
            raise ValueError(f"not a request to a proxy: {first[:100]}")
        path = parts._replace(scheme="", netloc="").geturl() or "/"
        return cls(method, (parts.hostname, parts.port or 80), path, tuple(lines))

    def value(self, name: str) -> str:
        """Return the value of the header `name` (in lower case), or an empty string if there is no such header."""
        found = (line.partition(":")[2].strip() for line in self.lines if line.lower().startswith(f"{name}:"))
        return next(found, "")

    @property
    def length(self) -> int:
        """Return the size of the request's body in bytes, according to its header Content-Length."""
        return int(self.value("content-length") or 0)

    @property
    def forwarded(self) -> bytes:
        """Return the request line and the headers in the form in which they are sent to the server."""
        kept = [line for line in self.lines if line.partition(":")[0].strip().lower() not in _OWN]
        return "\r\n".join([f"{self.method} {self.path} HTTP/1.1", *kept, "Connection: close", "", ""]).encode(
            "latin-1"
        )
