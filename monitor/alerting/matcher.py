"""Classes that match a notice against all subscriptions. No I/O."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from operator import itemgetter

from crawler.text.fold import fold
from monitor.alerting.documents import Document, Passage
from monitor.alerting.filters import Filter, Traits
from monitor.alerting.index import NoticeScan, PassageMatch, QueryIndex
from monitor.config import Config, Filters, Subscription
from monitor.topics.expression import Expression

_EVENTS = ("new", "revised", "deadline", "gone", "interpretation", "expected", "target")
_SCOPE_EVENT_BITS = {wish: 1 << place for place, wish in enumerate(product(("measure", "notice"), _EVENTS))}


def scope_event_bits(scopes: Iterable[str], events: Iterable[str]) -> int:
    """Return a number with one bit set for each combination of one of `scopes` and one of `events`."""
    return sum(_SCOPE_EVENT_BITS[wish] for wish in set(product(scopes, events)))


class SubscriberIndex:
    """An index from the distinct queries of all topics to the subscriptions that use them.

    `written` contains the query of each topic, by topic id. Topics with the same query share one entry of the index.
    The data is stored compactly, so that matching reads few bytes even with a hundred thousand subscriptions.
    """

    def __init__(self, subscriptions: Sequence[Subscription], written: Mapping[str, str]) -> None:
        numbers: dict[str, int] = {}
        rows = [
            (numbers.setdefault(written[topic], len(numbers)), place, topic)
            for place, subscription in enumerate(subscriptions)
            for topic in dict.fromkeys(subscription.topics)
        ]
        rows.sort(key=itemgetter(0))
        counts = [0] * (len(numbers) + 1)
        for number, *_ in rows:
            counts[number + 1] += 1
        self.queries = tuple(numbers)
        self._starts = array("L", accumulate(counts))
        self._places = array("L", (place for _, place, _ in rows))
        self._topics = [topic for *_, topic in rows]

    def of(self, number: int) -> Iterator[tuple[int, str]]:
        """Yield the subscriptions that use the query with this number, in the order of all subscriptions.

        A subscription is given by its position in this order and the id of its topic with this query.
        """
        start = self._starts[number]
        end = self._starts[number + 1]
        return zip(self._places[start:end], self._topics[start:end], strict=True)


_NO_FILTERS = Filters()


@dataclass(frozen=True)
class Match:
    """A subscription that matches a notice.

    `topics` contains the ids of its topics that match, and `terms` the words of their queries that occur in the notice.
    `clauses` contains the positions of the measures in which these words occur. It is empty if the whole text was
    searched.
    """

    subscription: Subscription
    topics: tuple[str, ...]
    terms: tuple[str, ...]
    clauses: tuple[int, ...] = ()


class Matcher:
    """A matcher that finds the enabled subscriptions whose queries and filters match a notice.

    A matcher is immutable and can be replaced by another matcher at any time. Topics with identical queries share one
    query. `sample` contains texts similar to those expected (see QueryIndex).
    """

    def __init__(self, config: Config, sample: Iterable[str] = ()) -> None:
        self._subscriptions = [subscription for subscription in config.subscriptions if subscription.enabled]
        self._subscribers = SubscriberIndex(self._subscriptions, {topic.id: topic.query for topic in config.topics})
        self._wanted_bits = array(
            "H", (scope_event_bits([subscription.scope], subscription.on) for subscription in self._subscriptions)
        )
        self._filters = {
            place: Filter(subscription.filters)
            for place, subscription in enumerate(self._subscriptions)
            if subscription.filters != _NO_FILTERS
        }
        self._index = QueryIndex(self._queries(config), [fold(text) for text in sample])
        self._scopes: dict[str, set[str]] = {}
        for subscription in self._subscriptions:
            for event in subscription.on:
                self._scopes.setdefault(event, set()).add(subscription.scope)

    def _queries(self, config: Config) -> Iterator[tuple[Expression, Collection[str]]]:
        for number, query in enumerate(self._subscribers.queries):
            scopes = {self._subscriptions[place].scope for place, _ in self._subscribers.of(number)}
            yield config.parse_topic(query).expression, scopes

    def match(self, document: Document, source: str, event: str) -> list[Match]:
        """Return the subscriptions that match an event of a notice from a source.

        `event` is one of `new`, `revised`, `deadline`, `gone`, `interpretation`, `expected` and `target`.
        """
        traits = Traits.of(document.notice, source)
        scan = NoticeScan(self._index, document)
        found: dict[int, list[_Hit]] = {}
        for passage, scopes in document.places(self._scopes.get(event, ())):
            evaluated = scan.evaluate(passage)
            wished = scope_event_bits(scopes, [event])
            for number, branches in evaluated.matching(scopes).items():
                for place, topic in self._subscribers.of(number):
                    if self._wanted_bits[place] & wished and self._passes(place, traits, passage):
                        found.setdefault(place, []).append(_Hit(evaluated, number, branches, topic))
        return [_match(self._subscriptions[place], hits) for place, hits in sorted(found.items())]

    def _passes(self, place: int, traits: Traits, passage: Passage) -> bool:
        filters = self._filters.get(place)
        return filters is None or (filters.passes_units(passage) and not filters.failed_filters(traits))


@dataclass(frozen=True)
class _Hit:
    """A query that matches a passage of a notice, with its matching branches and the id of its topic."""

    evaluated: PassageMatch
    number: int
    branches: list[int]
    topic: str


def _match(subscription: Subscription, hits: Sequence[_Hit]) -> Match:
    terms = set[str]().union(*(hit.evaluated.words(hit.number, hit.branches) for hit in hits))
    clauses = {hit.evaluated.passage.clause for hit in hits} - {None}
    topics = {hit.topic for hit in hits}
    return Match(
        subscription,
        tuple(topic for topic in dict.fromkeys(subscription.topics) if topic in topics),
        tuple(sorted(terms)),
        tuple(sorted(place for place in clauses if place is not None)),
    )
