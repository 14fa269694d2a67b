"""Check at the moment of connecting which addresses a request may connect to.

Pages, redirects, robots.txt and attachments all pass `GuardedDownloadHandler`. The check covers the address that the
name resolved to, so odd spellings (`0x7f.1`, `2130706433`, `[::ffff:127.0.0.1]`) and names that resolve to private
addresses are refused alike.
"""

import asyncio
import math
from collections.abc import Hashable
<<<<<<< HEAD
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
=======
>>>>>>> origin/main
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IReactorPluggableNameResolver, IReactorTCP, IReactorTime
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from crawler.fetching.header_limit import bounded
from crawler.fetching.politeness import HostTraffics, Pauses, Places, SharedHostTraffics, take_turn
from crawler.fetching.resolver import resolved
from crawler.fetching.scrapy_compat import (
    BaseDownloadHandler,
    HTTP11DownloadHandler,
    handler_with_pool,
    pool_factory,
    set_pool_factory,
)
from crawler.fetching.usage import count_bytes, count_request
<<<<<<< HEAD
from crawler.model.errors import AddressRefusedError, TimedOutError, UnreachableError

# No configuration opens these: link-local, and the metadata services of clouds (AWS, GCP, Azure, Alibaba, Oracle).
_NEVER = [
    ip_network(net)
    for net in (
        "169.254.0.0/16",
        "fe80::/10",
        "100.100.100.200/32",
        "192.0.0.192/32",
        "168.63.129.16/32",
        "fd00:ec2::/32",
        "fd20:ce::/32",
    )
]
# Special blocks that not every Python's ipaddress knows (IANA special-purpose address registries).
_RESERVED = [ip_network(net) for net in ("192.0.0.0/24", "240.0.0.0/4", "3fff::/20", "2001::/23", "2001:db8::/32")]
_SHARED = ip_network("100.64.0.0/10")
_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ip_network("2002::/16")


def refusal(host: str, trusted: bool = False) -> str | None:
    """Return why a connection to this literal IP address is refused, or None when it is allowed.

    `trusted` allows private and loopback addresses, but never multicast, unspecified, link-local or metadata addresses.
    IPv6 addresses that contain an IPv4 address (mapped, 6to4, Teredo, NAT64) are judged by that IPv4 address.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return f"{host} is not an IP address"
    for carried in (address, *_carried(address)):
        kind = _kind(carried, trusted)
        if kind:
            return f"{host} is {kind}"
    return None


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    if isinstance(address, IPv4Address):
        return []
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        inside.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [carried for carried in inside if carried is not None]


def _kind(address: IPv4Address | IPv6Address, trusted: bool) -> str | None:
    if any(address in net for net in _NEVER if net.version == address.version):
        return "a link-local or metadata address"
    if address.is_unspecified or address.is_multicast:
        return "no address of a server"
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address in _NAT64 or address in _SIX_TO_FOUR):
        return None  # judged by the IPv4 address it carries
    if address.is_loopback:
        return None if trusted else "a loopback address"
    if any(address in net for net in _RESERVED if net.version == address.version):
        return "a reserved address"
    if address.is_private or address in _SHARED:
        return None if trusted else "a private address"
    routed = address.is_global and (isinstance(address, IPv4Address) or address in _UNICAST)
    return None if routed else "a reserved address"
=======
from crawler.model.errors import AddressRefusedError, TimedOutError
from crawler.model.network.ip_rules import refusal
>>>>>>> origin/main


@implementer(IReactorTCP, IReactorTime, IReactorPluggableNameResolver)
class GuardedReactor:
    """The reactor as endpoints see it, except that it does not connect to refused addresses."""

    def __init__(self, reactor: Any, trusted: bool) -> None:
        self._reactor = reactor
        self._trusted = trusted

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:  # noqa: N802 - Twisted's name
        """Connect, or raise AddressRefusedError; the endpoint turns the error into the request's failure."""
        why = refusal(host, self._trusted)
        if why:
            hint = "" if self._trusted else "; `trusted: true` in the source's configuration allows private addresses"
            raise AddressRefusedError(f"{why}{hint}")
        return self._reactor.connectTCP(host, port, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


class GuardedPool(HTTPConnectionPool):
    """A pool of connections made through a guarded reactor.

    Pools are not shared between trusted and other sources, nor between sources with and without certificate checks.
    """

    def __init__(self, reactor: Any, model: HTTPConnectionPool, tls: Any, trusted: bool) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self.maxPersistentPerHost = model.maxPersistentPerHost
        set_pool_factory(self, bounded(pool_factory(model)))
        self._guarded = GuardedReactor(reactor, trusted)
        self._tls = tls

    def getConnection(self, key: Hashable, endpoint: Any) -> Any:  # noqa: ARG002, N802 - Twisted's signature
        """Return a connection for a request, with a guarded endpoint instead of the one that Scrapy made."""
        scheme, host, port = key[:3]  # type: ignore[index]
        guarded: Any = HostnameEndpoint(self._guarded, host, port)
        if scheme == b"https":
            guarded = wrapClientTLS(self._tls.creatorForNetloc(host, port), guarded)
        return super().getConnection(key, guarded)


class GuardedDownloadHandler(BaseDownloadHandler):
    """Scrapy's HTTP handler behind the guard, with limits on the requests in flight and on their pace.

    A slow host takes at most its own two places, and so do the hosts of one server together: portals of a province
    share one. Scrapy's slots alone let more requests through, because all requests that arrive in one turn of the loop
    are counted as waiting.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        shared = crawler.settings.get("SHARED_FOLDER")
        self._crawler = crawler
        self._is_shared = bool(shared)
        self._traffics = SharedHostTraffics(Path(shared)) if shared else HostTraffics()
        self._pauses = Pauses(self._traffics)
        self._in_flight = Places(
            crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"), Path(shared) if shared else None
        )
        self._places = asyncio.Semaphore(crawler.settings.getint("CONCURRENT_REQUESTS"))
        self._handlers = {
            (trusted, verify): _guarded_handler(crawler, trusted, verify)
            for trusted in (False, True)
            for verify in (False, True)
        }

    async def download_request(self, request: Request) -> Response:
        """Download with the handler for the request's meta keys `trusted` and `verify`.

        The download stops at the loop's time in the request's meta key `ends`.
        """
        async with self._in_flight.place(urlsplit(request.url).netloc):
            server = await self._server(request)
            async with self._in_flight.place(server), self._places:
                # Asked here, where it is about to be sent: it may have waited in its host's queue for long.
                self._pauses.check(request.url)
                await self._take_turn(request)
                cut_short(request, asyncio.get_running_loop().time())
                count_request(request.meta)
                key = request.meta.get("trusted") is True, request.meta.get("verify") is not False
                response = await self._handlers[key].download_request(request)
                count_bytes(request.meta, len(response.body))
                self._pauses.note(response)
                return response

    async def _server(self, request: Request) -> str:
        """Return the address that the request is sent to first. Raise FetchError when the name has none, or in time."""
        from twisted.internet import reactor

        host = urlsplit(request.url).hostname or ""
        ends = request.meta.get("ends")
        try:
            async with asyncio.timeout_at(ends):
                found = await resolved(reactor.nameResolver, host)
        except TimeoutError as error:
            raise UnreachableError(
                "the host's name does not resolve (its name servers do not answer in time)"
            ) from error
        return found[0] if found else host

    async def _take_turn(self, request: Request) -> None:
        """Keep the host's delay also between processes; within this one, Scrapy does."""
        if not self._is_shared:
            return
        engine = self._crawler.engine
        assert engine is not None
        host = urlsplit(request.url).hostname or ""
        slot = engine.downloader.per_slot_settings.get(host, {})
        delay = float(slot.get("delay") or self._crawler.settings["DOWNLOAD_DELAY"])
        if delay:
            await take_turn(self._traffics, host, delay, request.meta.get("ends"))

    async def close(self) -> None:
        """Close the pooled connections."""
        for handler in self._handlers.values():
            await handler.close()


def cut_short(request: Request, now: float) -> None:
    """Limit a request to the time that its meta key `ends` leaves.

    Scrapy's queues keep requests that nobody waits for any more. Raise TimedOutError when the time has passed, because
    the request would take one of its host's places for nothing.
    """
    ends = request.meta.get("ends")
    if ends is None:
        return
    if ends <= now:
        raise TimedOutError
    request.meta["download_timeout"] = min(request.meta.get("download_timeout", math.inf), ends - now)


def _guarded_handler(crawler: Crawler, trusted: bool, verify: bool) -> HTTP11DownloadHandler:
    from twisted.internet import reactor

    return handler_with_pool(crawler, verify, lambda pool, tls: GuardedPool(reactor, pool, tls, trusted))
