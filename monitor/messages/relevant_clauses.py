"""Functions that select the measures of a notice for a message. Pure functions; no I/O."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

from crawler.model.notice import Clause, Notice
from crawler.text.fold import fold_all, fold_with_offsets
from monitor.model import Alert
from monitor.text.sanitize import common_start, plain
from monitor.topics import Term
from monitor.topics.terms import SEPARATOR

_ROLES = ("measure", "safeguard")
_CHANGED_LIMIT = 20
"""Maximum number of changed clauses of a revision that are examined."""
_HEADING_LIMIT = 40


@dataclass(frozen=True)
class ClauseMatch:
    """A clause to be included in a message.

    `place` is a position in the text of the clause: that of the matched word or of the change. Clauses with a higher
    `weight` are shown first. `number` is the index of the clause in the notice.
    """

    clause: Clause
    place: int = 0
    weight: int = 0
    number: int = 0


class Weighted(Protocol):
    """An item with a weight. Items with a higher weight take precedence."""

    @property
    def weight(self) -> int:
        """The weight of the item."""


W = TypeVar("W", bound=Weighted)


def heaviest(told: Sequence[W], count: int | None = None) -> list[W]:
    """Return the `count` items with the highest weight, in their original order, or all items if `count` is None."""
    kept = sorted(range(len(told)), key=lambda at: -told[at].weight)[:count]
    return [told[at] for at in sorted(kept)]


def alerted_clauses(notice: Notice, alerts: Sequence[Alert]) -> list[ClauseMatch]:
    """Return the measures for which the alerts were sent, in the notice's order.

    These are the clauses that an alert names. For an alert that names none, they are the measures in which the terms of
    the alert occur.
    """
    terms = {term for alert in alerts for term in alert.terms}
    told = _all_matches(notice, terms)
    loose = set()
    places: set[int] = set()
    for alert in alerts:
        # Since the alert, the document may have been read again, with other clauses at these indexes.
        exact = {place for place in alert.clauses if place < len(told) and told[place].clause.role in _ROLES}
        places |= exact
        loose |= set() if exact else set(alert.terms)
    places |= {match.number for match in (matched_clauses(notice, sorted(loose)) if loose else ())}
    found = [told[place] for place in sorted(places)]
    return found if any(match.weight for match in found) else _with_words(told) or found


def matched_clauses(notice: Notice, terms: Sequence[str]) -> list[ClauseMatch]:
    """Return the measures and the safeguard clauses in which one of the terms occurs, in the notice's order.

    If there are none, the other clauses in which a term occurs are returned. The weight of a clause is the number of
    terms that occur in it.
    """
    return _with_words(_all_matches(notice, terms))


def _with_words(tellings: Sequence[ClauseMatch]) -> list[ClauseMatch]:
    found = [match for match in tellings if match.weight]
    return [match for match in found if match.clause.role in _ROLES] or found


def _all_matches(notice: Notice, terms: Iterable[str]) -> list[ClauseMatch]:
    """Return a match for each clause of a notice, even if no term occurs in the clause.

    The weight of a match is the number of terms that occur in the clause.
    """
    patterns = [Term(term).pattern for term in sorted(terms)]
    return [_clause_match(clause, number, patterns) for number, clause in enumerate(notice.clauses)]


def _clause_match(clause: Clause, number: int, patterns: Sequence[re.Pattern[str]]) -> ClauseMatch:
    text = body_of(clause)
    headings = SEPARATOR.join(fold_all(headings_of(clause)))
    folded = fold_with_offsets(text)
    hits = [(pattern.search(folded.text), pattern.search(headings)) for pattern in patterns]
    inside = [hit.start() for hit, _ in hits if hit]
    weight = sum(1 for hit, above in hits if hit or above)
    return ClauseMatch(clause, folded.source_place(min(inside)) if inside else 0, weight, number)


def changed_clauses(notice: Notice, before: Notice) -> list[ClauseMatch]:
    """Return the clauses of `notice` that are not in its previous revision `before`, at most `_CHANGED_LIMIT` of them.

    Changes to the numbers and headings of clauses are ignored. The `place` of each result is the position of the change
    in the text of the clause.
    """
    old = [body_of(clause) for clause in before.clauses]
    known = set(old)
    new = (clause for clause in notice.clauses if body_of(clause) not in known) if old else iter(())
    return [ClauseMatch(clause, _changed_at(body_of(clause), old)) for clause in islice(new, _CHANGED_LIMIT)]


def _changed_at(text: str, old: Sequence[str]) -> int:
    """Return the first position at which the text `text` differs from the most similar of the old texts."""
    return max(common_start(text, body) for body in old)


def headings_of(clause: Clause) -> list[str]:
    """Return the headings above a clause, followed by the clause's own heading."""
    return [heading for heading in (*clause.headings, clause.heading) if heading]


def body_of(clause: Clause) -> str:
    """Return the text of a clause without its number and heading, as one plain line.

    If the clause has no other text, its whole text is returned.
    """
    text = clause.text
    at = text.find(clause.heading) if clause.heading else -1
    body = text[at + len(clause.heading or "") :].lstrip("。.:：;；,， \n\t") if 0 <= at <= _HEADING_LIMIT else text
    return plain(body or text)
