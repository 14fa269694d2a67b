"""Search for settings with which a source can be read although its list is built by scripts.

There are two kinds of settings: to request the JSON data that the scripts load, or to load the page in the browser.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.browser.messages import JsonResponse
from crawler.discovery.page_steps import json_sources
from crawler.fetching.fetcher import Fetcher
from crawler.listings import Listing
from crawler.model.dates import local_date
from crawler.model.errors import CrawlerError
from crawler.model.http_request import page_request
from crawler.model.listing_options import Rendering
from crawler.model.requests import BrowseRequest
from crawler.model.results import BrowseResult, Failure, SourceProposal
from crawler.model.source import Source
from crawler.polling.listing_steps import read_entry
from crawler.sandbox.parser import Parser

_TYPES = ("auto", "html")


class ScriptLists:
    """Searches for settings with which a source can be read although its list is built by scripts.

    It loads the source's page in the browser, and examines the list on the page and the JSON data that the page loads.
    The object keeps no state between two searches.
    """

    def __init__(self, fetcher: Fetcher, clock: Callable[[], datetime], parser: Parser) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._parser = parser

    async def find(self, request: BrowseRequest) -> BrowseResult:
        """Return the settings with which the list of a source can be read, best first.

        Only settings that were tested successfully are returned. Settings for JSON data come first, because they need
        no browser. Raises CrawlerError when the page cannot be loaded in the browser.
        """
        ends = asyncio.get_running_loop().time() + request.deadline_s * 0.9
        given = request.source
        rendering = given.render or Rendering()
        kind = given.type if given.type in _TYPES else "auto"
        source = given.model_copy(update={"render": rendering.model_copy(update={"pages": "all"}), "type": kind})
        recorded: list[JsonResponse] = []
        page = await self._fetcher.fetch(source.url, source, ends=ends, role="listing", records=recorded)
        assert page is not None
        key = urlsplit(source.url).netloc
        found: list[SourceProposal] = []
        failures: list[Failure] = []
        for settings in await self._parser.run(key, json_sources, tuple(recorded), given, page.fetched_at):
            try:
                listing = await self._listing(Source.model_validate({**_kept(given), **settings}), ends)
            except (CrawlerError, ValueError):
                continue  # the data is not available without the browser
            found += _proposals(settings, listing)
        try:
            reading = await self._parser.run(key, read_entry, page, source, local_date(page.fetched_at, source.zone))
            found += _proposals({"render": "browser"}, reading.listing)
        except CrawlerError as error:
            failures.append(Failure.of(source.url, error))
        return BrowseResult(id=request.id, proposals=tuple(found), failures=tuple(failures))

    async def _listing(self, source: Source, ends: float) -> Listing:
        request = page_request(source)
        page = await self._fetcher.fetch(request.url, source, ends=ends, post=request)
        assert page is not None
        today = local_date(self._clock(), source.zone)
        return (await self._parser.run(urlsplit(source.url).netloc, read_entry, page, source, today)).listing


def _kept(source: Source) -> dict[str, Any]:
    """Return the settings that a proposed source of type json takes over from the original source, and its new id.

    Cookies from the browser are not among them, so each proposal is tested without cookies.
    """
    kept = source.model_dump(include={"region", "timezone", "trusted", "verify_tls", "obey_robots"})
    return {**kept, "id": f"{source.id[:400]}/json"}


def _proposals(settings: dict[str, Any], listing: Listing) -> list[SourceProposal]:
    """Return a list with one proposal for `settings`, or an empty list if `listing` has no links.

    `listing` is the listing that was read with these settings.
    """
    days = [link.published_on for link in listing.links if link.published_on]
    if not listing.links:
        return []
    return [
        SourceProposal(
            settings=settings,
            links_seen=len(listing.links),
            dated=len(days),
            newest=max(days, default=None),
            first=listing.links[0],
        )
    ]
