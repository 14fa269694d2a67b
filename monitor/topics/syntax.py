"""Parse a written query into an expression, or raise QueryError. The only importer of luqum."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import DecimalException
from itertools import chain
from typing import NoReturn

from luqum import tree
from luqum.exceptions import ParseError
from luqum.thread import parse

from monitor.topics.days import read_days
from monitor.topics.errors import QueryError, QueryFault
from monitor.topics.expression import (
    DATES,
    FIELDS,
    And,
    Dated,
    Expression,
    Found,
    Matchable,
    Near,
    Not,
    Or,
    Present,
    Word,
    find,
    leaves,
    number_text,
)
from monitor.topics.logic import matches_everything
from monitor.topics.spelling import Spelling, unbalanced
from monitor.topics.synonyms import MARK, synonym_key
from monitor.topics.terms import Term

LENGTH_LIMIT = 10_000
DEPTH_LIMIT = 30
TERMS_LIMIT = 1000
RANGES_LIMIT = 8
"""Characters of a query, operators inside operators, different terms (synonyms counted) and ranges of days."""
_NEAR_WORDS = 10
_NEAR_DISTANCE = 1000
_DAY = timedelta(days=1)
_EXAMPLE = '"产业 集群"~5'


@dataclass(frozen=True)
class Query:
    """A query ready to be evaluated. `names`: the synonym sets it uses, with their columns."""

    written: str
    expression: Expression
    names: Mapping[str, int | None] = field(default_factory=dict)

    def match(self, matchable: Matchable) -> Found | None:
        """Return the terms found when the query matches, else None."""
        return find(self.expression, matchable)


def parse_query(written: str, synonyms: Mapping[str, tuple[str, ...]] | None = None) -> Query:
    """Parse the query, so that it is ready to be evaluated. Raises QueryError.

    `synonyms`: words by key; None leaves the names in it open, and they match nothing.
    """
    if len(written) > LENGTH_LIMIT:
        raise QueryError(QueryFault.TOO_LONG, LENGTH_LIMIT + 1, limit=LENGTH_LIMIT)
    spelling = Spelling(written)
    if not spelling.plain.strip():
        raise QueryError(QueryFault.EMPTY)
    compiler = _QueryBuilder(spelling, synonyms)
    try:
        expression = compiler.compile(parse(spelling.plain), None, 0)
    except ParseError as error:
        raise _readable(error, spelling) from error
    except RecursionError as error:
        raise QueryError(QueryFault.TOO_DEEP, limit=DEPTH_LIMIT) from error
    except QueryError:
        raise
    except (ValueError, DecimalException) as error:
        # The parser turns the text after ~ and ^ into numbers.
        found = re.search(r"[~^]\d*\.", spelling.plain)
        raise QueryError(QueryFault.DECIMAL_DISTANCE, spelling.column(found and found.start())) from error
    different = set(leaves(expression))
    if len(different) > TERMS_LIMIT:
        raise QueryError(QueryFault.TOO_MANY_TERMS, limit=TERMS_LIMIT)
    if sum(isinstance(leaf, Dated) for leaf in different) > RANGES_LIMIT:
        raise QueryError(QueryFault.TOO_MANY_RANGES, limit=RANGES_LIMIT)
    if matches_everything(expression):
        raise QueryError(QueryFault.ONLY_EXCLUDES)
    return Query(written, expression, compiler.names)


def _readable(error: ParseError, spelling: Spelling) -> QueryError:
    if wrong := unbalanced(spelling.plain):
        return QueryError(wrong[0], spelling.column(wrong[1]))
    position = re.search(r"position (\d+)", str(error))
    at_end = len(spelling.plain) if "unexpected end" in str(error) else None
    column = spelling.column(int(position[1]) if position else at_end)
    return QueryError(QueryFault.INCOMPLETE, column)


class _QueryBuilder:
    """Build an expression from luqum's tree."""

    def __init__(self, spelling: Spelling, synonyms: Mapping[str, tuple[str, ...]] | None) -> None:
        self._spelling = spelling
        self._synonyms = synonyms
        self.names: dict[str, int | None] = {}

    def compile(self, node: tree.Item, inside: str | None, depth: int) -> Expression:
        """Return the expression of a node in a field (None: in the text)."""
        if depth > DEPTH_LIMIT:
            self._refuse(node, QueryFault.TOO_DEEP, limit=DEPTH_LIMIT)
        children = [child for child in node.children if not isinstance(child, tree.NoneItem)]
        match node:
            case tree.AndOperation() | tree.UnknownOperation():
                parts = self._parts(children, inside, depth)
                return And(_flat((part.parts if isinstance(part, And) else (part,)) for part in parts))
            case tree.OrOperation():
                parts = self._parts(children, inside, depth)
                return Or(_flat((part.parts if isinstance(part, Or) and not part.name else (part,)) for part in parts))
            case tree.Not() | tree.Prohibit():
                return Not(self.compile(children[0], inside, depth + 1))
            case tree.Group() | tree.FieldGroup() | tree.Plus():
                return self.compile(children[0], inside, depth + 1)
            case tree.SearchField():
                return self.compile(children[0], self._field(node), depth + 1)
            case tree.Range() | tree.From() | tree.To():
                return self._range(node, inside)
            case _:
                return self._leaf(node, inside)

    def _leaf(self, node: tree.Item, inside: str | None) -> Expression:
        match node:
            case tree.Phrase():
                return self._word(node.value[1:-1], inside, node)
            case tree.Proximity():
                return self._near(node, inside)
            case tree.Word():
                return self._bare(node, inside)
        raise QueryError(_unsupported(node), self._column(node), part=str(node).strip(), example=_EXAMPLE)

    def _parts(self, children: Iterable[tree.Item], inside: str | None, depth: int) -> list[Expression]:
        return [self.compile(child, inside, depth + 1) for child in children]

    def _field(self, node: tree.SearchField) -> str:
        if node.name not in FIELDS + DATES:
            self._refuse(node, QueryFault.UNKNOWN_FIELD, name=node.name, known=", ".join(FIELDS + DATES))
        return str(node.name)

    def _bare(self, node: tree.Word, inside: str | None) -> Expression:
        if node.is_wildcard():
            return Present(inside)
        if node.value.startswith(MARK) and len(node.value) > 1:
            return self._synonym(node, inside)
        return self._word(node.value, inside, node)

    def _word(self, written: str, inside: str | None, node: tree.Item) -> Expression:
        if inside in DATES:
            first, last = self._days(written, node)
            return Dated(inside, first, last)
        return Word(self._term(written, inside, node), inside)

    def _synonym(self, node: tree.Word, inside: str | None) -> Expression:
        key = synonym_key(node.value)
        if inside in DATES:
            self._refuse(node, QueryFault.SYNONYM_IN_DATE, name=inside)
        if self._synonyms is not None and key not in self._synonyms:
            self._refuse(node, QueryFault.UNKNOWN_SYNONYM, name=node.value)
        self.names.setdefault(key, self._column(node))
        words = (self._synonyms or {}).get(key, ())
        return Or(tuple(Word(self._term(word, inside, node), inside) for word in words), MARK + key)

    def _term(self, written: str, inside: str | None, node: tree.Item) -> Term:
        written = re.sub(r"\\(.)", r"\1", written, flags=re.DOTALL)
        term = Term(number_text(written) if inside == "number" else written.strip())
        if not term.is_word:
            self._refuse(node, QueryFault.NO_LETTER, part=written)
        if isinstance(node, tree.Word) and node.has_wildcard() and not re.fullmatch(r"[^*?]*\*", node.value):
            self._refuse(node, QueryFault.WILDCARD_PLACE, part=written)
        if isinstance(node, tree.Word) and node.has_wildcard() and not term.is_prefix:
            self._refuse(node, QueryFault.WILDCARD_CHINESE if term.is_cjk else QueryFault.WILDCARD_SHORT, part=written)
        return term

    def _near(self, node: tree.Proximity, inside: str | None) -> Expression:
        terms = tuple(dict.fromkeys(self._term(word, inside, node) for word in node.term.value[1:-1].split()))
        if inside in DATES or not terms or len(terms) > _NEAR_WORDS or node.degree > _NEAR_DISTANCE:
            self._refuse(node, QueryFault.DISTANCE_LIMIT, words=_NEAR_WORDS, distance=_NEAR_DISTANCE)
        if len(terms) == 1:
            self._refuse(node, QueryFault.DISTANCE_OF_ONE, example=_EXAMPLE)
        return Near(terms, int(node.degree), inside)

    def _range(self, node: tree.Item, inside: str | None) -> Expression:
        if inside not in DATES:
            self._refuse(node, QueryFault.RANGE_FIELD, fields=", ".join(DATES))
        low = high = None
        if isinstance(node, tree.Range):
            low = (node.low, node.include_low)
            high = (node.high, node.include_high)
        elif isinstance(node, tree.From):
            low = (node.a, node.include)
        else:
            high = (node.a, node.include)
        first = self._bound(low, 1) if low else None
        last = self._bound(high, -1) if high else None
        if first and last and first > last:
            self._refuse(node, QueryFault.RANGE_ORDER, first=first, last=last)
        return Dated(inside, first, last) if first or last else Present(inside)

    def _bound(self, bound: tuple[tree.Item, bool], inwards: int) -> date | None:
        """Return the day at which a range begins (`inwards` 1) or ends (-1)."""
        node, included = bound
        value = node.value.strip('"') if isinstance(node, tree.Term) else str(node)
        if value == "*":
            return None
        days = self._days(value, node)
        if included:
            return days[0 if inwards == 1 else 1]
        try:
            return days[1 if inwards == 1 else 0] + inwards * _DAY
        except OverflowError:
            self._refuse(node, QueryFault.RANGE_EMPTY, part=value)

    def _days(self, written: str, node: tree.Item) -> tuple[date, date]:
        try:
            return read_days(written)
        except ValueError:
            self._refuse(node, QueryFault.DATE, part=written, example="2024年5月")

    def _column(self, node: tree.Item) -> int | None:
        return self._spelling.column(node.pos)

    def _refuse(self, node: tree.Item, code: QueryFault, **params: object) -> NoReturn:
        raise QueryError(code, self._column(node), **params)


def _flat(parts: Iterable[tuple[Expression, ...]]) -> tuple[Expression, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(parts)))


def _unsupported(node: tree.Item) -> QueryFault:
    match node:
        case tree.Fuzzy():
            return QueryFault.DISTANCE_UNQUOTED
        case tree.Boost():
            return QueryFault.WEIGHT
    return QueryFault.UNSUPPORTED
