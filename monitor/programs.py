"""Expressions as compact programs over numbered patterns, for the index of all queries. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeGuard

from monitor.topics.expression import FIELDS, And, Dated, Expression, Leaf, Near, Not, Or, Present, Word
from monitor.topics.terms import Term

AND, OR, NOT = "&", "|", "!"
Operation = tuple[str, tuple[int, ...], tuple["Node", ...]]
Node = int | Operation
"""A number is a pattern of the text (from 0 up) or a check (-1 for the first, and so on down); else an operator, the
patterns it joins, and what else it joins: sets of numbers are compared many times faster than one by one."""
Program = tuple[tuple[int, ...], tuple[tuple[int, ...], ...], tuple[Node, ...]]
"""A query: patterns that must all occur, groups of which one each must, and what else must hold."""
Clause = tuple[int, ...]
"""Keys of which one at least must occur."""
FIELD_STEP = 1 << 32
"""A key is the number of a pattern that occurs in the text, or this times the place of a field, from 1, more."""


@dataclass(frozen=True)
class Check:
    """A leaf that is more than a pattern in the text: it needs all `anchors` in its field (None: the text), and unless
    it is `exact` that they stand as it asks."""

    leaf: Leaf
    field: str | None = None
    anchors: tuple[int, ...] = ()
    exact: bool = False


@dataclass(frozen=True)
class Programs:
    """All queries. `written` are the patterns as queries write them; `own` those that a query
    writes otherwise. `fields`: those that are looked at by patterns."""

    queries: list[Program] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    own: dict[int, dict[str, str]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)


class Compiler:
    """Takes queries one after the other, and keeps each pattern and each leaf once."""

    def __init__(self) -> None:
        self.programs = Programs()
        self._patterns: dict[str, int] = {}
        self._checks: dict[Leaf, int] = {}

    @property
    def patterns(self) -> list[str]:
        """The folded strings to look for, by number."""
        return list(self._patterns)

    def add(self, expression: Expression) -> list[Clause]:
        """Compiles the next query. Gives the clauses that it needs: of each of them a key must occur."""
        number = len(self.programs.queries)
        node = self._node(expression, number)
        _, plain, others = node if not isinstance(node, int) and node[0] == AND else self._joined(AND, [node])
        groups = tuple(one[1] for one in others if _is_group(one))
        self.programs.queries.append((plain, groups, tuple(one for one in others if not _is_group(one))))
        return self._clauses(expression)

    def _node(self, expression: Expression, number: int) -> Node:
        match expression:
            case And(parts):
                return self._operation(AND, parts, number)
            case Or(parts):
                return self._operation(OR, parts, number)
            case Not(part):
                return (NOT, (), (self._node(part, number),))
            case Word(term, None) if term.literal is not None:
                return self._plain(term, number)
        return self._check(expression)

    def _operation(self, operator: str, parts: Iterable[Expression], number: int) -> Operation:
        return self._joined(operator, dict.fromkeys(self._node(part, number) for part in parts))

    def _joined(self, operator: str, nodes: Iterable[Node]) -> Operation:
        plain, others = list[int](), list[Node]()
        for node in nodes:
            if isinstance(node, int) and node >= 0:
                plain.append(node)
            elif not isinstance(node, int) and node[0] == operator == AND:
                plain += node[1]
                others += node[2]
            else:
                others.append(node)
        return (operator, tuple(plain), tuple(others))

    def _plain(self, term: Term, number: int) -> int:
        place = self._pattern(term)
        canonical = self.programs.written[place]
        if canonical != term.written:
            self.programs.own.setdefault(number, {})[canonical] = term.written
        return place

    def _pattern(self, term: Term) -> int:
        place = self._patterns.setdefault(term.anchor, len(self._patterns))
        if place == len(self.programs.written):
            self.programs.written.append(term.written)
        return place

    def _check(self, leaf: Leaf) -> int:
        if leaf not in self._checks:
            match leaf:
                case Word(term, inside):
                    check = Check(leaf, inside, (self._pattern(term),), term.literal is not None)
                case Near(terms, _, inside):
                    check = Check(leaf, inside, tuple(map(self._pattern, terms)))
                case _:
                    check = Check(leaf)
            if check.field and check.anchors:
                self.programs.fields.add(check.field)
            self.programs.checks.append(check)
            self._checks[leaf] = -len(self.programs.checks)
        return self._checks[leaf]

    def _clauses(self, expression: Expression) -> list[Clause]:
        match expression:
            case Word(term, inside):
                return [(self._key(term, inside),)]
            case Near(terms, _, inside):
                return [(self._key(term, inside),) for term in terms]
            case And(parts):
                return [clause for part in parts for clause in self._clauses(part)]
            case Or(parts):
                choices = [self._clauses(part) for part in parts]
                if all(choices):
                    keys = {key for clauses in choices for key in min(clauses, key=self._guess)}
                    return [tuple(keys)]
            case Not() | Dated() | Present():
                pass
        return []

    def _key(self, term: Term, inside: str | None) -> int:
        place = self._patterns[term.anchor]
        return place if inside is None else place + FIELD_STEP * (FIELDS.index(inside) + 1)

    def _guess(self, clause: Clause) -> float:
        return sum(guess(self.programs.written[key % FIELD_STEP]) for key in clause)


def _is_group(node: Node) -> TypeGuard[Operation]:
    return not isinstance(node, int) and node[0] == OR and not node[2]


def guess(word: str) -> float:
    """How often a word is expected in a text, where nothing is known but its length."""
    return 4.0 ** -len(word) if not word.isascii() else 2.0 ** -len(word)
