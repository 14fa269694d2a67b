"""Functions that explain why a subscription matches a notice or does not, filter by filter and term by term.

Pure functions; no I/O.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crawler.model.notice import Notice
from monitor.alerting.documents import Document, Passage
from monitor.alerting.filters import Filter, Traits
from monitor.config import Filters, Subscription
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
        *([] if subscription.enabled else [Explanation("it is switched off", False)]),
        Explanation(f"event {event}: it is told of {', '.join(subscription.on)}", event in subscription.on),
        *_filters(subscription.filters, refused, notice, source),
        Explanation("one of its topics", any(topic.holds for topic in topics), tuple(topics)),
    )
    return Explanation(f"subscription {subscription.id}", all(part.holds for part in parts), parts)


def _filters(filters: Filters, refused: set[str], notice: Notice, source: str) -> Iterator[Explanation]:
    given = {
        "regions": "/".join(notice.region),
        "issuers": ", ".join(notice.issuers),
        "kinds": notice.kind or "",
        "sources": source,
    }
    for name, value in given.items():
        wanted = getattr(filters, name)
        if wanted:
            text = f"filter {name}: {', '.join(wanted)}; the notice's: {value or 'none'}"
            yield Explanation(text, name not in refused)


def _topic(subscription: Subscription, topic: str, query: Query, document: Document, filters: Filter) -> Explanation:
    found: list[tuple[bool, int, int, Passage, list[Explanation]]] = []
    for passage in document.passages(subscription.scope):
        matchable = document.matchable(passage)
        steps = [_expression(query.expression, matchable)]
        if subscription.filters.units:
            wanted = (
                f"filter units: {', '.join(subscription.filters.units)}; named: {', '.join(passage.units) or 'none'}"
            )
            steps.append(Explanation(wanted, filters.passes_units(passage)))
        met = sum(leaf.is_found(matchable) for leaf in leaves(query.expression))
        found.append((all(step.holds for step in steps), met, -len(found), passage, steps))
    holds, _, _, passage, steps = max(found, key=lambda step: step[:3])
    return Explanation(f"topic {topic}, in {_name(passage, document, len(found))}", holds, tuple(steps))


def _name(passage: Passage, document: Document, count: int) -> str:
    if passage.clause is None:
        return "the whole text"
    clause = document.notice.clauses[passage.clause]
    title = clause.heading or clause.text[:20]
    return f"the measure {'.'.join(clause.path) or passage.clause + 1} {title!r} (the nearest of {count})"


def _expression(expression: Expression, matchable: Matchable) -> Explanation:
    holds = find(expression, matchable) is not None
    match expression:
        case And(parts):
            return Explanation("all of", holds, tuple(_expression(part, matchable) for part in parts))
        case Or(parts, name):
            text = f"one of {name}" if name else "one of"
            return Explanation(text, holds, tuple(_expression(part, matchable) for part in parts))
        case Not(part):
            return Explanation("not", holds, (_expression(part, matchable),))
        case Word(term, field):
            count = sum(1 for _ in term.spans(matchable.text_of(field)))
            times = f"found {count} times" if count > 1 else "found" if count else "not found"
            return Explanation(f"{expression}: {times}", holds)
        case Near(terms, _, field):
            alone = ", ".join(term.written for term in terms if not term.is_in(matchable.text_of(field)))
            why = "" if holds else f" ({alone} not found)" if alone else " (all found, but too far apart)"
            return Explanation(f"{expression}: {'found' if holds else 'not found'}{why}", holds)
    return Explanation(f"{expression}: {'so it is' if holds else 'not so'}", holds)
