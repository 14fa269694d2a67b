"""The reference that the index is held against: each query of each subscription, one after the other."""

from crawler.model.notice import Notice
from monitor.alerting.documents import Document
from monitor.alerting.filters import Filter, Traits
from monitor.config import Config
from monitor.topics import parse_query


def naive(config: Config, notice: Notice, source: str = "gov", event: str = "new"):
    """What the matcher should find: (subscription, topics, terms, clauses) of each match."""
    document = Document(notice)
    traits = Traits.of(notice, source)
    found = []
    queries = {topic.id: parse_query(topic.query, config.synonym_words) for topic in config.topics}
    for subscription in config.subscriptions:
        passes = Filter(subscription.filters)
        if not subscription.enabled or event not in subscription.on or passes.failed_filters(traits):
            continue
        topics = []
        terms = set()
        clauses = set()
        for topic in subscription.topics:
            for passage in document.passages(subscription.scope):
                words = queries[topic].match(document.matchable(passage))
                if words is not None and passes.passes_units(passage):
                    topics.append(topic)
                    terms |= words
                    clauses |= {passage.clause} - {None}
        if topics:
            found.append((subscription.id, tuple(dict.fromkeys(topics)), tuple(sorted(terms)), tuple(sorted(clauses))))
    return found
