"""The compiler of queries to plans of index lookups. Pure functions; no I/O.

A plan finds all notices that match the query. It may also find other notices, which are removed by evaluating the query
itself on the results.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.search.tokens import WORD_LIMIT, runs
from monitor.topics.expression import And, Dated, Expression, Near, Not, Or, Present, Word
from monitor.topics.terms import EDGED, Term, prefix_of, proclitics_of, surface_forms

_WORD = re.compile(f"{EDGED}+")


@dataclass(frozen=True)
class Chars:
    """The condition that a sequence of characters occurs in `field`, or in the text if `field` is None.

    The characters belong to scripts without spaces.
    """

    field: str | None
    chars: str


@dataclass(frozen=True)
class AnyWord:
    """The condition that at least one of several words occurs in `field`, or in the text if `field` is None.

    The words belong to alphabetic scripts.
    """

    field: str | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class WordStart:
    """The condition that a word with a given prefix occurs in `field`, or in the text if `field` is None.

    The word belongs to an alphabetic script.
    """

    field: str | None
    start: str


@dataclass(frozen=True)
class HasField:
    """The condition that a field or date field has a value.

    If `field` is None, the condition is true for all notices.
    """

    field: str | None


@dataclass(frozen=True)
class DayRange:
    """The condition that a date in the date field `field` is in a range from `first` to `last`, both included.

    If `first` or `last` is None, the range has no limit on that side.
    """

    field: str
    first: date | None
    last: date | None


@dataclass(frozen=True)
class AllOf:
    """The condition that all `parts` are true."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True)
class AnyOf:
    """The condition that at least one of the `parts` is true. Without parts, it is true for no notice."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True)
class NoneOf:
    """The condition that `part` is not true."""

    part: "Plan"


@dataclass(frozen=True)
class Superset:
    """The condition `part`, which is true for all notices that match the query, but possibly also for others."""

    part: "Plan"


Lookup = Chars | AnyWord | WordStart | HasField
Plan = Lookup | DayRange | AllOf | AnyOf | NoneOf | Superset


def compile_query(expression: Expression) -> Plan:
    """Return the plan of a query expression."""
    match expression:
        case And(parts):
            return AllOf(tuple(map(compile_query, parts)))
        case Or(parts):
            return AnyOf(tuple(map(compile_query, parts)))
        case Not(part):
            return NoneOf(compile_query(part))
        case Word(term, field):
            return _term(term, field)
        case Near(terms, _, field):
            return Superset(AllOf(tuple(_term(term, field) for term in terms)))
        case Dated(field, first, last):
            return DayRange(field, first, last)
        case Present(field):
            return HasField(field)


def _term(term: Term, field: str | None) -> Plan:
    found = [_word(word, term.acronyms, field) for word in term.folded.split()]
    return found[0] if len(found) == 1 else Superset(AllOf(tuple(found)))


def _word(word: str, acronyms: frozenset[str], field: str | None) -> Plan:
    if start := prefix_of(word):
        starts = [before + start for before in proclitics_of(start)]
        return _cut(AnyOf(tuple(WordStart(field, begun[:WORD_LIMIT]) for begun in starts)), starts)
    if _WORD.fullmatch(word):
        return _any_word(surface_forms(word, acronyms), field)
    pieces = tuple(runs(word))
    if pieces == ((word, False),):
        return Chars(field, word)
    # If the term begins with a word of an alphabetic script, an article may be joined to that word.
    found = [
        _any_word([before + run for before in (proclitics_of(run) if word.startswith(run) else ("",))], field)
        if is_word
        else Chars(field, run)
        for run, is_word in pieces
    ]
    return Superset(AllOf(tuple(found)))


def _any_word(words: Sequence[str], field: str | None) -> Plan:
    return _cut(AnyWord(field, tuple(word[:WORD_LIMIT] for word in words)), words)


def _cut(plan: Plan, words: Iterable[str]) -> Plan:
    """Return `plan`, wrapped in `Superset` if the index may contain only the beginning of one of `words`."""
    return Superset(plan) if any(len(word) >= WORD_LIMIT for word in words) else plan
