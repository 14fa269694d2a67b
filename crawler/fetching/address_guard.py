"""Checks at connection time whether a request may connect to an IP address.

Requests for pages, redirects, robots.txt and attachments all go through `GuardedDownloadHandler`. It checks the
resolved IP address, not the host name. Therefore, unusual notations (`0x7f.1`, `2130706433`, `[::ffff:127.0.0.1]`) and
names that resolve to private addresses are refused as well.
"""

import asyncio
import math
from collections.abc import Hashable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IReactorPluggableNameResolver, IReactorTCP, IReactorTime, IStreamClientEndpoint
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from crawler.browser.process import Browser
from crawler.fetching.header_limit import bounded
from crawler.fetching.politeness import HostTraffics, Pauses, RequestSlots, SharedHostTraffics, take_turn, wait_for_turn
from crawler.fetching.rendering import META as RENDERING
from crawler.fetching.rendering import loaded
from crawler.fetching.resolver import resolved
from crawler.fetching.scrapy_compat import (
    BaseDownloadHandler,
    HTTP11DownloadHandler,
    handler_with_pool,
    pool_factory,
    set_pool_factory,
)
from crawler.fetching.usage import count_bytes, count_request
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import AddressRefusedError, TimedOutError, UnreachableError
from crawler.model.network.ip_rules import refusal_of_source


@implementer(IReactorTCP, IReactorTime, IReactorPluggableNameResolver)
class GuardedReactor:
    """A wrapper of the Twisted reactor that refuses connections to forbidden IP addresses.

    Twisted's endpoints, which establish connections, receive it in place of the reactor.
    """

    def __init__(self, reactor: Any, trusted: bool) -> None:
        self._reactor = reactor
        self._trusted = trusted

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:  # noqa: N802 - Twisted's name
        """Connect to the IP address `host`. Raise AddressRefusedError if connections to this address are refused.

        The calling endpoint of Twisted reports the error as the failure of the request.
        """
        why = refusal_of_source(host, self._trusted)
        if why:
            raise AddressRefusedError(why)
        return self._reactor.connectTCP(host, port, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


class GuardedPool(HTTPConnectionPool):
    """A connection pool that makes its connections through a GuardedReactor.

    There are separate pools for trusted and for other sources, and for sources with and without certificate checks.
    """

    def __init__(self, reactor: Any, model: HTTPConnectionPool, tls: Any, trusted: bool) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self.maxPersistentPerHost = model.maxPersistentPerHost
        set_pool_factory(self, bounded(pool_factory(model)))
        self._guarded = GuardedReactor(reactor, trusted)
        self._tls = tls

    def getConnection(self, key: Hashable, endpoint: Any) -> Any:  # noqa: ARG002, N802 - Twisted's signature
        """Return a connection to the scheme, host and port in `key`. Its IP address has passed the address guard.

        `endpoint` is ignored: Scrapy created it for a connection without the guard.
        """
        guarded: Any = _GuardedEndpoint(key, self._guarded, self._tls)
        return super().getConnection(key, guarded)


@implementer(IStreamClientEndpoint)
class _GuardedEndpoint:
    """An endpoint for the scheme, host and port in `key`, whose parts are created when a new connection is needed.

    Most requests use a connection that is already open.
    """

    def __init__(self, key: Hashable, reactor: GuardedReactor, tls: Any) -> None:
        self._key = key
        self._reactor = reactor
        self._tls = tls

    def connect(self, factory: Any) -> Any:
        """Connect with a protocol of the `factory`, and return a Deferred with the protocol."""
        scheme, host, port = self._key[:3]  # type: ignore[index]
        endpoint: Any = HostnameEndpoint(self._reactor, host, port)
        if scheme == b"https":
            endpoint = wrapClientTLS(self._tls.creatorForNetloc(host, port), endpoint)
        return endpoint.connect(factory)


class GuardedDownloadHandler(BaseDownloadHandler):
    """Scrapy's HTTP handler with the address guard, and with limits on the number and the rate of requests.

    At most two requests to a host run at the same time. The same limit applies to each server address, because the
    portals of a province often share a server. Scrapy cannot enforce these limits itself. If several requests arrive in
    the same iteration of the event loop, Scrapy does not yet count any of them as running, and sends all of them.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        shared = crawler.settings.get("SHARED_FOLDER")
        self._crawler = crawler
        self._default_delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._traffics = SharedHostTraffics(Path(shared)) if shared else HostTraffics()
        self._pauses = Pauses(self._traffics)
        self._in_flight = RequestSlots(
            crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"), Path(shared) if shared else None
        )
        self._browser = Browser(crawler.settings.get("BROWSER"))
        self._places = asyncio.Semaphore(crawler.settings.getint("CONCURRENT_REQUESTS"))
        self._handlers = {
            (trusted, verify): _guarded_handler(crawler, trusted, verify)
            for trusted in (False, True)
            for verify in (False, True)
        }

    async def download_request(self, request: Request) -> Response:
        """Send a request and return the response. If the request is for a page to be rendered, the browser sends it.

        The meta keys `trusted` and `verify` determine which addresses and certificates are accepted. The meta key
        `ends` is the time of the event loop at which the download stops.
        """
        async with self._in_flight.slot(urlsplit(request.url).netloc):
            host = urlsplit(request.url).hostname or ""
            server = await self._server(host, request)
            while True:
                # Other hosts at the same address go on while this host's delay passes.
                await wait_for_turn(self._traffics, host, self._delay(host), request.meta.get("ends"))
                async with self._in_flight.slot(server), self._places:
                    # Checked just before sending, because the request may have waited in its host's queue for long.
                    self._pauses.check(request.url)
                    if take_turn(self._traffics, host, self._delay(host)):
                        return await self._send(request)

    async def _send(self, request: Request) -> Response:
        request.meta.setdefault("download_timeout", self._timeout)
        limit_timeout(request, asyncio.get_running_loop().time())
        count_request(request.meta)
        response = await self._response(request)
        count_bytes(request.meta, len(response.body))
        self._pauses.note(response)
        return response

    async def _response(self, request: Request) -> Response:
        if RENDERING in request.meta:
            return await loaded(self._browser, request)
        key = request.meta.get("trusted") is True, request.meta.get("verify") is not False
        return await self._handlers[key].download_request(request)

    async def _server(self, host: str, request: Request) -> str:
        """Return the first IP address of a host, or the host name if it has no address.

        Raise FetchError if the name cannot be resolved before the request's end time.
        """
        from twisted.internet import reactor

        ends = request.meta.get("ends")
        try:
            async with asyncio.timeout_at(ends):
                found = await resolved(reactor.nameResolver, host)
        except TimeoutError as error:
            raise UnreachableError(
                FetchDetail.NOT_RESOLVED_BECAUSE.of(cause=FetchDetail.NAME_SERVERS_SLOW.of())
            ) from error
        return found[0] if found else host

    def _delay(self, host: str) -> float:
        """Return the minimum number of seconds between two requests to a host."""
        engine = self._crawler.engine
        assert engine is not None
        delay: float | None = engine.downloader.per_slot_settings.get(host, {}).get("delay")
        return self._default_delay if delay is None else delay

    async def close(self) -> None:
        """Close the pooled connections and the browser."""
        await self._browser.close()
        for handler in self._handlers.values():
            await handler.close()


def limit_timeout(request: Request, now: float) -> None:
    """Shorten the timeout of a request so that it does not exceed the deadline, which is the meta key `ends`.

    Raise TimedOutError if the deadline has passed. This can happen because Scrapy keeps queued requests even if their
    callers have stopped waiting; such requests would keep the host busy for nothing.
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
