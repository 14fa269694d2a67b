"""Warnings about queries that hardly mean what was intended, as lines for people."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from crawler.model.faults import Fault
from monitor.config import SETTINGS_FILE, Config
from monitor.config.synonyms import topic_place
from monitor.messages.reasons import render_reason
from monitor.text.i18n import gettext
from monitor.topics import Query, QueryFinding, Term, lint_query, parse_query

ENOUGH = 1000
"""Recorded notices from which on a term that none of them contains is worth a warning."""


def config_warnings(config: Config) -> Iterator[str]:
    """Yield a line for each likely mistake in the queries of topics and in that of the settings."""
    for topic in config.topics:
        place: Fault | None = None
        for finding in lint_query(parse_query(topic.query, config.synonym_words)):
            place = place or topic_place(config.folder, topic.id)
            where = f"{place.file}:{place.line}" if place and place.line else str(config.folder / "topics")
            said = gettext("topic {topic}, {finding}", topic=topic.id, finding=finding_text(finding))
            yield gettext("{file}: warning: {message}", file=where, message=said)
    if config.excluded:
        for finding in lint_query(config.excluded):
            yield gettext(
                "{file}: warning: {message}",
                file=Path(config.folder) / SETTINGS_FILE,
                message=f"exclude: {finding_text(finding)}",
            )


def query_warnings(query: Query, texts: Sequence[str]) -> Iterator[str]:
    """Yield a line for each likely mistake in a query; `texts` are those of the notices that were searched, folded."""
    for finding in lint_query(query, _is_in(texts) if len(texts) >= ENOUGH else None):
        yield gettext("warning: {message}", message=finding_text(finding))


def finding_text(finding: QueryFinding) -> str:
    """Return a finding with its column."""
    return gettext("column {column}: {message}", column=finding.column, message=render_reason(finding.reason))


def _is_in(texts: Sequence[str]) -> Callable[[Term], bool]:
    return lambda term: any(map(term.is_in, texts))
