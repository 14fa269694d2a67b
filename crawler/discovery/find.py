"""Search for sources on a site by fetching its most promising pages, within limits on requests and time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urljoin

from protego import Protego

from crawler.discovery.candidates import WELL_KNOWN, SourceLead, home_of, same_family
from crawler.discovery.page_steps import ExaminedPage, examine_page
from crawler.discovery.rank import address_of, candidate_of, candidate_score, distinct
from crawler.fetching.fetcher import Fetcher
from crawler.listings import Listing
from crawler.model.dates import local_date
from crawler.model.errors import CrawlerError, FetchError, ListingError
from crawler.model.http_request import ListingRequest
from crawler.model.page import Page
from crawler.model.reason import LeadReason, Reason
from crawler.model.requests import DiscoverRequest
from crawler.model.results import Candidate, DiscoverResult, Failure
from crawler.model.source import Source
from crawler.model.url_key import url_key
from crawler.polling.entry_page import Entry, EntryPage, EntryReader
from crawler.sandbox.parser import InlineParser, Parser

_ROBOTS_LIMIT = 500 * 1024
_STEPS = 2
"""Maximum number of links that are followed from the given page or the home page to a listing."""


@dataclass
class _Search:
    """The state of a search: the leads not tried yet, the URLs already known, and the results.

    `base` is the URL of the given page after redirects. `ends` is the deadline, a time of the event loop.
    """

    request: DiscoverRequest
    source: Source
    ends: float
    today: date
    requests: int = 0
    waiting: list[tuple[float, int, SourceLead]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    found: list[Candidate] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    site: str = ""
    base: str = ""

    @property
    def key(self) -> str:
        """Return a key that identifies this search among the tasks of the parser."""
        return self.request.url

    @property
    def over(self) -> bool:
        """Return whether the request limit or the time limit has been reached."""
        return self.requests >= self.request.max_requests or asyncio.get_running_loop().time() >= self.ends

    def add(self, lead: SourceLead, step: int) -> None:
        """Add a lead to the leads to be tried, unless its URL is already known or in another registered domain.

        `step` is the number of links followed from the given page to the lead's URL.
        """
        if url_key(lead.url) not in self.known and same_family(lead.url, self.base):
            self.known.add(url_key(lead.url))
            self.waiting.append((lead.score, step, lead))


class Finder:
    """Searches sites for sources. The object keeps no state between two searches."""

    def __init__(self, fetcher: Fetcher, clock: Callable[[], datetime], parser: Parser | None = None) -> None:
        self._parser = parser or InlineParser()
        self._fetcher = fetcher
        self._clock = clock

    async def find(self, request: DiscoverRequest) -> DiscoverResult:
        """Search the site of the page in `request`, and return the candidate sources, best first.

        Raise CrawlerError if that page cannot be fetched.
        """
        source = Source.at(request.url, request.trusted)
        ends = asyncio.get_running_loop().time() + request.deadline_s * 0.9
        search = _Search(request, source, ends, local_date(self._clock(), source.zone))
        search.known.add(url_key(request.url))
        first = await self._fetch(search, request.url)
        search.base = first.final_url
        await self._take(search, SourceLead(request.url, "html", Reason.of(LeadReason.PAGE_GIVEN), score=6.0), first, 0)
        home = home_of(first.final_url)
        if url_key(home) != url_key(first.final_url):
            search.add(SourceLead(home, "html", Reason.of(LeadReason.HOME_PAGE), score=20.0), 0)
        for sitemap in await self._sitemaps(search, home):
            search.add(sitemap, 0)
        while search.waiting and not search.over:
            await self._try_next(search)
        # If no page links to a feed, try the paths at which other sites have one.
        if not any(candidate.type == "feed" for candidate in search.found):
            for path in WELL_KNOWN:
                usual = Reason.of(LeadReason.USUAL_ADDRESS)
                search.add(SourceLead(urljoin(home, path), "feed", usual, score=-1.0), 0)
        while search.waiting and not search.over:
            await self._try_next(search)
        ranked = sorted(search.found, key=lambda candidate: candidate_score(candidate, search.today), reverse=True)
        return DiscoverResult(
            id=request.id, candidates=tuple(distinct(ranked)), failures=tuple(search.failures), requests=search.requests
        )

    async def _fetch(self, search: _Search, url: str) -> Page:
        search.requests += 1
        async with asyncio.timeout_at(search.ends):
            page = await self._fetcher.fetch(url, search.source, ends=search.ends)
        assert page is not None
        return page

    async def _sitemaps(self, search: _Search, home: str) -> list[SourceLead]:
        """Return leads to the sitemaps named in robots.txt or, if it names none, to the usual sitemap URL.

        robots.txt is fetched even if its own rules disallow all URLs.
        """
        search.requests += 1
        named: list[str] = []
        try:
            asking = search.source.model_copy(update={"obey_robots": False})
            body = await self._fetcher.fetch_file(urljoin(home, "/robots.txt"), asking, _ROBOTS_LIMIT, search.ends)
            named = list(Protego.parse(body.decode("utf-8-sig", "replace")).sitemaps)[:3]
        except FetchError:
            pass  # the site has no robots.txt
        in_robots = Reason.of(LeadReason.ROBOTS)
        found = [SourceLead(urljoin(home, url), "sitemap", in_robots, score=5.0) for url in named]
        usual = SourceLead(urljoin(home, "/sitemap.xml"), "sitemap", Reason.of(LeadReason.USUAL_ADDRESS), score=1.0)
        return found or [usual]

    async def _try_next(self, search: _Search) -> None:
        best = max(search.waiting, key=lambda waiting: waiting[0])
        search.waiting.remove(best)
        _, step, lead = best
        try:
            page = await self._fetch(search, lead.url)
            await self._take(search, lead, page, step)
        except TimeoutError:
            return
        except CrawlerError as error:
            # A guessed URL that cannot be read, or a page that does not exist, is not a failure.
            if lead.kind == "html" and error.code != "gone":
                search.failures.append(Failure.of(lead.url, error))

    async def _take(self, search: _Search, lead: SourceLead, page: Page, step: int) -> None:
        """Process a fetched page: add its leads to the search, and record it as a candidate if it can be a source.

        `lead` is the lead whose URL was fetched, and `step` is the number of links followed to reach the page.
        """
        if not same_family(page.final_url, search.base):
            return
        look = await self._parser.run(search.key, examine_page, page, search.source, step)
        if look.form not in ("feed", "sitemap"):
            if not search.site or page.final_url == home_of(page.final_url):
                search.site = look.site or search.site
            self._follow(search, lead, look, step)
            if lead.kind != "html":
                return  # some sites return their home page for any URL
        entry = await self._entry(search, lead, page, look)
        if entry is None:
            return
        found = await self._parser.run(
            search.key, candidate_of, page, entry.form, entry.listing, lead, search.site, search.today
        )
        if found:
            search.found.append(found)

    def _follow(self, search: _Search, lead: SourceLead, look: ExaminedPage, step: int) -> None:
        """Add the leads found on a page to the search, unless the page was reached by following _STEPS links or more.

        `lead` is the lead whose URL was fetched, `look` is the examined page, and `step` is the number of links
        followed to reach it. If `lead` is a lead to a feed, only leads to feeds are added. If it is a lead to a
        sitemap, none are added.
        """
        if step >= _STEPS:
            return
        for other in look.leads:
            if lead.kind == "html" or lead.kind == other.kind == "feed":
                search.add(other, step + 1)

    async def _entry(self, search: _Search, lead: SourceLead, page: Page, look: ExaminedPage) -> Entry | None:
        """Return the listing of `page`, including the lists that the page loads from other URLs.

        `lead` is the lead whose URL was fetched, and `look` is the examined page. If the page is not a valid listing,
        the returned listing has no links. Return None if one of the other URLs cannot be fetched in time or at all, or
        if fetching them would exceed the limit on requests.
        """
        source = search.source.model_copy(update={"url": address_of(page, lead)})
        start = EntryPage(page, ListingRequest(page.final_url), source)
        if search.requests + look.lists > search.request.max_requests:
            return None
        search.requests += look.lists
        try:
            async with asyncio.timeout_at(search.ends):
                return await EntryReader(self._fetcher, self._parser, search.today, search.ends).read(start)
        except ListingError:
            return Entry(start, look.form, Listing(()))
        except TimeoutError:
            return None
        except CrawlerError as error:
            search.failures.append(Failure.of(page.final_url, error))
            return None
