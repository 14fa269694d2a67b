"""Functions that count the facets of search hits."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

from monitor.store.search.index import ISSUERS, REGION
from monitor.store.search.statements import Hit


def count_facets(rows: Sequence[Hit]) -> dict[str, dict[str, int]]:
    """Return the number of hits by facet and value, the most frequent values first."""
    sources, kinds, months, regions, issuers = (map(itemgetter(place), rows) for place in range(1, 6))
    counted = {
        "source": Counter(sources),
        "kind": Counter(filter(None, kinds)),
        "month": Counter(months),
        "region": _split(Counter(filter(None, regions)), _region_paths),
        "issuer": _split(Counter(filter(None, issuers)), lambda joined: joined.split(ISSUERS)),
    }
    return {name: dict(counts.most_common()) for name, counts in counted.items()}


def _split(counts: "Counter[str]", parts: Callable[[str], Iterable[str]]) -> "Counter[str]":
    found = Counter[str]()
    for joined, count in counts.items():
        for part in parts(joined):
            found[part] += count
    return found


def _region_paths(region: str) -> list[str]:
    names = region.split(REGION)
    return [REGION.join(names[:size]) for size in range(1, len(names) + 1)]
