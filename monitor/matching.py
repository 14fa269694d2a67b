"""Who wants it? A notice against all subscriptions. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.notice import Notice
from monitor.config import Config, Filters, Subscription
from monitor.folding import fold
from monitor.topics import Matchable, Query, join_fields, parse_query


@dataclass(frozen=True)
class Match:
    """A subscription that wants a notice: by which topics, and the words that were found."""

    subscription: Subscription
    topics: tuple[str, ...]
    terms: tuple[str, ...]


class Matcher:
    """All subscriptions with their topics' queries, parsed once."""

    def __init__(self, config: Config) -> None:
        self._queries: dict[str, Query] = {topic.id: parse_query(topic.query) for topic in config.topics}
        self._subscriptions = [one for one in config.subscriptions if one.enabled]

    def match(self, notice: Notice, source: str, event: str) -> list[Match]:
        """The subscriptions that want this event (`new`, `revised`) of this notice from this source."""
        wanted = [one for one in self._subscriptions if event in one.on and _passes(one.filters, notice, source)]
        if not wanted:
            return []
        texts = {"notice": [_whole(notice)]}
        if any(one.scope == "measure" for one in wanted):
            measures = _measures(notice)
            texts["measure"] = [*measures, *_attached(notice)] if measures else texts["notice"]
        found = (self._match(one, texts[one.scope]) for one in wanted)
        return [match for match in found if match]

    def _match(self, subscription: Subscription, texts: Sequence[Matchable]) -> Match | None:
        topics, terms = [], set[str]()
        for topic in subscription.topics:
            hits = [hit for text in texts if (hit := self._queries[topic].match(text)) is not None]
            if hits:
                topics.append(topic)
                terms |= frozenset[str]().union(*hits)
        return Match(subscription, tuple(topics), tuple(sorted(terms))) if topics else None


def _fields(notice: Notice) -> dict[str, str]:
    return {
        "title": join_fields([notice.title]),
        "issuer": join_fields(notice.issuers),
        "kind": join_fields([notice.kind]),
        "number": join_fields([notice.document_number]),
        "region": join_fields(notice.region),
    }


def _whole(notice: Notice) -> Matchable:
    parts = [notice.title or "", notice.text, *(one.text or "" for one in notice.attachments)]
    return Matchable(fold("\n".join(parts)), _fields(notice))


def _attached(notice: Notice) -> list[Matchable]:
    """Each attachment as a whole, under the title: no clauses are read in attachments yet."""
    fields = _fields(notice)
    return [Matchable(fold(f"{notice.title or ''}\n{one.text}"), fields) for one in notice.attachments if one.text]


def _measures(notice: Notice) -> list[Matchable]:
    """Each measure with its headings and the title; none while no clause of the notice has been read."""
    fields = _fields(notice)
    return [
        Matchable(fold("\n".join([notice.title or "", *clause.headings, clause.heading or "", clause.text])), fields)
        for clause in notice.clauses
        if clause.role in ("measure", "safeguard")
    ]


def _passes(filters: Filters, notice: Notice, source: str) -> bool:
    if filters.sources and source not in filters.sources:
        return False
    if filters.kinds and not _meet(filters.kinds, [notice.kind or ""]):
        return False
    if filters.issuers and not _meet(filters.issuers, notice.issuers):
        return False
    return not filters.regions or _meet(filters.regions, notice.region)


def _meet(wanted: Iterable[str], given: Iterable[str]) -> bool:
    return bool({fold(one) for one in wanted} & {fold(one) for one in given})
