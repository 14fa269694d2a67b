"""Classes that select recorded notices by command options, and match notices against topics."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.model.notice import Notice
from monitor.cli.common import since_instant, topic_or_query
from monitor.config import Config
from monitor.errors import UnknownError
from monitor.text.i18n import gettext

if TYPE_CHECKING:
    # These imports load the comparison of notices, which commands that read do not need.
    from monitor.model import NoticeRecord
    from monitor.ports import Transaction
    from monitor.topics import Query

ALL = 1_000_000_000
Ids = Annotated[
    list[int] | None,
    typer.Argument(metavar="ID", help="Ids of the notices to export. [default: all notices]", show_default=False),
]
SinceSeen = Annotated[
    str | None,
    typer.Option(
        "--since",
        help="Only notices first seen since this date (such as 2024-01-01) or within this period (such as 30d).",
    ),
]
FromSource = Annotated[str | None, typer.Option("--source", help="Only notices first seen at this source.")]
OnTopic = Annotated[
    str | None,
    typer.Option("--topic", metavar="ID|QUERY", help="Only notices that match this topic or query."),
]


class TopicMatches:
    """A class that determines which topics of a configuration match a notice. The whole notice is searched."""

    def __init__(self, config: Config) -> None:
        self._config = config

    @cached_property
    def queries(self) -> "list[tuple[str, Query]]":
        """The id and the query of each topic."""
        return [(topic.id, self._config.parse_topic(topic.query)) for topic in self._config.topics]

    def of(self, notice: Notice) -> list[str]:
        """Return the ids of the topics that match `notice`."""
        from monitor.alerting.documents import whole_matchable

        if not self.queries:
            return []
        matchable = whole_matchable(notice)
        return [topic for topic, query in self.queries if query.match(matchable) is not None]

    def names(self, notice: Notice) -> list[str]:
        """Return the topics that match `notice`, each as `ID NAME`, or only as `ID` if the topic has no name."""
        return [f"{topic} {self._config.topic_names[topic]}".rstrip() for topic in self.of(notice)]


def query_matches(query: "Query", notice: Notice) -> bool:
    """Return whether a query matches a whole notice."""
    from monitor.alerting.documents import whole_matchable

    return query.match(whole_matchable(notice)) is not None


@dataclass(frozen=True)
class NoticeSelection:
    """The notices that a command processes, selected by its options."""

    ids: Sequence[int] = ()
    since: str | None = None
    source: str | None = None
    topic: str | None = None

    @property
    def start(self) -> datetime | None:
        """The earliest time at which selected notices may have been first seen, or None if there is no such limit.

        Raises UnknownError if `since` is neither a date nor a period.
        """
        return since_instant(self.since)

    def records(self, tx: "Transaction", config: Config, limit: int | None = None) -> "Iterator[NoticeRecord]":
        """Yield the selected notices. They are in the order of `ids` if given; otherwise, the newest is first.

        At most `limit` notices are yielded, unless the notices are selected by topic or by ids. Raises UnknownError if
        one of the options by which the notices are selected is invalid.
        """
        query = topic_or_query(config, self.topic) if self.topic else None
        for record in self._candidates(tx, ALL if query else limit or ALL):
            if query is None or query_matches(query, record.notice):
                yield record

    def _candidates(self, tx: "Transaction", limit: int) -> "Sequence[NoticeRecord]":
        start = self.start
        if not self.ids:
            return tx.notices.latest(limit, start, self.source)
        found = [self._named(tx, notice) for notice in self.ids]
        return [
            record
            for record in found
            if (start is None or record.first_seen_at >= start) and self.source in (None, record.source)
        ]

    def _named(self, tx: "Transaction", notice: int) -> "NoticeRecord":
        record = tx.notices.get(notice)
        if record is None:
            raise UnknownError(gettext("there is no notice {id}", id=notice))
        return record

    def count(self, tx: "Transaction") -> int | None:
        """Return the number of selected notices, or None if it can be determined only by reading the notices."""
        return None if self.topic or self.ids else tx.notices.count(self.start, self.source)


def record_object(tx: "Transaction", record: "NoticeRecord", topics: TopicMatches | None = None) -> dict[str, Any]:
    """Return a recorded notice as a JSON object.

    If `topics` is given, the object contains the ids of the matching topics.
    """
    from monitor.model.notice_json import notice_object

    verdict = "new" if record.revision == 1 else "revision"
    places = tx.locations.of_notice(record.id)
    found = notice_object(record.notice, record.id, record.origin, record.revision, places, verdict)
    return found if topics is None else found | {"topics": topics.of(record.notice)}
