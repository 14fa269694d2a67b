"""Downloader middlewares for robots.txt and for a source's own request headers (its option `headers`).

robots.txt is handled according to RFC 9309, including Crawl-delay. A source's own headers are sent only to its own
site.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.error_mapping import answer_error, download_error
from crawler.fetching.politeness import set_host_delay
from crawler.fetching.rendering import ALLOWS
from crawler.fetching.rendering import META as RENDERING
from crawler.fetching.robots_rules import parse_robots
from crawler.fetching.usage import inherited_usage
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import FetchError, RedirectedAwayError, RobotsError

KEEP = 24 * 3600.0
"""The time in seconds for which the rules of a robots.txt are cached (RFC 9309, 2.4)."""
RETRY = 60.0
"""The time in seconds after which a robots.txt that could not be fetched is requested again."""
HOSTS = 5000
_KEPT = ("trusted", "verify", "cookiejar")


@dataclass
class _RobotsEntry:
    """The cached robots.txt of a host: the last rules that could be fetched, and the result of the last attempt.

    `error` is the error of the last attempt, or None if it succeeded. `trying` is the attempt in progress, if any. No
    attempt is made before `until`, in seconds of the monotonic clock.
    """

    until: float
    trying: asyncio.Future[None] | None = None
    rules: Protego | None = None
    error: FetchError | None = field(default=None)


class RobotsMiddleware:
    """A downloader middleware that refuses requests disallowed by robots.txt.

    If robots.txt does not exist (4xx), all requests are allowed. If it cannot be fetched (5xx, 429, network error),
    older rules are used; without older rules, all requests fail with the error of that fetch. Requests with the meta
    key `dont_obey_robotstxt` are always allowed.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts: OrderedDict[tuple[str, bool, object], _RobotsEntry] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        """Return the middleware; required by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise RobotsError if the request is disallowed, or a FetchError if the rules could not be fetched."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        if RENDERING in request.meta:
            request.meta[ALLOWS] = partial(self._allows, request)
        await self._check(request)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the response. Raise RobotsError if the browser was redirected to a disallowed URL."""
        if ALLOWS in request.meta and response.url != request.url:
            await self._check(request.replace(url=response.url))
        return response

    async def _allows(self, request: Request, url: str) -> bool:
        """Return whether robots.txt allows a URL that the browser needs for the page of `request`."""
        try:
            await self._check(request.replace(url=url))
        except (FetchError, ValueError):
            return False
        return True

    async def _check(self, request: Request) -> None:
        entry = await self._entry(request)
        if entry.rules is None and entry.error is not None:
            raise entry.error.at("robots.txt")
        agent = self._agent(request)
        self._keep_pace(request, entry, agent)
        if entry.rules is not None and not entry.rules.can_fetch(request.url, agent):
            raise RobotsError(FetchDetail.ROBOTS.of())

    def _agent(self, request: Request) -> str:
        own = (request.headers.get(b"User-Agent") or b"").decode("latin-1")
        return own or str(self._crawler.settings["USER_AGENT"])

    def _keep_pace(self, request: Request, entry: _RobotsEntry, agent: str) -> None:
        delay = entry.rules.crawl_delay(agent) if entry.rules else None
        if delay:
            engine = self._crawler.engine
            assert engine is not None
            least = max(float(delay), float(self._crawler.settings["DOWNLOAD_DELAY"]))
            set_host_delay(engine.downloader, urlsplit(request.url).hostname or "", least=least)

    async def _entry(self, request: Request) -> _RobotsEntry:
        parts = urlsplit(request.url)
        key = (f"{parts.scheme}://{parts.netloc}", request.meta.get("trusted") is True, request.meta.get("verify"))
        entry = self._hosts.get(key)
        if entry is None:
            entry = self._hosts[key] = _RobotsEntry(until=0.0)
            if len(self._hosts) > HOSTS:
                self._hosts.popitem(last=False)
        if entry.trying is None and monotonic() >= entry.until:
            # A separate task: if the first request is cancelled, the others still get the rules.
            entry.trying = asyncio.ensure_future(self._refresh(entry, key[0], request))
        if entry.trying is not None:
            await asyncio.shield(entry.trying)
        return entry

    async def _refresh(self, entry: _RobotsEntry, site: str, request: Request) -> None:
        meta: dict[str, Any] = {name: request.meta[name] for name in _KEPT if name in request.meta}
        meta |= inherited_usage(request.meta)
        fetch = Request(
            f"{site}/robots.txt", meta={**meta, "dont_obey_robotstxt": True}, dont_filter=True, callback=NO_CALLBACK
        )
        try:
            response = await self._crawler.engine.download_async(fetch)
            error = answer_error(response)
            if (error and not 400 <= response.status < 500) or response.status == 429:
                entry.error = error
            else:
                entry.rules = parse_robots(b"" if error else response.body, self._agent(request))
                entry.error = None
        except Exception as error:  # noqa: BLE001 - the request fails with it, whatever it was
            entry.error = download_error(error)
        finally:
            entry.until = monotonic() + (RETRY if entry.error else KEEP)
            entry.trying = None


class OwnHeadersMiddleware:
    """A downloader middleware that does not send a source's own headers to other sites after a redirect.

    The meta key `own_headers` contains the names of these headers. Scrapy itself removes only Authorization and Cookie.
    A request with a body is not redirected to another site.
    """

    def process_request(self, request: Request) -> None:
        """Remove the source's headers from a request that was redirected to another site.

        Raise RedirectedAwayError if such a request has a body.
        """
        names = request.meta.get("own_headers")
        came_from = request.meta.get("redirect_urls")
        if not came_from or site_of(request.url) == site_of(came_from[0]):
            return
        if request.body:
            raise RedirectedAwayError(FetchDetail.REDIRECT_OF_POST.of(url=request.url))
        for name in names or ():
            request.headers.pop(name, None)


def site_of(url: str) -> tuple[str, str]:
    """Return the scheme of a URL, and its host. The host includes the port if the URL states one."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
