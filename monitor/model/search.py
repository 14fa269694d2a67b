"""Search: entries of the index, what is asked, and what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.topics import Query

COUNTED = 10_000
"""Hits over which facets are counted at most: the newest ones."""


@dataclass(frozen=True)
class SearchEntry:
    """A notice in the search index: the values of its facets and dates.

    `changed_at`: when its newest text was seen.
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
    """Values of facets that a hit must have; `region` is a path from the country down, joined by `/`.

    `subscription`: it was alerted of the notice. `unread_by`, `starred_by`: the owner of the marks.
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
        """Return the filters for the values of facets, of which an empty one is none."""
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
    """A search: a query (None: all notices), further queries that must match as well, and filters."""

    query: Query | None = None
    also: tuple[Query, ...] = ()
    filters: SearchFilters = SearchFilters()


@dataclass(frozen=True)
class SearchResult:
    """The newest hits, `ids`, and the number of hits by facet and value.

    `total` is exact unless there are `more` than COUNTED; the facets are then those of the newest COUNTED.
    """

    ids: tuple[int, ...]
    total: int
    more: bool
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    every: frozenset[int] = frozenset()


@dataclass(frozen=True)
class NoticeSummary:
    """A notice in a list: its identifying values, and its text for an excerpt. `pruned`: its text was deleted."""

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
