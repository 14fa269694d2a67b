"""The filters of a subscription: its conditions other than its topics.

Pure functions and classes; no I/O.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.model.notice import Notice
from crawler.text.fold import fold
from monitor.alerting.documents import Passage
from monitor.config import Filters


@dataclass(frozen=True)
class Traits:
    """The values of a notice that filters check, folded once for all subscriptions."""

    source: str
    kind: str
    issuers: frozenset[str]
    region: tuple[str, ...]

    @classmethod
    def of(cls, notice: Notice, source: str) -> "Traits":
        """Return the traits of a notice that was found at the source with the id `source`."""
        return cls(
            source, fold(notice.kind or ""), frozenset(map(fold, notice.issuers)), tuple(map(fold, notice.region))
        )


class Filter:
    """A check whether a notice passes the filters of one subscription."""

    def __init__(self, filters: Filters) -> None:
        self._filters = filters
        self._kinds = _folded(filters.kinds)
        self._issuers = _folded(filters.issuers)
        self._units = _folded(filters.units)
        self._regions = [tuple(fold(region).split("/")) for region in filters.regions]

    def failed_filters(self, traits: Traits) -> list[str]:
        """Return the names of the filters that the notice does not pass."""
        given = {
            "sources": not self._filters.sources or traits.source in self._filters.sources,
            "kinds": not self._kinds or traits.kind in self._kinds,
            "issuers": not self._issuers or not self._issuers.isdisjoint(traits.issuers),
            "regions": not self._regions or any(self._is_there(path, traits.region) for path in self._regions),
        }
        return [name for name, passed in given.items() if not passed]

    def passes_units(self, passage: Passage) -> bool:
        """Return whether a passage passes the filter by responsible unit."""
        return not self._units or any(unit in name for unit in self._units for name in _naming(passage))

    def _is_there(self, path: Sequence[str], region: Sequence[str]) -> bool:
        above = self._filters.include_parents and 0 < len(region) < len(path) and tuple(path[: len(region)]) == region
        return above or any(tuple(region[at : at + len(path)]) == path for at in range(len(region)))


def _naming(passage: Passage) -> Iterable[str]:
    # Without extracted clauses there are no units either, so the whole text is searched.
    return passage.units or (passage.parts if passage.clause is None else ())


def _folded(values: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, values))
