"""The selection that is published at a secret URL: what kind of content, and which filters it must pass."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from monitor.model.search import SearchFilters, SearchRequest
from monitor.ports import Transaction
from monitor.text.i18n import N_, enumeration, gettext
from monitor.views.living_lists import change_items
from monitor.views.syndication import FeedItem
from monitor.web.entries import ListEntry, list_entries
from monitor.web.site import WebSite

Content = Literal["notices", "list", "measures", "targets", "deadlines", "sources", "deliveries", "metrics"]
CONTENTS: tuple[Content, ...] = get_args(Content)
FORMATS: dict[Content, tuple[str, ...]] = {
    "notices": ("atom.xml", "feed.json", "calendar.ics", "table.csv", "table.xlsx"),
    "list": ("atom.xml", "feed.json", "table.csv", "table.xlsx"),
    "measures": ("table.csv", "table.xlsx"),
    "targets": ("table.csv", "table.xlsx"),
    "deadlines": ("calendar.ics", "table.csv", "table.xlsx"),
    "sources": ("table.csv", "table.xlsx"),
    "deliveries": ("table.csv", "table.xlsx"),
    "metrics": ("metrics.txt",),
}
_NAMES: dict[Content, str] = {
    "notices": N_("Notices"),
    "list": N_("List"),
    "measures": N_("Measures"),
    "targets": N_("Targets"),
    "deadlines": N_("Deadlines"),
    "sources": N_("Sources"),
    "deliveries": N_("Deliveries"),
    "metrics": N_("Metrics for Prometheus"),
}
_FIELDS = (
    "topic",
    "subscription",
    "q",
    "source",
    "unit",
    "by",
    "issuer",
    "kind",
    "region",
    "month",
    "list",
    "view",
    "year",
    "state",
)
_LENGTH = 4000
NOTICES = 100
"""Maximum number of notices in a feed."""
TABLE_ROWS = 5000
LIST_ROWS = 50_000
AHEAD = timedelta(days=3660)


class SelectionError(ValueError):
    """The selection names a topic or a living list that no longer exists."""


@dataclass(frozen=True)
class Selection:
    """What a secret URL publishes: the kind of content, such as notices or measures, and the values of filters.

    `filters` are pairs of a filter's name and its value.
    """

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
        listed = site.config.living_list(self.value("list"))
        names = {"topic": topic.name if topic else "", "list": listed.name if listed else ""}
        values = [names.get(name) or value for name, value in self.filters]
        return gettext(": ").join([gettext(_NAMES[self.content]), *([enumeration(values)] if values else [])])

    def request(self, site: WebSite) -> SearchRequest:
        """Return the search request that finds the notices of the selection.

        Raises QueryError or SelectionError if the selection is no longer valid.
        """
        query = site.query(self.value("q")) if self.value("q").strip() else None
        topic = site.topic_query(self.value("topic"))
        if self.value("topic") and topic is None:
            raise SelectionError(gettext("the topic no longer exists"))
        filters = SearchFilters.chosen(dict(self.filters))
        return SearchRequest(query, (topic,) if topic else (), filters)

    def items(self, tx: Transaction, site: WebSite, owner: str) -> list[FeedItem]:
        """Return the feed items of the selection: its notices, or the latest changes to the living list that it names.

        `owner` is the user whose marks the notices have. Raises QueryError or SelectionError if the selection is no
        longer valid.
        """
        if self.content == "list":
            listed = site.config.living_list(self.value("list"))
            if listed is None:
                raise SelectionError(gettext("the list no longer exists"))
            return change_items(tx.events.of_list(listed.id, NOTICES))
        zone = ZoneInfo(site.config.settings.timezone)
        return [_item(entry, zone) for entry in self.entries(tx, site, owner)]

    def entries(self, tx: Transaction, site: WebSite, owner: str, limit: int = NOTICES) -> list[ListEntry]:
        """Return at most `limit` notices of the selection with the marks of `owner`, the most recently changed first.

        Raises QueryError or SelectionError if the selection is no longer valid.
        """
        request = self.request(site)
        hits = tx.search.inbox(request, limit)
        first = request.query or (request.also[0] if request.also else None)
        return list_entries(tx, owner, [notice for _, notice in hits], first)


def _item(entry: ListEntry, zone: ZoneInfo) -> FeedItem:
    notice = entry.notice
    day = notice.published_on or notice.issued_on
    published = min(datetime.combine(day, time(), zone), notice.first_seen_at) if day else notice.first_seen_at
    return FeedItem(
        f"urn:noticewatch:notice:{notice.id}",
        notice.id,
        entry.title,
        notice.url,
        published,
        notice.changed_at,
        entry.lines,
        notice.issuers,
        notice.kind,
        tuple(topic for alert in entry.alerts for topic in alert.topics),
    )
