"""What all pages share: the store, the configuration in force, the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection

from monitor.config import Config, Topic
from monitor.config.web import Web
from monitor.ports import Store
from monitor.runtime.clock import utc_now
from monitor.topics import Query, QueryError, parse_query
from monitor.web.security.throttle import LoginThrottle
from monitor.web.topic_hits import TopicHits


@dataclass(frozen=True)
class WebSite:
    """The web page of one store. `current` returns the configuration in force."""

    store: Store
    current: Callable[[], Config]
    web: Web
    clock: Callable[[], datetime] = utc_now
    throttle: LoginThrottle = field(default_factory=LoginThrottle)
    topic_hits: TopicHits = field(default_factory=TopicHits)

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self.current()

    @property
    def today(self) -> date:
        """The day in the time zone of the settings."""
        return self.clock().astimezone(ZoneInfo(self.config.settings.timezone)).date()

    def url(self, path: str, **parameters: object) -> str:
        """Return the address of a page, with those of the parameters that have a value."""
        given = {name: value for name, value in parameters.items() if value not in (None, "")}
        query = f"?{urlencode(given)}" if given else ""
        return self.web.prefix + quote(path, safe="/-._~") + query

    def topic(self, name: str | None) -> Topic | None:
        """Return the topic with that id."""
        return next((topic for topic in self.config.topics if topic.id == name), None)

    def query(self, written: str) -> Query:
        """Return a query with the synonyms of the configuration. Raises QueryError."""
        return parsed_query(written, tuple(self.config.synonym_words.items()))

    def topic_query(self, name: str | None) -> Query | None:
        """Return the query of a topic; None for an unknown one."""
        topic = self.topic(name)
        try:
            return self.query(topic.query) if topic else None
        except QueryError:
            return None


@lru_cache(maxsize=500)
def parsed_query(written: str, synonyms: tuple[tuple[str, tuple[str, ...]], ...]) -> Query:
    """Return a parsed query; the same ones are asked again and again."""
    return parse_query(written, dict(synonyms))


def site_of(request: HTTPConnection) -> WebSite:
    """Return the site that serves a request."""
    site: WebSite = request.app.state.site
    return site
