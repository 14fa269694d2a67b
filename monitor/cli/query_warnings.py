"""Warnings about likely mistakes in queries, as lines of text."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from crawler.model.faults import Fault
from monitor.config import SETTINGS_FILE, Config
from monitor.config.synonyms import topic_place
from monitor.errors import StoreError
from monitor.text.i18n import gettext
from monitor.topics import Query, parse_query
from monitor.topics.lint import ENOUGH, lint_query
from monitor.topics.lint_tokens import QueryFinding


def latest_texts(config: Config) -> list[str]:
    """Return the folded texts of the latest notices. The constant ENOUGH is their number.

    The list is empty if the database does not exist, has an older or newer schema, or cannot be read.
    """
    if config.database_file is not None and not config.database_file.is_file():
        return []
    # The imports take most of the time of a check, and there is no database before the first crawl.
    from monitor.alerting.documents import whole_matchable
    from monitor.store import open_current_store

    store = open_current_store(config.database)
    if store is None:
        return []
    try:
        with store.reading() as tx:
            return [whole_matchable(record.notice).text for record in tx.notices.latest(ENOUGH, None, None)]
    except StoreError:
        return []
    finally:
        store.close()


def config_warnings(config: Config, texts: Sequence[str] = ()) -> Iterator[str]:
    """Yield a warning line for each likely mistake in the queries of topics and in the settings' `exclude`.

    `texts` are the folded texts of recorded notices. If they are numerous enough, a word in a topic that occurs in none
    of them is reported, too.
    """
    for topic in config.topics:
        place: Fault | None = None
        for finding in lint_query(parse_query(topic.query, config.synonym_words), texts):
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
    """Yield a warning line for each likely mistake in a query.

    `texts` are the folded texts of recorded notices. If they are numerous enough, a word that occurs in none of them is
    reported, too.
    """
    for finding in lint_query(query, texts):
        yield gettext("warning: {message}", message=finding_text(finding))


def finding_text(finding: QueryFinding) -> str:
    """Return a likely mistake in a query as text, with its column in the query."""
    from monitor.messages.reasons import render_reason

    return gettext("column {column}: {message}", column=finding.column, message=render_reason(finding.reason))
