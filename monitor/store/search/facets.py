"""The class that counts the facets of search hits."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from monitor.store.batches import among
from monitor.store.search.index import ISSUERS, REGION
from monitor.store.search.statements import FACETS, Hit
from monitor.store.tables import SearchEntryRow

_ENTRIES = cast(Table, SearchEntryRow.__table__).c


class FacetCounts:
    """The number of hits by facet and value."""

    def __init__(self) -> None:
        self._counts = [Counter[str]() for _ in FACETS]

    @classmethod
    def of_rows(cls, rows: Sequence[Hit]) -> "FacetCounts":
        """Count the facets of rows with the values of COLUMNS."""
        found = cls()
        for place, counter in enumerate(found._counts):
            counter.update(filter(None, map(itemgetter(place + 1), rows)))
        return found

    def add(self, place: int, value: str | None, count: int) -> None:
        """Add the number of hits with a value of the facet at `place` in FACETS. Hits without a value do not count."""
        if value:
            self._counts[place][value] += count

    def by_facet(self) -> dict[str, dict[str, int]]:
        """Return the number of hits by facet and value, the most frequent values first."""
        source, kind, month, region, issuer = self._counts
        counted = {
            "source": source,
            "kind": kind,
            "month": month,
            "region": _split(region, _region_paths),
            "issuer": _split(issuer, lambda joined: joined.split(ISSUERS)),
        }
        return {
            name: dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))) for name, counts in counted.items()
        }


def count_facets(session: Session, notices: Sequence[int]) -> FacetCounts:
    """Count the facets of these notices."""
    query = select(_ENTRIES.notice_id, *(_ENTRIES[name] for name in FACETS))
    rows = session.execute(query.where(among(session, _ENTRIES.notice_id, notices)))
    return FacetCounts.of_rows([tuple(row) for row in rows])


def _split(counts: "Counter[str]", parts: Callable[[str], Iterable[str]]) -> "Counter[str]":
    found = Counter[str]()
    for joined, count in counts.items():
        for part in parts(joined):
            found[part] += count
    return found


def _region_paths(region: str) -> list[str]:
    names = region.split(REGION)
    return [REGION.join(names[:size]) for size in range(1, len(names) + 1)]
