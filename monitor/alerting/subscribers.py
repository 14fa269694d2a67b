"""Who asks which query: subscriptions by their places, through the topics that they name. Pure."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, product
from operator import itemgetter

from monitor.config import Subscription

_WISHES = {
    wish: 1 << place for place, wish in enumerate(product(("measure", "notice"), ("new", "revised", "deadline")))
}


def wishes(scopes: Iterable[str], events: Iterable[str]) -> int:
    """Events in scopes as the bits of a byte."""
    return sum(_WISHES[wish] for wish in set(product(scopes, events)))


class SubscriberIndex:
    """The queries of all subscriptions, each once however many topics say it, and who asks them. Of a hundred thousand
    subscriptions, what is looked at with each match stands in few bytes. `written`: the queries by topic."""

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
        """The subscriptions that ask a query, in order, each by its place and with the topic."""
        start = self._starts[number]
        end = self._starts[number + 1]
        return zip(self._places[start:end], self._topics[start:end], strict=True)
