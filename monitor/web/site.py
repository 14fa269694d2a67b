"""The state shared by all pages: the store, the current configuration and the clock."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from threading import Lock
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection

from crawler.model.requests import DiscoverRequest
from crawler.model.results import DiscoverResult
from monitor.config import Config, Settings, Topic
from monitor.config.web import Web
from monitor.ports import Store
from monitor.runtime.clock import utc_now
from monitor.service.discovery import discover_sources
from monitor.topics import Query, QueryError, parse_query
from monitor.web.security.throttle import LoginThrottle
from monitor.web.topic_hits import TopicHits
from monitor.web.trend_cache import TrendCache


@dataclass(frozen=True)
class WebSite:
    """The state that all pages of the web interface share.

    `current` is a function that returns the current configuration. `discover` is a function that finds possible sources
    at a site.
    """

    store: Store
    current: Callable[[], Config]
    web: Web
    clock: Callable[[], datetime] = utc_now
    throttle: LoginThrottle = field(default_factory=LoginThrottle)
    topic_hits: TopicHits = field(default_factory=TopicHits)
    trends: TrendCache = field(default_factory=TrendCache)
    discover: Callable[[Settings, DiscoverRequest], Awaitable[DiscoverResult]] = discover_sources
    discovering: Lock = field(default_factory=Lock)
    """Lock held during a discovery, of which there is only one at a time."""

    @property
    def config(self) -> Config:
        """The current configuration."""
        return self.current()

    @property
    def today(self) -> date:
        """Today's date in the configured time zone."""
        return self.clock().astimezone(ZoneInfo(self.config.settings.timezone)).date()

    def url(self, path: str, **parameters: object) -> str:
        """Return the URL path of a page with a query string made of `parameters`.

        Parameters that are None or empty are left out.
        """
        given = {name: value for name, value in parameters.items() if value not in (None, "")}
        query = f"?{urlencode(given)}" if given else ""
        return self.web.prefix + quote(path, safe="/-._~") + query

    def topic(self, name: str | None) -> Topic | None:
        """Return the topic with the id `name`, or None if it is unknown."""
        return next((topic for topic in self.config.topics if topic.id == name), None)

    def query(self, written: str) -> Query:
        """Parse a query in which the configured synonym sets may be used. Raises QueryError if the query is invalid."""
        return parsed_query(written, tuple(self.config.synonym_words.items()))

    def topic_query(self, name: str | None) -> Query | None:
        """Return the query of the topic with the id `name`, or None if the topic is unknown or its query is invalid."""
        topic = self.topic(name)
        try:
            return self.query(topic.query) if topic else None
        except QueryError:
            return None


@lru_cache(maxsize=500)
def parsed_query(written: str, synonyms: tuple[tuple[str, tuple[str, ...]], ...]) -> Query:
    """Parse the query `written`. Results are cached, because the same queries recur.

    `synonyms` contains pairs of a synonym set's key and its words. Raises QueryError if the query is invalid.
    """
    return parse_query(written, dict(synonyms))


def site_of(request: HTTPConnection) -> WebSite:
    """Return the site that serves `request`."""
    site: WebSite = request.app.state.site
    return site
