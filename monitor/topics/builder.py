"""A class that builds the expression of a query from its syntax tree."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import NoReturn

from luqum import tree

from monitor.topics.days import read_days
from monitor.topics.errors import QueryError, QueryFault
from monitor.topics.expression import (
    DATES,
    FIELDS,
    And,
    Dated,
    Expression,
    Near,
    Not,
    Or,
    Present,
    Word,
    number_text,
)
from monitor.topics.spelling import Spelling
from monitor.topics.synonyms import MARK, synonym_key
from monitor.topics.terms import Term

DEPTH_LIMIT = 30
"""The maximum nesting depth of operators, groups and fields."""
_NEAR_WORDS = 10
_NEAR_DISTANCE = 1000
_DAY = timedelta(days=1)
_SEPARATORS = frozenset("、,，;；|¦｜/／+＋&＆")
_EXAMPLE = '"产业 集群"~5'


class QueryBuilder:
    """A class that builds an expression from the syntax tree of a query, as the library luqum parses it."""

    def __init__(self, spelling: Spelling, synonyms: Mapping[str, tuple[str, ...]] | None) -> None:
        self._spelling = spelling
        self._synonyms = synonyms
        self.names: dict[str, int | None] = {}

    def compile(self, node: tree.Item, inside: str | None, depth: int) -> Expression:
        """Return the expression of a syntax tree node.

        The expression applies to the field `inside`, or to the text if `inside` is None. `depth` is the nesting depth
        of the node. Raises QueryError if the node is invalid or nested too deeply.
        """
        if depth > DEPTH_LIMIT:
            self._refuse(node, QueryFault.TOO_DEEP, limit=DEPTH_LIMIT)
        children = [child for child in node.children if not isinstance(child, tree.NoneItem)]
        match node:
            case tree.UnknownOperation():
                return self._neighbours(children, inside, depth)
            case tree.AndOperation():
                parts = self._parts(children, inside, depth)
                return And(_flat(_parts_of(And, part) for part in parts))
            case tree.OrOperation():
                parts = self._parts(children, inside, depth)
                return Or(_flat(_parts_of(Or, part) for part in parts))
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

    def _neighbours(self, children: list[tree.Item], inside: str | None, depth: int) -> Expression:
        """Return the expression of neighbouring operands, which have no operator between them.

        They are joined by AND, which binds more strongly than OR. A NOT after the first operand applies to the whole
        expression.
        """
        groups: list[list[Expression]] = []
        excluded: list[Expression] = []
        for child in children:
            if groups and isinstance(child, tree.Not | tree.Prohibit):
                excluded.append(self.compile(child, inside, depth + 1))
                continue
            first, *others = self._parts(_alternatives(child), inside, depth)
            if groups:
                groups[-1].append(first)
            else:
                groups.append([first])
            groups += ([other] for other in others)
        branches = [_joined(And, group) for group in groups]
        return _joined(And, [_joined(Or, branches), *excluded])

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
            alone = isinstance(node, tree.Word) and set(written) <= _SEPARATORS
            fault = QueryFault.LONE_SEPARATOR if alone else QueryFault.NO_LETTER
            self._refuse(node, fault, part=written)
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
        """Return the first or last date of a range, or None if the range has no limit at that end.

        `bound` contains the written limit, and whether the limit belongs to the range. `inwards` is 1 if the first date
        is wanted, and -1 if the last date is wanted.
        """
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


def _alternatives(node: tree.Item) -> list[tree.Item]:
    """Return the operands of `node` if it is an OR without brackets, otherwise a list that contains only `node`."""
    return list(node.children) if isinstance(node, tree.OrOperation) else [node]


def _joined(kind: type[And] | type[Or], parts: list[Expression]) -> Expression:
    """Return a conjunction or disjunction of `parts`. A single part is returned unchanged.

    If a part is itself of this kind, its own parts take its place. Only synonym sets are kept as one part.
    """
    if len(parts) == 1:
        return parts[0]
    return kind(_flat(_parts_of(kind, part) for part in parts))


def _parts_of(kind: type[And] | type[Or], part: Expression) -> tuple[Expression, ...]:
    named = isinstance(part, Or) and part.name
    return part.parts if isinstance(part, kind) and not named else (part,)


def _flat(parts: Iterable[tuple[Expression, ...]]) -> tuple[Expression, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(parts)))


def _unsupported(node: tree.Item) -> QueryFault:
    match node:
        case tree.Fuzzy():
            return QueryFault.DISTANCE_UNQUOTED
        case tree.Boost():
            return QueryFault.WEIGHT
    return QueryFault.UNSUPPORTED
