"""Classes that prepare a notice for the evaluation of queries: its folded text, measures and fields.

No I/O.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from crawler.model.notice import Clause, Notice
from crawler.text.fold import fold_all
from monitor.topics import Matchable, folded_fields
from monitor.topics.terms import SEPARATOR


@dataclass(frozen=True)
class Passage:
    """A scope in which query terms must occur together: the whole notice, or a measure with its headings and title.

    `parts` contains the folded texts. A phrase cannot extend from one part into the next. `units` contains the folded
    names of the responsible units. `clause` is the position of the measure among the notice's clauses.
    """

    parts: tuple[str, ...]
    units: tuple[str, ...] = ()
    clause: int | None = None


class Document:
    """A notice whose texts are folded when they are first used."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """Return the folded texts of the fields that all passages share, by field name."""
        notice = self.notice
        return folded_fields(
            {
                "title": [notice.title],
                "issuer": notice.issuers,
                "kind": [notice.kind],
                "number": [notice.document_number],
                "region": notice.region,
            }
        )

    @cached_property
    def dates(self) -> Mapping[str, tuple[date, ...]]:
        """Return the dates of the notice, by field name."""
        notice = self.notice
        named = {"issued": notice.issued_on, "published": notice.published_on, "effective": notice.effective_on}
        days = {name: (day,) for name, day in named.items() if day}
        return days | {"deadline": tuple(deadline.date for deadline in notice.deadlines)}

    @cached_property
    def whole(self) -> Passage:
        """Return the passage with the title, the text, the attachment texts and all responsible units."""
        notice = self.notice
        units = dict.fromkeys(unit for clause in notice.clauses for unit in clause.responsible_units)
        attached = (attachment.text for attachment in notice.attachments if attachment.text)
        return Passage(tuple(fold_all([notice.title or "", notice.text, *attached])), tuple(fold_all(units)))

    @cached_property
    def measures(self) -> tuple[Passage, ...]:
        """Return a passage for each measure and safeguard, and for each attachment without measures and safeguards.

        The result is empty if no measure or safeguard was extracted from the notice at all.
        """
        notice = self.notice
        clauses = [
            (place, clause) for place, clause in enumerate(notice.clauses) if clause.role in ("measure", "safeguard")
        ]
        if not clauses:
            return ()
        measured = {clause.headings[:1] for _, clause in clauses}
        attached = [
            attachment.text
            for attachment in notice.attachments
            if attachment.text and (attachment.name,) not in measured
        ]
        texts = dict.fromkeys(
            [notice.title or "", *attached, *(text for _, clause in clauses for text in _texts(clause))]
        )
        folded = dict(zip(texts, fold_all(texts), strict=True))
        return tuple(
            Passage(
                tuple(folded[text] for text in (notice.title or "", *_texts(clause))),
                tuple(fold_all(clause.responsible_units)),
                place,
            )
            for place, clause in clauses
        ) + tuple(Passage((folded[notice.title or ""], folded[text])) for text in attached)

    def passages(self, scope: str) -> tuple[Passage, ...]:
        """Return the passages in which a subscription with this scope is evaluated.

        With the scope `measure`, they are the `measures`. With any other scope, or if there are no `measures`, the
        whole notice is the only passage.
        """
        return (scope == "measure" and self.measures) or (self.whole,)

    def places(self, scopes: Collection[str]) -> list[tuple[Passage, list[str]]]:
        """Return the passages in which queries with one of `scopes` are evaluated.

        Each passage occurs once, with a list of those scopes in `scopes` for which it is evaluated.
        """
        found: dict[int, tuple[Passage, list[str]]] = {}
        for scope in sorted(scopes):
            for passage in self.passages(scope):
                found.setdefault(id(passage), (passage, []))[1].append(scope)
        return list(found.values())

    def matchable(self, passage: Passage) -> Matchable:
        """Return a passage in the form in which queries are evaluated, with the fields and dates of the notice."""
        fields = {**self.fields, "unit": SEPARATOR.join(passage.units)}
        return Matchable(SEPARATOR.join(passage.parts), fields, self.dates)


def whole_matchable(notice: Notice) -> Matchable:
    """Return the whole notice in the form in which queries with the scope `notice` are evaluated."""
    document = Document(notice)
    return document.matchable(document.whole)


def _texts(clause: Clause) -> list[str]:
    return [*clause.headings, clause.heading or "", clause.text]
