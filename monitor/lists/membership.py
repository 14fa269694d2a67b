"""A class that evaluates a notice against the queries and filters of all living lists. No I/O."""

from collections.abc import Iterable, Sequence

from monitor.alerting.documents import Document
from monitor.alerting.filters import Filter, Traits
from monitor.alerting.index import NoticeScan, QueryIndex
from monitor.config import Config, LivingList

_SCOPE = ("notice",)


class ListMembership:
    """An index of the enabled lists of a configuration, which finds the lists that a notice matches."""

    def __init__(self, config: Config) -> None:
        self.lists: dict[str, LivingList] = {listed.id: listed for listed in config.lists if listed.enabled}
        self._names = tuple(self.lists)
        self._filters = tuple(Filter(listed.filters) for listed in self.lists.values())
        queries = (config.parse_topic(listed.query).expression for listed in self.lists.values())
        self._index = QueryIndex([(expression, _SCOPE) for expression in queries])

    @property
    def depends_on_source(self) -> bool:
        """Whether any list filters by source, so that a copy at another source may change a list."""
        return any(listed.filters.sources for listed in self.lists.values())

    def of(self, document: Document, sources: Sequence[str], among: Iterable[str] | None = None) -> set[str]:
        """Return the ids of the lists whose query and filters match a notice.

        `sources` contains the sources that published the notice. If `among` is given, only lists with these ids are
        considered.
        """
        if not self._names:
            return set()
        wanted = None if among is None else set(among)
        matching = NoticeScan(self._index, document).evaluate(document.whole).matching(_SCOPE)
        names = {self._names[number] for number in matching if self._passes(number, document, sources)}
        return names if wanted is None else names & wanted

    def _passes(self, number: int, document: Document, sources: Sequence[str]) -> bool:
        filters = self._filters[number]
        if not filters.passes_units(document.whole):
            return False
        return any(not filters.failed_filters(Traits.of(document.notice, source)) for source in sources)
