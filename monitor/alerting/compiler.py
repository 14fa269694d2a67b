"""The compiler that converts the expressions of queries to a compact form, in which each pattern is a number.

The index of all queries uses this form. Pure functions and classes; no I/O. A *branch* of a query is one of the
alternatives that are joined by OR in the query.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from monitor.topics.expression import And, Expression, Leaf, Near, Not, Or, Word
from monitor.topics.terms import Term

AND = "&"
OR = "|"
NOT = "!"
Operation = tuple[str, tuple[int, ...], tuple["Node", ...]]
Node = int | Operation
"""A node of a compiled query.

An integer is a leaf. An integer of 0 or more is a pattern in the text; a negative integer is a check (-1 is the first
check, -2 the second, and so on). A tuple is an operator with its patterns and its other operands. The patterns are
separated from the other operands because comparing sets of integers is much faster than evaluating operands
individually.
"""
Branch = tuple[tuple[tuple[int, ...], ...], tuple[Node, ...]]
"""An alternative of a query: groups of patterns, each with at least one pattern that must occur, and the other nodes
that must be true as well."""
_BRANCHES = 16
"""The maximum number of branches into which a query is split."""


@dataclass(frozen=True)
class QueryCheck:
    """A query term that requires more than the occurrence of a pattern in the text.

    All patterns in `anchors` must occur in `field`, or in the text if `field` is None. If `exact` is true, this is
    sufficient. Otherwise, the term `leaf` itself is evaluated afterwards, for example because the order or the distance
    of its words matters.
    """

    leaf: Leaf
    field: str | None = None
    anchors: tuple[int, ...] = ()
    exact: bool = False


@dataclass(frozen=True)
class CompiledQueries:
    """All compiled queries. A query matches if at least one of its branches (alternatives) matches.

    A branch requires pattern groups and other conditions. A pattern group is met if one of its patterns occurs in the
    text. The branches and the patterns are numbered.

    `owners` contains the number of the query of each branch. `groups` contains the pattern groups of all branches in a
    single array, because this takes much less memory than tuples. In the array, the last pattern of each group is
    stored as its complement (a negative number). The groups of the branch with the number `n` are those from `ends[n]`
    to `ends[n + 1]`. `others` contains the other conditions by the number of the branch. `checks` contains the checks
    by their number. `written` contains each pattern as it is written in the first query that contains it. `own`
    contains, by query number, the spellings in a query that differ from those in `written`. `fields` contains the names
    of the fields in which patterns are searched for.
    """

    owners: "array[int]" = field(default_factory=lambda: array("L"))
    groups: "array[int]" = field(default_factory=lambda: array("i"))
    ends: "array[int]" = field(default_factory=lambda: array("L", [0]))
    others: dict[int, tuple[Node, ...]] = field(default_factory=dict)
    checks: list[QueryCheck] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    own: dict[int, dict[str, str]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)

    def put(self, owner: int, branch: Branch) -> None:
        """Add a branch to the query with the number `owner`. The branch gets the next free branch number."""
        groups, others = branch
        if others:
            self.others[len(self.owners)] = others
        self.owners.append(owner)
        for group in groups:
            self.groups.extend([*group[:-1], ~group[-1]])
        self.ends.append(len(self.groups))

    def groups_of(self, branch: int) -> "array[int]":
        """Return the pattern groups of a branch, encoded as in `groups`."""
        return self.groups[self.ends[branch] : self.ends[branch + 1]]


class Compiler:
    """A compiler of queries, which stores each pattern and each leaf (a single condition) only once."""

    def __init__(self) -> None:
        self.programs = CompiledQueries()
        self._patterns: dict[str, int] = {}
        self._checks: dict[Leaf, int] = {}
        self._count = 0

    @property
    def patterns(self) -> list[str]:
        """Return the folded strings to search for, by pattern number."""
        return list(self._patterns)

    def add(self, expression: Expression) -> None:
        """Compile the next query."""
        for node in _branches_of(self._node(expression, self._count)):
            self.programs.put(self._count, _branch(node))
        self._count += 1

    def _node(self, expression: Expression, number: int) -> Node:
        match expression:
            case And(parts):
                return _joined(AND, dict.fromkeys(self._node(part, number) for part in parts))
            case Or(parts):
                return _joined(OR, dict.fromkeys(self._node(part, number) for part in parts))
            case Not(part):
                return (NOT, (), (self._node(part, number),))
            case Word(term, None) if term.literal is not None:
                return self._plain(term, number)
        return self._check(expression)

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
                    check = QueryCheck(leaf, inside, (self._pattern(term),), term.literal is not None)
                case Near(terms, _, inside):
                    check = QueryCheck(leaf, inside, tuple(map(self._pattern, terms)))
                case _:
                    check = QueryCheck(leaf)
            if check.field and check.anchors:
                self.programs.fields.add(check.field)
            self.programs.checks.append(check)
            self._checks[leaf] = -len(self.programs.checks)
        return self._checks[leaf]


def _joined(operator: str, nodes: Iterable[Node]) -> Operation:
    """Return a node that joins `nodes` with an operator. Nested nodes with the same operator are merged into it."""
    plain = list[int]()
    others = list[Node]()
    for node in nodes:
        if isinstance(node, int) and node >= 0:
            plain.append(node)
        elif not isinstance(node, int) and node[0] == operator != NOT:
            plain += node[1]
            others += node[2]
        else:
            others.append(node)
    return (operator, tuple(plain), tuple(others))


def _branches_of(node: Node) -> Iterator[Node]:
    """Yield the branches of a node: the alternatives that are joined by OR.

    `(a AND b OR c AND d) NOT e` has the branches `a AND b NOT e` and `c AND d NOT e`. Queries are split into branches
    because the index can find a branch by its rarest words alone. A node with too many branches is not split
    completely.
    """
    waiting = [node]
    count = 1
    while waiting:
        parts = _parts(current := waiting.pop())
        if len(parts) < 2 or count + len(parts) > _BRANCHES:
            yield current
        else:
            waiting += parts
            count += len(parts) - 1


def _parts(node: Node) -> list[Node]:
    """Return the alternatives of a node, or the node itself if it has only one.

    Those alternatives of an OR that are not ANDs are joined into a single one.
    """
    if isinstance(node, int) or node[0] == NOT:
        return [node]
    operator, plain, others = node
    if operator == OR:
        joined = [other for other in others if _is(AND, other)]
        rest = _joined(OR, [*plain, *(other for other in others if not _is(AND, other))])
        return [*joined, rest] if rest[1] or rest[2] else joined
    for place, other in enumerate(others):
        if _is(OR, other) and len(choices := _parts(other)) > 1:
            left = [*plain, *others[:place], *others[place + 1 :]]
            return [_joined(AND, [*left, choice]) for choice in choices]
    return [node]


def _branch(node: Node) -> Branch:
    _, plain, others = node if not isinstance(node, int) and node[0] == AND else _joined(AND, [node])
    choices = [other[1] if not isinstance(other, int) and other[0] == OR and not other[2] else () for other in others]
    left = tuple(other for other, choice in zip(others, choices, strict=True) if not choice)
    return (*((pattern,) for pattern in plain), *filter(None, choices)), left


def _is(operator: str, node: Node) -> bool:
    return not isinstance(node, int) and node[0] == operator
