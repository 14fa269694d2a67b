"""Immutable classes for searches: entries of the search index, requests and results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from monitor.topics import Query

COUNTED = 10_000
"""The maximum number of hits for which facets are counted. The newest hits are counted."""


@dataclass(frozen=True)
class SearchEntry:
    """The entry of a notice in the search index, with its dates and the values by which hits are counted and filtered.

    `changed_at` is the time at which the newest text of the notice was found.
    """

    notice: int
    source: str
    kind: str | None
    issuers: tuple[str, ...]
    region: tuple[str, ...]
    month: str
    first_seen_at: datetime
    changed_at: datetime
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    deadline_first: date | None = None
    deadline_last: date | None = None


@dataclass(frozen=True)
class SearchFilters:
    """Conditions that a hit must satisfy.

    Conditions that are None do not apply. `region` is a path that begins with the country; its parts are joined by `/`.
    `since` is the earliest time at which the notice was first seen. `subscription` is a subscription that was alerted
    about the notice. `unread_by` and `starred_by` are users of the web page for whom the notice is unread or starred.
    """

    source: str | None = None
    kind: str | None = None
    issuer: str | None = None
    region: str | None = None
    month: str | None = None
    since: datetime | None = None
    subscription: str | None = None
    unread_by: str | None = None
    starred_by: str | None = None

    @classmethod
    def chosen(cls, values: Mapping[str, str]) -> "SearchFilters":
        """Return filters that require the given facet values. `values` contains them by facet name.

        A missing or empty value sets no filter.
        """
        return cls(
            source=values.get("source") or None,
            kind=values.get("kind") or None,
            issuer=values.get("issuer") or None,
            region=values.get("region") or None,
            month=values.get("month") or None,
            subscription=values.get("subscription") or None,
        )


@dataclass(frozen=True)
class SearchRequest:
    """A search request: a query, further queries that must also match, and filters.

    If `query` is None, all notices that satisfy the other conditions match.
    """

    query: Query | None = None
    also: tuple[Query, ...] = ()
    filters: SearchFilters = SearchFilters()


@dataclass(frozen=True)
class SearchResult:
    """The ids of the newest hits of a search, or of those that are smaller than `before` if it is given.

    `more` is true if there are further hits.
    """

    ids: tuple[int, ...]
    more: bool
    before: int | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the result contains all hits."""
        return self.before is None and not self.more


@dataclass(frozen=True)
class SearchCounts:
    """The counts of the hits of a search, of which at most the newest COUNTED are counted.

    `total` is the number of counted hits, `every` contains their ids, and `facets` contains their number by facet and
    value. `more` is true if there are hits that were not counted.
    """

    total: int
    more: bool
    facets: Mapping[str, Mapping[str, int]]
    every: frozenset[int] = frozenset()


@dataclass(frozen=True)
class NoticeSummary:
    """The data with which a notice is displayed in a list of notices.

    `text` is the text from which an excerpt is taken. `pruned` is true if the text was deleted.
    """

    id: int
    source: str
    revision: int
    first_seen_at: datetime
    changed_at: datetime
    url: str
    title: str | None
    kind: str | None
    document_number: str | None
    issuers: tuple[str, ...]
    region: tuple[str, ...]
    issued_on: date | None
    published_on: date | None
    text: str
    pruned: bool = False
