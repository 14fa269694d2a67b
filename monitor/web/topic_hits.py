"""An in-memory cache of the notices that each topic matches, used for the topic facet."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.model.search import SearchRequest
from monitor.ports import Transaction
from monitor.topics import Matchable, Query
from monitor.topics.expression import Expression

RENEWED = timedelta(minutes=10)
"""Maximum age of cached hits. Older hits are computed again.

New notices are added to the cached hits at every access. If a revised notice matches differently, this shows only after
the hits have been computed again.
"""
_FEW = 200
"""The maximum number of new notices whose texts are loaded, so that all queries are evaluated on the same texts."""


@dataclass(frozen=True)
class _Hits:
    """The hits of a query among the notices with ids up to `last`."""

    expression: Expression
    notices: frozenset[int]
    last: int
    made_at: datetime


class TopicHits:
    """A cache of the notices that each query matches, as sets of ids."""

    def __init__(self) -> None:
        self._known: dict[str, _Hits] = {}

    def of(self, tx: Transaction, query: Query, now: datetime) -> frozenset[int]:
        """Return the ids of the notices that match `query`. `now` is the current time."""
        return self.of_each(tx, (query,), now)[0]

    def of_each(self, tx: Transaction, queries: Iterable[Query], now: datetime) -> list[frozenset[int]]:
        """Return for each query the ids of the notices that match it.

        Cached ids are used for a limited time before the complete search is repeated. Until then, only new notices are
        compared with the query. `now` is the current time.
        """
        newest = tx.search.newest()
        texts: dict[int, dict[int, Matchable]] = {}
        return [self._current(tx, query, now, newest, texts).notices for query in queries]

    def _current(
        self, tx: Transaction, query: Query, now: datetime, newest: int, texts: dict[int, dict[int, Matchable]]
    ) -> _Hits:
        """Return the hits of `query` up to the id `newest`.

        `texts` contains the texts of the notices after an id, and is extended.
        """
        known = self._known.get(query.written)
        # The same query has another expression if the words of a synonym set have changed.
        if known is None or known.expression != query.expression or now - known.made_at > RENEWED:
            known = _Hits(query.expression, frozenset(), 0, now)
        after = known.last
        if newest <= after:
            return known
        if newest - after > _FEW:
            found = tx.search.matching(SearchRequest(query), after=after)
        else:
            if after not in texts:
                texts[after] = tx.search.matchables(range(after + 1, newest + 1))
            found = [notice for notice, text in texts[after].items() if query.match(text) is not None]
        notices = known.notices.union(found) if found else known.notices
        self._known[query.written] = replace(known, notices=notices, last=newest)
        return self._known[query.written]
