"""Functions that explain why a subscription matches a notice or does not, filter by filter and term by term.

Pure functions; no I/O.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from crawler.model.notice import Notice
from monitor.alerting.documents import Document, Passage
from monitor.alerting.filters import Filter, Traits
from monitor.config import Filters, Subscription
from monitor.text.i18n import enumeration, gettext, ngettext
from monitor.topics import Matchable, Query
from monitor.topics.expression import And, Expression, Near, Not, Or, Word, find, leaves


@dataclass(frozen=True)
class Explanation:
    """A step of an explanation: a condition, whether the notice meets it, and the parts of the condition."""

    text: str
    holds: bool
    parts: tuple["Explanation", ...] = ()

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Yield the step and its parts as lines, one for each step.

        A line begins with `+` if the notice meets the condition, or else with `-`. The first line is indented by
        `depth` levels, and the parts by one level more.
        """
        yield f"{'  ' * depth}{'+' if self.holds else '-'} {self.text}"
        for part in self.parts:
            yield from part.lines(depth + 1)


def explain(
    subscription: Subscription, queries: Mapping[str, Query], notice: Notice, source: str, event: str = "new"
) -> Explanation:
    """Explain why a subscription matches an event of a notice or does not.

    `queries` contains the queries of the subscription's topics, by topic id. If several measures are searched, the
    explanation shows a measure that meets the query. If there is none, it shows the measure that meets most terms.
    """
    document = Document(notice)
    filters = Filter(subscription.filters)
    refused = set(filters.failed_filters(Traits.of(notice, source)))
    topics = [_topic(subscription, topic, queries[topic], document, filters) for topic in subscription.topics]
    parts = (
        *([] if subscription.enabled else [Explanation(gettext("the subscription is disabled"), False)]),
        _event(subscription, event),
        *_filters(subscription.filters, refused, notice, source),
        Explanation(gettext("one of the topics"), any(topic.holds for topic in topics), tuple(topics)),
    )
    return Explanation(gettext("subscription {id}", id=subscription.id), all(part.holds for part in parts), parts)


def _event(subscription: Subscription, event: str) -> Explanation:
    text = gettext(
        "event {event}; the subscription receives {events}", event=event, events=enumeration(subscription.on)
    )
    return Explanation(text, event in subscription.on)


def _filters(filters: Filters, refused: set[str], notice: Notice, source: str) -> Iterator[Explanation]:
    given = {
        "regions": "/".join(notice.region),
        "issuers": enumeration(notice.issuers),
        "kinds": notice.kind or "",
        "sources": source,
    }
    for name, value in given.items():
        wanted = getattr(filters, name)
        if wanted:
            yield Explanation(_filter(name, wanted, value), name not in refused)


def _filter(name: str, wanted: Iterable[str], value: str) -> str:
    value = value or gettext("none")
    return gettext(
        "filter {name}: {wanted}; in the notice: {value}", name=name, wanted=enumeration(wanted), value=value
    )


def _topic(subscription: Subscription, topic: str, query: Query, document: Document, filters: Filter) -> Explanation:
    found: list[tuple[bool, int, int, Passage, list[Explanation]]] = []
    for passage in document.passages(subscription.scope):
        matchable = document.matchable(passage)
        steps = [_expression(query.expression, matchable)]
        if subscription.filters.units:
            units = _filter("units", subscription.filters.units, enumeration(passage.units))
            steps.append(Explanation(units, filters.passes_units(passage)))
        met = sum(leaf.is_found(matchable) for leaf in leaves(query.expression))
        found.append((all(step.holds for step in steps), met, -len(found), passage, steps))
    holds, _, _, passage, steps = max(found, key=lambda step: step[:3])
    place = _name(passage, document, len(found))
    return Explanation(gettext("topic {topic}, in {place}", topic=topic, place=place), holds, tuple(steps))


def _name(passage: Passage, document: Document, count: int) -> str:
    if passage.clause is None:
        return gettext("the whole text")
    clause = document.notice.clauses[passage.clause]
    title = clause.heading or clause.text[:20]
    number = ".".join(clause.path) or passage.clause + 1
    return gettext("measure {number} “{title}” (the best match of {count})", number=number, title=title, count=count)


def _expression(expression: Expression, matchable: Matchable) -> Explanation:
    holds = find(expression, matchable) is not None
    match expression:
        case And(parts):
            return Explanation(gettext("all of these"), holds, tuple(_expression(part, matchable) for part in parts))
        case Or(parts, name):
            text = gettext("one of these ({name})", name=name) if name else gettext("one of these")
            return Explanation(text, holds, tuple(_expression(part, matchable) for part in parts))
        case Not(part):
            return Explanation(gettext("not this"), holds, (_expression(part, matchable),))
        case Word(term, field):
            count = sum(1 for _ in term.spans(matchable.text_of(field)))
            times = ngettext("found {count} time", "found {count} times", count) if count else gettext("not found")
            return Explanation(f"{expression}: {times}", holds)
        case Near(terms, _, field):
            missing = enumeration(term.written for term in terms if not term.is_in(matchable.text_of(field)))
            return Explanation(f"{expression}: {_nearness(holds, missing)}", holds)
    return Explanation(f"{expression}: {gettext('yes') if holds else gettext('no')}", holds)


def _nearness(holds: bool, missing: str) -> str:
    if holds:
        return gettext("found")
    return gettext("{words} not found", words=missing) if missing else gettext("all words found, but too far apart")
