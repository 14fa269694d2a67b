"""Who wants it? A notice against all subscriptions. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from crawler.notice import Notice
from monitor.config import Config, Filters, Subscription
from monitor.documents import Document, Passage
from monitor.filtering import Filter, Traits
from monitor.folding import fold
from monitor.query_index import QueryIndex, Scan, Sight
from monitor.topics import parse_query

_NO_FILTERS = Filters()


@dataclass(frozen=True)
class Match:
    """A subscription that wants a notice: by which topics, and the words that were found; `clauses` are the places of
    the measures in which they met, none where the whole text counts."""

    subscription: Subscription
    topics: tuple[str, ...]
    terms: tuple[str, ...]
    clauses: tuple[int, ...] = ()


class Matcher:
    """All subscriptions with their topics' queries, indexed once; immutable, so that another can take its place at any
    time. Topics that are written alike are one query. `sample`: texts like those to come (see QueryIndex)."""

    def __init__(self, config: Config, sample: Iterable[str] = ()) -> None:
        self._subscriptions = [one for one in config.subscriptions if one.enabled]
        self._filters = {one.id: Filter(one.filters) for one in self._subscriptions if one.filters != _NO_FILTERS}
        written = {topic.id: topic.query for topic in config.topics}
        asked: dict[str, set[str]] = {}
        for one in self._subscriptions:
            for topic in one.topics:
                asked.setdefault(written[topic], set()).add(one.scope)
        numbers = {query: number for number, query in enumerate(asked)}
        self._by_query: list[list[tuple[int, str]]] = [[] for _ in asked]
        for place, one in enumerate(self._subscriptions):
            for topic in dict.fromkeys(one.topics):
                self._by_query[numbers[written[topic]]].append((place, topic))
        synonyms = config.synonym_words
        queries = ((parse_query(query, synonyms).expression, scopes) for query, scopes in asked.items())
        self._index = QueryIndex(queries, [fold(text) for text in sample])
        self._scopes: dict[str, set[str]] = {}
        for one in self._subscriptions:
            for event in one.on:
                self._scopes.setdefault(event, set()).add(one.scope)

    def match(self, notice: Notice, source: str, event: str) -> list[Match]:
        """The subscriptions that want this event (`new`, `revised`) of this notice from this source."""
        document, traits = Document(notice), Traits.of(notice, source)
        scan = Scan(self._index, document)
        found: dict[int, list[_Hit]] = {}
        for passage, scopes in document.places(self._scopes.get(event, ())):
            sight = scan.sight(passage)
            for number in sight.matching(scopes):
                for place, topic in self._by_query[number]:
                    if self._wants(self._subscriptions[place], scopes, event, traits, passage):
                        found.setdefault(place, []).append(_Hit(sight, number, topic))
        return [_match(self._subscriptions[place], hits) for place, hits in sorted(found.items())]

    def _wants(
        self, subscription: Subscription, scopes: Collection[str], event: str, traits: Traits, passage: Passage
    ) -> bool:
        if subscription.scope not in scopes or event not in subscription.on:
            return False
        filters = self._filters.get(subscription.id)
        return filters is None or (filters.passes_units(passage) and not filters.refusals(traits))


@dataclass(frozen=True)
class _Hit:
    """A query that holds in a passage."""

    sight: Sight
    number: int
    topic: str


def _match(subscription: Subscription, hits: Sequence[_Hit]) -> Match:
    terms = {term for hit in hits for term in hit.sight.words(hit.number)}
    clauses = {hit.sight.passage.clause for hit in hits} - {None}
    topics = {hit.topic for hit in hits}
    return Match(
        subscription,
        tuple(topic for topic in dict.fromkeys(subscription.topics) if topic in topics),
        tuple(sorted(terms)),
        tuple(sorted(place for place in clauses if place is not None)),
    )
