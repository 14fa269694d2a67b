"""Functions and classes that select the rarest words required by a query, as its keys in the index.

Pure functions and classes; no I/O.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import chain

from monitor.alerting.compiler import AND, OR, CompiledQueries, Node
from monitor.topics.expression import FIELDS

Key = int
"""A number that stands for a pattern's occurrence in the text or in a certain field (see `key_of`)."""
Clause = tuple[Key, ...]
"""Keys of which at least one must occur."""


def key_of(pattern: int, field: str | None, programs: CompiledQueries) -> Key:
    """Return the key of a pattern that must occur in the field named `field`, or in the text if `field` is None.

    A key is a number. If the pattern must occur in the text, the key is the number of the pattern. The numbers of the
    other keys are higher, in the order of the fields.
    """
    return pattern + (FIELDS.index(field) + 1 if field else 0) * len(programs.written)


class Selectivity:
    """An estimate of how often each pattern occurs, from which the keys of branches are chosen.

    `sample` contains folded texts similar to those expected. Without a sample, long words are assumed to be rare.
    `patterns_in` returns the numbers of the patterns in a text.
    """

    def __init__(
        self, programs: CompiledQueries, patterns_in: Callable[[str], Set[int]], sample: Sequence[str]
    ) -> None:
        self._programs = programs
        self._patterns = len(programs.written)
        seen = Counter(number for text in sample for number in patterns_in(text))
        expected = (
            (seen[number] + _prior_count(word)) / (len(sample) + 1) for number, word in enumerate(programs.written)
        )
        self._weights = array("d", expected)

    @property
    def count(self) -> int:
        """Return the number of all possible keys."""
        return self._patterns * (len(FIELDS) + 1)

    def keys(self, branch: int) -> tuple[Clause | None, Key | None]:
        """Return the clause by which the index looks up a branch, and a second pattern that must also occur.

        Of the branch's clauses, the least likely to be met is returned. It is None if the branch requires no pattern.
        The second pattern is the rarest that must occur according to another clause, or None.
        """
        others = self._programs.others.get(branch, ())
        needed = [*self._groups(branch), *chain.from_iterable(map(self._clauses, others))]
        first = self._rarest(needed)
        second = self._rarest(clause for clause in needed if len(clause) == 1 and clause != first)
        return first, second[0] if second else None

    def _groups(self, branch: int) -> Iterator[Clause]:
        group = list[int]()
        for pattern in self._programs.groups_of(branch):
            group.append(max(pattern, ~pattern))
            if pattern < 0:
                yield tuple(group)
                group.clear()

    def _clauses(self, node: Node) -> list[Clause]:
        """Return the clauses that a node requires. If any of them is not met, the node does not match."""
        if isinstance(node, int):
            return self._checked(node) if node < 0 else [(node,)]
        operator, plain, others = node
        inner = list(map(self._clauses, others))
        if operator == AND:
            return [*((pattern,) for pattern in plain), *chain.from_iterable(inner)]
        if operator == OR and all(inner):
            rarest = (min(clauses, key=self._weight) for clauses in inner)
            return [tuple(dict.fromkeys(chain(plain, *rarest)))]
        return []

    def _checked(self, node: int) -> list[Clause]:
        check = self._programs.checks[-1 - node]
        return [(key_of(anchor, check.field, self._programs),) for anchor in check.anchors]

    def _rarest(self, clauses: Iterable[Clause]) -> Clause | None:
        """Return the clause that is least likely to be met, or None if there are no clauses."""
        return min(clauses, key=self._weight, default=None)

    def _weight(self, clause: Clause) -> float:
        return sum(self._weights[key % self._patterns] for key in clause)


def _prior_count(word: str) -> float:
    """Return how often a word is expected to occur in a text, estimated from the word's length."""
    return 4.0 ** -len(word) if not word.isascii() else 2.0 ** -len(word)
