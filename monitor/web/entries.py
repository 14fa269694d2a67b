"""The entries of notice lists: a notice with the user's marks, its alerts, the matched terms and an excerpt."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.messages.excerpts import excerpts
from monitor.model.readers import AlertSummary, ReaderMark
from monitor.model.search import NoticeSummary
from monitor.ports import Transaction
from monitor.text.sanitize import cut, plain
from monitor.topics import Query

_NO_MARK = ReaderMark()
_START = 120


@dataclass(frozen=True)
class ListEntry:
    """A notice in a list.

    `mark` states when the user read and starred it. `terms` are the words for which it was found. `lines` are excerpts
    that contain these words, or the start of the text.
    """

    notice: NoticeSummary
    mark: ReaderMark
    alerts: tuple[AlertSummary, ...]
    terms: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def is_read(self) -> bool:
        """Whether the user has marked the notice as read since its text last changed."""
        return self.mark.read_at is not None and self.mark.read_at >= self.notice.changed_at

    @property
    def is_revised(self) -> bool:
        """Whether the notice's text has changed since the notice was first seen."""
        return self.notice.changed_at > self.notice.first_seen_at

    @property
    def title(self) -> str:
        """The notice's title, or its URL if it has no title."""
        return plain(self.notice.title or "") or self.notice.url


def list_entries(tx: Transaction, owner: str, notices: Sequence[int], query: Query | None = None) -> list[ListEntry]:
    """Return the list entries of `notices`, with the marks of the user `owner`.

    If `query` is given, the terms of an entry are the words of the query that the notice contains. If it is None, they
    are the terms of the notice's alerts.
    """
    marks = tx.readers.marks(owner, notices)
    alerts: dict[int, list[AlertSummary]] = defaultdict(list)
    for alert in tx.listings.alerts_of(notices):
        known = {(same.subscription, same.topics, same.terms) for same in alerts[alert.notice]}
        if (alert.subscription, alert.topics, alert.terms) not in known:
            alerts[alert.notice].append(alert)
    matchables = tx.search.matchables(notices) if query else {}
    entries = []
    for summary in tx.search.summaries(notices):
        found = alerts[summary.id]
        if query:
            matchable = matchables.get(summary.id)
            terms = tuple(sorted((matchable and query.match(matchable)) or ()))
        else:
            terms = tuple(dict.fromkeys(term for alert in found for term in alert.terms))
        entries.append(_entry(summary, marks.get(summary.id, _NO_MARK), found, terms))
    return entries


def _entry(
    summary: NoticeSummary, mark: ReaderMark, alerts: Sequence[AlertSummary], terms: tuple[str, ...]
) -> ListEntry:
    lines = tuple(excerpts(summary.text, terms)[:2]) if terms else ()
    return ListEntry(summary, mark, tuple(alerts), terms, lines or _beginning(summary.text))


def _beginning(text: str) -> tuple[str, ...]:
    start = cut(plain(text[: 2 * _START]), _START)
    return (start,) if start else ()
