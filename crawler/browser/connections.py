"""The browser's connections to servers: at most one per server at a time, and only to checked IP addresses.

The host name is resolved once for each connection, and the connection is made to the address that was checked.
Therefore a server cannot bypass the check by changing its address afterwards (DNS rebinding).
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from time import monotonic
from weakref import WeakValueDictionary

from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import AddressRefusedError, UnreachableError
from crawler.model.network.ip_rules import refusal_of_source

CONNECT_S = 10.0
"""The maximum time in seconds for resolving a host name, and for connecting to an address."""
IDLE_S = 1.0
"""A connection counts as idle if no data has arrived for this number of seconds after a response.

An idle connection is closed if the browser needs another connection to the same server.
"""
_LOOK_S = 0.1

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A function that returns the IP addresses of a host name."""
Connect = Callable[[str, int], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]
"""A function that connects to an IP address."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the IP addresses of a host name according to the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(eq=False)
class Tunnel:
    """A connection between the browser and a server.

    `writers` are the stream writers of its two ends. `answered_at` is the time of the last response data, or None while
    a request is waiting for its response.
    """

    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    answered_at: float | None = None

    @property
    def is_idle(self) -> bool:
        """Return whether no request is waiting for a response and no data has arrived for IDLE_S seconds."""
        return self.answered_at is not None and monotonic() - self.answered_at > IDLE_S

    def close(self) -> None:
        """Close both sides of the connection."""
        for writer in self.writers:
            writer.close()


class _Server:
    """The state of the connection to one server address.

    `tunnel` is the current connection, or None. The event `freed` is set when the connection ends.
    """

    def __init__(self) -> None:
        self.tunnel: Tunnel | None = None
        self.freed = asyncio.Event()


class Servers:
    """The servers that the browser is connected to, with at most one connection to each.

    Without HTTP/2, a connection carries one request at a time. Therefore the browser never sends two requests to a
    server at once, even if it is loading several pages, and the crawler's limit of concurrent requests to a server is
    kept.
    """

    def __init__(self) -> None:
        self._servers: WeakValueDictionary[str, _Server] = WeakValueDictionary()

    @asynccontextmanager
    async def connection(self, address: str) -> AsyncIterator[Tunnel]:
        """Wait until the browser has no connection to the address, then yield the Tunnel for a new connection.

        An existing connection is closed as soon as it is idle.
        """
        server = self._servers.get(address)
        if server is None:
            server = self._servers[address] = _Server()
        while server.tunnel is not None:
            if server.tunnel.is_idle:
                server.tunnel.close()
            server.freed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await server.freed.wait()
        tunnel = server.tunnel = Tunnel()
        try:
            yield tunnel
        finally:
            server.tunnel = None
            server.freed.set()


async def checked_addresses(host: str, port: int, trusted: bool, resolve: Resolve) -> list[str]:
    """Return those IP addresses of a host to which connections are allowed.

    If `trusted` is true, private addresses are allowed as well. `resolve` is the function that looks up the addresses
    of a host name. Raise UnreachableError if the lookup fails, or AddressRefusedError if none of the addresses is
    allowed.
    """
    try:
        async with asyncio.timeout(CONNECT_S):
            found = [host] if _is_literal(host) else await resolve(host, port)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise UnreachableError(FetchDetail.NOT_RESOLVED.of()) from error
    reasons = {address: refusal_of_source(address, trusted) for address in found}
    allowed = [address for address in found if reasons[address] is None]
    if not allowed:
        raise AddressRefusedError(next(filter(None, reasons.values()), FetchDetail.NO_ADDRESS.of()))
    return allowed


async def connected(address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to an IP address and return the connection's streams. Raise UnreachableError if this fails."""
    try:
        async with asyncio.timeout(CONNECT_S):
            return await asyncio.open_connection(address, port, flags=socket.AI_NUMERICHOST)
    except TimeoutError as error:
        raise UnreachableError(FetchDetail.NO_ANSWER.of()) from error
    except OSError as error:
        cause = FetchDetail.UNREACHABLE.of()
        raise UnreachableError(FetchDetail.EXPLAINED.of(cause=cause, reason=error.strerror or error)) from error


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
