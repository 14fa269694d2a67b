"""The expressions of queries, and functions that evaluate an expression on a notice.

`monitor.alerting.index` evaluates all queries at once and must yield the same results.
"""

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
    """The folded text, fields and dates of a notice, on which queries are evaluated.

    `fields` contains the folded text of each field. `dates` contains the dates of each date field.
    """

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    def text_of(self, name: str | None) -> str:
        """Return the text of the field `name`, or the main text if `name` is None."""
        return self.text if name is None else self.fields.get(name, "")


@dataclass(frozen=True)
class Word:
    """The condition that a word or phrase occurs in `field`, or in the text if `field` is None."""

    term: Term
    field: str | None = None

    def is_found(self, matchable: Matchable) -> bool:
        """Return whether the word or phrase occurs in the field or text."""
        return self.term.is_in(matchable.text_of(self.field))

    def __str__(self) -> str:
        return _in_field(self.field, self.term.written)


@dataclass(frozen=True)
class Near:
    """The condition that words occur close together, in any order.

    In general, the passage that contains the words may contain at most `distance` other words. If one of the words is
    Chinese, Japanese or Korean, it may contain at most `distance` characters besides the words.
    """

    terms: tuple[Term, ...]
    distance: int
    field: str | None = None

    def is_found(self, matchable: Matchable) -> bool:
        """Return whether the words occur close together in the field or text, within a single value of the field."""
        return any(self._is_in(part) for part in matchable.text_of(self.field).split(SEPARATOR))

    def _is_in(self, text: str) -> bool:
        by_words = not any(term.is_cjk for term in self.terms)
        own = len(self.terms) if by_words else sum(len(term.folded) for term in self.terms)
        found = []
        for number, term in enumerate(self.terms):
            spans = [(*span, number) for span in term.spans(text)]
            if not spans:
                return False
            found.append(spans)
        counted = _by_words(text, found) if by_words else [span for spans in found for span in spans]
        return _shortest(counted, len(self.terms)) <= self.distance + own

    def __str__(self) -> str:
        return _in_field(self.field, '"' + " ".join(term.written for term in self.terms) + f'"~{self.distance}')


@dataclass(frozen=True)
class Dated:
    """The condition that the date field `field` contains a date in a range. Both ends of the range are included.

    An end that is None is unlimited.
    """

    field: str
    first: date | None
    last: date | None

    def is_found(self, matchable: Matchable) -> bool:
        """Return whether a date of the field is in the range."""
        days = matchable.dates.get(self.field, ())
        return any((not self.first or self.first <= day) and (not self.last or day <= self.last) for day in days)

    def __str__(self) -> str:
        return f"{self.field}:[{self.first or '*'} TO {self.last or '*'}]"


@dataclass(frozen=True)
class Present:
    """The condition `*`: the notice has a value in the field `field`. If `field` is None, every notice matches."""

    field: str | None = None

    def is_found(self, matchable: Matchable) -> bool:
        """Return whether the notice has a value in the field. If no field is given, the result is true."""
        return self.field is None or bool(matchable.fields.get(self.field) or matchable.dates.get(self.field))

    def __str__(self) -> str:
        return _in_field(self.field, "*")


@dataclass(frozen=True)
class And:
    """A conjunction: all parts must match."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """A disjunction: at least one of the parts must match. A disjunction without parts never matches.

    If the parts are the words of a synonym set, `name` is the name of the set. Otherwise, it is None.
    """

    parts: tuple["Expression", ...]
    name: str | None = None


@dataclass(frozen=True)
class Not:
    """A negation: the part must not match."""

    part: "Expression"


Leaf = Word | Near | Dated | Present
Expression = Leaf | And | Or | Not
Found = frozenset[str]
"""The terms that made a query match, as written in the query."""


def find(expression: Expression, matchable: Matchable) -> Found | None:
    """Return the words of the expression that occur in the notice, as written in the query, if the expression matches.

    The result is None if it does not match, and an empty set if it matches without a word.
    """
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
    """Return the words of a leaf (a single condition of a query), as written in the query.

    Leaves that compare dates or only require a value have no words.
    """
    match leaf:
        case Word(term):
            return frozenset([term.written])
        case Near(terms):
            return frozenset(term.written for term in terms)
    return frozenset()


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Yield the leaves of an expression (its single conditions), in the order of the query."""
    match expression:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield expression


def join_fields(values: Iterable[str | None]) -> str:
    """Return several values of a field as one folded text.

    The values are separated so that a term cannot match across two values.
    """
    return SEPARATOR.join(fold_all(filter(None, values)))


def folded_fields(values: Mapping[str, Iterable[str | None]]) -> dict[str, str]:
    """Return the folded text of each field, by field name.

    Several values of a field are separated as in `join_fields`. Only the values of the field `number` are joined
    without a separator, because they are the parts of one document number.
    """
    return {
        name: number_text("".join(filter(None, texts))) if name == "number" else join_fields(texts)
        for name, texts in values.items()
    }


def number_text(text: str) -> str:
    """Return a document number in folded form, without spaces and with uniform brackets.

    For example, 〔2024〕 5号 becomes `[2024]5号`.
    """
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
"""The start and end position of a word, and the number of the term to which the word belongs."""


def _by_words(text: str, found: list[list[_Counted]]) -> list[_Counted]:
    """Return the spans in `found` in a single list, with their positions counted in words instead of characters.

    `found` contains a list of spans in `text` for each term. A span consists of its start, its end and the number of
    its term.
    """
    begins, ends = zip(*tokens(text), strict=True)
    return [
        (bisect_right(ends, start), bisect_left(begins, end), which) for spans in found for start, end, which in spans
    ]


def _shortest(spans: list[_Counted], kinds: int) -> float:
    """Return the length of the shortest passage that contains at least one span of each term.

    Each span consists of its start, its end and the number of its term. `kinds` is the number of terms. The result is
    infinite if a term has no span.
    """
    latest: dict[int, int] = {}
    shortest = float("inf")
    for start, end, which in sorted(spans, key=lambda span: (span[1], span[0])):
        latest[which] = max(start, latest.get(which, start))
        if len(latest) == kinds:
            shortest = min(shortest, end - min(latest.values()))
    return shortest
