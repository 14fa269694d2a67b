"""All queries at once: which of them hold in a passage, by one automaton pass over each part of a notice. Pure.

A query is looked at only where a *key* of it occurs: of the clauses without which it cannot hold, the one whose words
are the rarest. A query without any such clause (only days, say) is always looked at. What is looked at is evaluated
exactly, so that the index finds what `monitor.topics.expression.find` finds.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from monitor.automaton import Automaton
from monitor.documents import Document, Passage
from monitor.programs import AND, FIELD_STEP, NOT, OR, Clause, Compiler, Node, guess
from monitor.topics import Matchable
from monitor.topics.expression import FIELDS, Expression, words_of


class QueryIndex:
    """Queries by their numbers, which are their places in `queries`; each with the scopes it is asked in. Immutable.

    `sample`: folded texts like those to come, from which it learns which words are rare; without any, long words are
    taken to be.
    """

    def __init__(self, queries: Iterable[tuple[Expression, Collection[str]]], sample: Sequence[str] = ()) -> None:
        compiler = Compiler()
        needed, scopes = [], []
        for expression, asked in queries:
            needed.append(compiler.add(expression))
            scopes.append(frozenset(asked))
        self.programs = compiler.programs
        self.automaton = Automaton(compiler.patterns)
        weights = _weights(self.programs.written, self.automaton, sample)
        keys = [_rarest(clauses, weights) for clauses in needed]
        guards = [
            _rarest((one for one in clauses if len(one) == 1 and one != key), weights)
            for clauses, key in zip(needed, keys, strict=True)
        ]
        self._postings = _Postings.of(zip(keys, guards, scopes, strict=True))

    def candidates(self, scopes: Collection[str], keys: Set[int]) -> list[int]:
        """The queries of some scopes that may hold where these keys occur."""
        return self._postings.candidates(scopes, keys)


_SCOPES = ("measure", "notice")


def _bits(scopes: Collection[str]) -> int:
    return sum(1 << place for place, name in enumerate(_SCOPES) if name in scopes)


@dataclass(frozen=True)
class _Postings:
    """Queries by key. `places` holds where in `queries` those of a key begin and end; `always`: those without keys.
    Each stands there as its number and, in the lowest bits, its scopes. `guards`: by number, another key without which
    the query cannot hold, -1 where there is none; to ask for it here is much cheaper than to look at the query.
    """

    places: Mapping[int, tuple[int, int]]
    queries: "array[int]"
    always: tuple[int, ...]
    guards: "array[int]"

    @classmethod
    def of(cls, queries: Iterable[tuple[Clause | None, Clause | None, Collection[str]]]) -> "_Postings":
        """The postings of queries by their keys, None where there are none, their guards and their scopes."""
        pairs, always, guards = list[tuple[int, int]](), list[int](), array("q")
        for number, (keys, guard, scopes) in enumerate(queries):
            guards.append(guard[0] if guard else -1)
            entry = number << len(_SCOPES) | _bits(scopes)
            if keys is None:
                always.append(entry)
            else:
                pairs += [(key, entry) for key in keys]
        pairs.sort()
        places: dict[int, tuple[int, int]] = {}
        for place, (key, _) in enumerate(pairs):
            places[key] = (places[key][0] if key in places else place, place + 1)
        return cls(places, array("Q", (entry for _, entry in pairs)), tuple(always), guards)

    def candidates(self, scopes: Collection[str], keys: Set[int]) -> list[int]:
        found, places, queries, guards = set(self.always), self.places, self.queries, self.guards
        for key in places.keys() & keys:
            first, end = places[key]
            found.update(queries[first:end])
        wanted = _bits(scopes)
        numbers = (entry >> len(_SCOPES) for entry in found if entry & wanted)
        return [number for number in numbers if (guard := guards[number]) < 0 or guard in keys]


class Scan:
    """One notice before one index. Each part of it passes the automaton once."""

    def __init__(self, index: QueryIndex, document: Document) -> None:
        self.index, self.document = index, document
        self._parts: dict[str, set[int]] = {}

    def patterns(self, text: str) -> set[int]:
        """The patterns in a folded text."""
        if text not in self._parts:
            self._parts[text] = self.index.automaton.found(text)
        return self._parts[text]

    def sight(self, passage: Passage) -> "Sight":
        """One passage of it."""
        return Sight(self, passage)


class Sight:
    """One passage of a notice: what was found in it, and which queries hold."""

    def __init__(self, scan: Scan, passage: Passage) -> None:
        self._scan, self.passage = scan, passage
        self._programs = scan.index.programs
        self._found = set[int]().union(*map(scan.patterns, filter(None, passage.parts)))
        self._checked: dict[int, bool] = {}

    @cached_property
    def _matchable(self) -> Matchable:
        return self._scan.document.matchable(self.passage)

    @cached_property
    def _in_fields(self) -> dict[str, set[int]]:
        return {name: self._scan.patterns(self._matchable.fields[name]) for name in self._programs.fields}

    @cached_property
    def _keys(self) -> Set[int]:
        in_fields = (
            place + FIELD_STEP * (FIELDS.index(name) + 1) for name, found in self._in_fields.items() for place in found
        )
        return self._found.union(in_fields)

    def matching(self, scopes: Collection[str]) -> list[int]:
        """The numbers of the queries of some scopes that hold, in order."""
        found, queries, holding = self._found, self._programs.queries, []
        # Of a hundred thousand queries some thousand come here: no calls before they are needed.
        for number in self._scan.index.candidates(scopes, self._keys):
            required, groups, others = queries[number]
            if not found.issuperset(required):
                continue
            for group in groups:
                if found.isdisjoint(group):
                    break
            else:
                if not others or all(map(self._holds, others)):
                    holding.append(number)
        return sorted(holding)

    def _holds(self, node: Node) -> bool:
        if isinstance(node, int):
            return node in self._found if node >= 0 else self._check(node)
        operator, plain, others = node
        if operator == AND:
            return self._found.issuperset(plain) and (not others or all(map(self._holds, others)))
        if operator == OR:
            return not self._found.isdisjoint(plain) or any(map(self._holds, others))
        return not self._holds(others[0])

    def _check(self, node: int) -> bool:
        if node not in self._checked:
            check = self._programs.checks[-1 - node]
            found = self._in_fields[check.field] if check.field and check.anchors else self._found
            self._checked[node] = found.issuperset(check.anchors) and (
                check.exact or check.leaf.is_found(self._matchable)
            )
        return self._checked[node]

    def words(self, number: int) -> set[str]:
        """The words that make a query hold which does, as it writes them."""
        required, groups, others = self._programs.queries[number]
        top: Node = (AND, required, (*((OR, group, ()) for group in groups), *others))
        return set(self._words(top, self._programs.own.get(number, {})))

    def _words(self, node: Node, own: Mapping[str, str]) -> Iterator[str]:
        """The words of a node that holds."""
        if not isinstance(node, int):
            operator, plain, others = node
            if operator != NOT:
                for part in (*self._found.intersection(plain), *filter(self._holds, others)):
                    yield from self._words(part, own)
        elif node >= 0:
            written = self._programs.written[node]
            yield own.get(written, written)
        else:
            yield from words_of(self._programs.checks[-1 - node].leaf)


def _weights(words: Sequence[str], automaton: Automaton, sample: Sequence[str]) -> "array[float]":
    """How often each pattern is expected in a text."""
    seen = Counter(number for text in sample for number in automaton.found(text))
    return array("d", ((seen[number] + guess(word)) / (len(sample) + 1) for number, word in enumerate(words)))


def _rarest(clauses: Iterable[Clause], weights: Sequence[float]) -> Clause | None:
    """The clause that is the least likely to occur."""
    return min(clauses, key=lambda clause: sum(weights[key % FIELD_STEP] for key in clause), default=None)
