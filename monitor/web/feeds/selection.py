"""The content published at a secret URL: notices filtered by topic, subscription, search or source, or a table."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, get_args

from monitor.model.search import SearchFilters, SearchRequest
from monitor.ports import Transaction
from monitor.text.i18n import N_, gettext
from monitor.web.entries import ListEntry, list_entries
from monitor.web.site import WebSite

Content = Literal["notices", "measures", "deadlines", "sources", "deliveries", "metrics"]
CONTENTS: tuple[Content, ...] = get_args(Content)
FORMATS: dict[Content, tuple[str, ...]] = {
    "notices": ("atom.xml", "feed.json", "calendar.ics", "table.csv", "table.xlsx"),
    "measures": ("table.csv", "table.xlsx"),
    "deadlines": ("calendar.ics", "table.csv", "table.xlsx"),
    "sources": ("table.csv", "table.xlsx"),
    "deliveries": ("table.csv", "table.xlsx"),
    "metrics": ("metrics.txt",),
}
_NAMES: dict[Content, str] = {
    "notices": N_("Notices"),
    "measures": N_("Measures"),
    "deadlines": N_("Deadlines"),
    "sources": N_("Sources"),
    "deliveries": N_("Deliveries"),
    "metrics": N_("Metrics for Prometheus"),
}
_FIELDS = ("topic", "subscription", "q", "source", "unit", "by", "issuer", "kind", "region", "month")
_LENGTH = 4000
NOTICES = 100
"""Maximum number of notices in a feed."""
TABLE_ROWS = 5000
AHEAD = timedelta(days=3660)


class SelectionError(ValueError):
    """The selection names a topic that no longer exists."""


@dataclass(frozen=True)
class Selection:
    """The kind of content to publish, and the values of its filters, by filter name."""

    content: Content
    filters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, written: dict[str, Any]) -> "Selection | None":
        """Return the selection stored as `written`, or None if its content kind is unknown."""
        content = written.get("content")
        if content not in CONTENTS:
            return None
        given = ((name, str(written.get(name) or "")) for name in _FIELDS)
        return cls(content, tuple((name, value) for name, value in given if value and len(value) <= _LENGTH))

    def written(self) -> dict[str, Any]:
        """Return the selection as a JSON object for storage."""
        return {"content": self.content, **dict(self.filters)}

    def value(self, name: str) -> str:
        """Return the value of the filter `name`, or an empty string if it is not set."""
        return dict(self.filters).get(name, "")

    def title(self, site: WebSite) -> str:
        """Return the human-readable title of the selection, which states its content and filter values."""
        topic = site.topic(self.value("topic"))
        values = [topic.name if topic and name == "topic" else value for name, value in self.filters]
        return ": ".join([gettext(_NAMES[self.content]), *([", ".join(values)] if values else [])])

    def request(self, site: WebSite) -> SearchRequest:
        """Return the search request for the selection's notices. Raises QueryError or SelectionError."""
        query = site.query(self.value("q")) if self.value("q").strip() else None
        topic = site.topic_query(self.value("topic"))
        if self.value("topic") and topic is None:
            raise SelectionError(gettext("the topic no longer exists"))
        filters = SearchFilters.chosen(dict(self.filters))
        return SearchRequest(query, (topic,) if topic else (), filters)

    def entries(self, tx: Transaction, site: WebSite, owner: str, limit: int = NOTICES) -> list[ListEntry]:
        """Return the selection's newest notices, at most `limit`. Raises QueryError or SelectionError."""
        request = self.request(site)
        hits = tx.search.inbox(request, limit)
        first = request.query or (request.also[0] if request.also else None)
        return list_entries(tx, owner, [notice for _, notice in hits], first)
