"""An in-memory cache of the notices that each topic matches, used for the topic facet."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.model.search import SearchRequest
from monitor.ports import Transaction
from monitor.topics import Query
from monitor.topics.expression import Expression

RENEWED = timedelta(minutes=10)
"""Maximum age of cached hits. Older hits are computed again.

New notices are added to the cached hits at every access. If a revised notice matches differently, this shows only after
the hits have been computed again.
"""


@dataclass(frozen=True)
class _Hits:
    expression: Expression
    notices: frozenset[int]
    last: int
    made_at: datetime


class TopicHits:
    """A cache of the notices that each query matches, as sets of ids."""

    def __init__(self) -> None:
        self._known: dict[str, _Hits] = {}

    def of(self, tx: Transaction, query: Query, now: datetime) -> frozenset[int]:
        """Return the ids of the notices that match `query`.

        Cached ids are used for a limited time before the complete search is repeated. Until then, only new notices are
        searched. `now` is the current time.
        """
        known = self._known.get(query.written)
        # The same query has another expression if the words of a synonym set have changed.
        if known is None or known.expression != query.expression or now - known.made_at > RENEWED:
            known = _Hits(query.expression, frozenset(), 0, now)
        newest = tx.search.matching(SearchRequest(query), after=known.last)
        if newest or query.written not in self._known or known.last == 0:
            known = replace(known, notices=known.notices | set(newest), last=max(newest, default=known.last))
            self._known[query.written] = known
        return known.notices
