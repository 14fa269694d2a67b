"""A query as a value, and its meaning: what it finds in a text. The index of all queries must find the same."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from crawler.text.fold import fold, fold_all
from monitor.topics.terms import SEPARATOR, Term, tokens

FIELDS = ("title", "issuer", "kind", "number", "region", "unit")
DATES = ("issued", "published", "effective", "deadline")
_BRACKETS = str.maketrans("({)}", "[[]]")


@dataclass(frozen=True)
class Matchable:
    """A text a query is evaluated on, folded once for all queries. `fields` hold folded texts, `dates` days."""

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    def text_of(self, name: str | None) -> str:
        """Return the text of a field; without a name, the text itself."""
        return self.text if name is None else self.fields.get(name, "")


@dataclass(frozen=True)
class Word:
    """A word or phrase; `field` None: in the text."""

    term: Term
    field: str | None = None

    def is_found(self, matchable: Matchable) -> bool:
        """Return whether the word or phrase is there."""
        return self.term.is_in(matchable.text_of(self.field))

    def __str__(self) -> str:
        return _in_field(self.field, self.term.written)


@dataclass(frozen=True)
class Near:
    """Words that are close together, in any order.

    They occur in a stretch that holds at most `distance` characters besides them (as the query writes them), or, where
    none of them is Chinese, at most `distance` words besides them.
    """

    terms: tuple[Term, ...]
    distance: int
    field: str | None = None

    def is_found(self, matchable: Matchable) -> bool:
        """Return whether the words are there, in one part of the text."""
        return any(self._is_in(part) for part in matchable.text_of(self.field).split(SEPARATOR))

    def _is_in(self, text: str) -> bool:
        by_words = not any(term.is_cjk for term in self.terms)
        own = len(self.terms) if by_words else sum(len(term.folded) for term in self.terms)
        found = [[(*span, number) for span in term.spans(text)] for number, term in enumerate(self.terms)]
        if not all(found):
            return False
        counted = _by_words(text, found) if by_words else [span for spans in found for span in spans]
        return _shortest(counted, len(self.terms)) <= self.distance + own

    def __str__(self) -> str:
        return _in_field(self.field, '"' + " ".join(term.written for term in self.terms) + f'"~{self.distance}')


@dataclass(frozen=True)
class Dated:
    """A day of the notice between two, both included; None: open."""

    field: str
    first: date | None
    last: date | None

    def is_found(self, matchable: Matchable) -> bool:
        """Return whether one of the field's days is between the two."""
        days = matchable.dates.get(self.field, ())
        return any((not self.first or self.first <= day) and (not self.last or day <= self.last) for day in days)

    def __str__(self) -> str:
        return f"{self.field}:[{self.first or '*'} TO {self.last or '*'}]"


@dataclass(frozen=True)
class Present:
    """`*`: the notice has the field; without one, always."""

    field: str | None = None

    def is_found(self, matchable: Matchable) -> bool:
        """Return whether there is anything in the field."""
        return self.field is None or bool(matchable.fields.get(self.field) or matchable.dates.get(self.field))

    def __str__(self) -> str:
        return _in_field(self.field, "*")


@dataclass(frozen=True)
class And:
    """All of them."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """At least one of them; of none, never. `name`: the synonym set that it represents."""

    parts: tuple["Expression", ...]
    name: str | None = None


@dataclass(frozen=True)
class Not:
    """Not this one."""

    part: "Expression"


Leaf = Word | Near | Dated | Present
Expression = Leaf | And | Or | Not
Found = frozenset[str]
"""The terms, as the query writes them, that made it match."""


def find(expression: Expression, matchable: Matchable) -> Found | None:
    """Return the terms found when the expression holds, else None."""
    match expression:
        case And(parts):
            return _all(find(part, matchable) for part in parts)
        case Or(parts):
            found = [terms for part in parts if (terms := find(part, matchable)) is not None]
            return frozenset[str]().union(*found) if found else None
        case Not(part):
            return frozenset() if find(part, matchable) is None else None
    return words_of(expression) if expression.is_found(matchable) else None


def words_of(leaf: Leaf) -> Found:
    """Return the words that a leaf searches for, as the query writes them."""
    match leaf:
        case Word(term):
            return frozenset([term.written])
        case Near(terms):
            return frozenset(term.written for term in terms)
    return frozenset()


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Yield all that an expression searches for, in the order of the query."""
    match expression:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield expression


def join_fields(values: Iterable[str | None]) -> str:
    """Return several values of a field as one folded text; a term cannot extend from one into the next."""
    return SEPARATOR.join(fold_all(filter(None, values)))


def folded_fields(values: Mapping[str, Iterable[str | None]]) -> dict[str, str]:
    """Return the folded text of each field, by its name; `number` is a document number."""
    return {
        name: number_text("".join(filter(None, texts))) if name == "number" else join_fields(texts)
        for name, texts in values.items()
    }


def number_text(text: str) -> str:
    """Return a document number without spaces, its brackets of one form: 〔2024〕 5号 is `[2024]5号`."""
    return re.sub(r"\s+", "", fold(text)).translate(_BRACKETS)


def _all(found: Iterator[Found | None]) -> Found | None:
    every: Found = frozenset()
    for terms in found:
        if terms is None:
            return None
        every |= terms
    return every


def _in_field(name: str | None, written: str) -> str:
    return f"{name}:{written}" if name else written


_Counted = tuple[int, int, int]
"""Where a word begins and ends, and which of the words it is."""


def _by_words(text: str, found: list[list[_Counted]]) -> list[_Counted]:
    """Return spans counted in words of the text instead of characters."""
    begins, ends = zip(*tokens(text), strict=True)
    return [
        (bisect_right(ends, start), bisect_left(begins, end), which) for spans in found for start, end, which in spans
    ]


def _shortest(spans: list[_Counted], kinds: int) -> float:
    """Return the length of the shortest stretch that holds a span of each kind."""
    latest: dict[int, int] = {}
    shortest = float("inf")
    for start, end, which in sorted(spans, key=lambda span: (span[1], span[0])):
        latest[which] = max(start, latest.get(which, start))
        if len(latest) == kinds:
            shortest = min(shortest, end - min(latest.values()))
    return shortest
