"""The index that evaluates all queries at once, with a single automaton pass over each part of a notice.

No I/O. No other module imports ahocorasick-rs.

A query consists of *branches*: alternatives, joined by OR. A *clause* is a set of patterns. For a branch to match, at
least one pattern of each of its clauses must occur. Most branches have several clauses. The patterns of the clause with
the rarest patterns are the *keys* of the branch. A branch is evaluated only if one of its keys occurs in the notice. A
branch without clauses (with dates only, for example) is always evaluated. The result is exact: it is the same as
that of `monitor.topics.expression.find`.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ahocorasick_rs import BytesAhoCorasick

from monitor.alerting.compiler import AND, NOT, OR, Compiler, Node
from monitor.alerting.documents import Document, Passage
from monitor.alerting.selectivity import Clause, Key, Selectivity, key_of
from monitor.topics import Matchable
from monitor.topics.expression import Expression, words_of

_ENCODING = "utf-16-le"
"""The encoding of texts. It needs two bytes per Chinese character instead of three in UTF-8, which saves a third of the
steps."""


class Automaton:
    """An automaton that searches a text for many numbered strings in one pass."""

    def __init__(self, patterns: Iterable[str]) -> None:
        encoded = [pattern.encode(_ENCODING, "surrogatepass") for pattern in patterns]
        self._automaton = BytesAhoCorasick(encoded) if encoded else None

    def found(self, text: str) -> set[int]:
        """Return the numbers of the strings that occur in a text, including overlapping and nested occurrences."""
        if self._automaton is None or not text:
            return set()
        hits = self._automaton.find_matches_as_indexes(text.encode(_ENCODING, "surrogatepass"), overlapping=True)
        # A match that begins at an odd byte consists of halves of two characters.
        return {number for number, start, _ in hits if not start & 1}


_SCOPES = ("measure", "notice")


class QueryIndex:
    """An immutable index of numbered queries.

    The number of a query is its position in `queries`. Each query is given with the scopes in which it is evaluated.
    `sample` contains folded texts similar to those expected, from which the index learns the word frequencies. Without
    a sample, long words are assumed to be rare.
    """

    def __init__(self, queries: Iterable[tuple[Expression, Collection[str]]], sample: Sequence[str] = ()) -> None:
        compiler = Compiler()
        scopes = bytearray()
        for expression, asked in queries:
            compiler.add(expression)
            scopes.append(_bits(asked))
        self.programs = compiler.programs
        self.automaton = Automaton(compiler.patterns)
        rarity = Selectivity(self.programs, self.automaton.found, sample)
        keys = map(rarity.keys, range(len(self.programs.owners)))
        asked_in = (scopes[number] for number in self.programs.owners)
        self._postings = _Postings.of(zip(keys, asked_in, strict=True), rarity.count)

    def candidates(self, scopes: Collection[str], keys: Collection[Key]) -> set[int]:
        """Return the numbers of the query branches in the given scopes that may match if `keys` occur."""
        return self._postings.candidates(_bits(scopes), keys)


def _bits(scopes: Collection[str]) -> int:
    return sum(1 << place for place, name in enumerate(_SCOPES) if name in scopes)


@dataclass(frozen=True)
class _Postings:
    """An inverted index from keys to the branches of queries.

    The branches of a key start at its position in `starts` and end where the branches of the next key start. `branches`
    contains the branch numbers, with the scopes in the lowest bits. `guards` contains, for each branch, a second key
    that must also occur, or -1; checking this key is much cheaper than evaluating the branch. `always` contains the
    branches without keys.
    """

    starts: "array[int]"
    branches: "array[int]"
    guards: "array[int]"
    always: tuple[int, ...]

    @classmethod
    def of(cls, branches: Iterable[tuple[tuple[Clause | None, Key | None], int]], keys: int) -> "_Postings":
        """Build the postings of all branches.

        A branch is given by its keys (a clause), the second key that must also occur, and a number with one bit for
        each scope in which it is evaluated. `keys` is the number of all possible keys.
        """
        rows = list[tuple[Key, int, Key]]()
        always = list[int]()
        for number, ((clause, guard), scopes) in enumerate(branches):
            entry = number << len(_SCOPES) | scopes
            if clause is None:
                always.append(entry)
            else:
                rows += [(key, entry, -1 if guard is None else guard) for key in clause]
        rows.sort()
        counts = array("L", bytes(array("L").itemsize * (keys + 1)))
        for key, *_ in rows:
            counts[key + 1] += 1
        return cls(
            array("L", accumulate(counts)),
            array("L", (entry for _, entry, _ in rows)),
            array("q", (guard for *_, guard in rows)),
            tuple(always),
        )

    def candidates(self, scopes: int, keys: Collection[Key]) -> set[int]:
        starts = self.starts
        branches = self.branches
        guards = self.guards
        occurring = {-1, *keys}
        found = [entry for entry in self.always if entry & scopes]
        for key in keys:
            place = starts[key]
            end = starts[key + 1]
            while place < end:
                if guards[place] in occurring and branches[place] & scopes:
                    found.append(branches[place])
                place += 1
        return {entry >> len(_SCOPES) for entry in found}


class NoticeScan:
    """A search of a notice for the patterns of one index. Each part of the notice is searched only once."""

    def __init__(self, index: QueryIndex, document: Document) -> None:
        self.index = index
        self.document = document
        self._parts: dict[str, set[int]] = {}

    def patterns(self, text: str) -> set[int]:
        """Return the numbers of the patterns in a folded text."""
        if text not in self._parts:
            self._parts[text] = self.index.automaton.found(text)
        return self._parts[text]

    def evaluate(self, passage: Passage) -> "PassageMatch":
        """Return the evaluation of one passage of the notice."""
        return PassageMatch(self, passage)


class PassageMatch:
    """The evaluation of a passage of a notice: the patterns that occur in it, and the queries that match it."""

    def __init__(self, scan: NoticeScan, passage: Passage) -> None:
        self._scan = scan
        self.passage = passage
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
    def _keys(self) -> Collection[Key]:
        in_fields = (key_of(place, name, self._programs) for name, found in self._in_fields.items() for place in found)
        return self._found.union(in_fields)

    def matching(self, scopes: Collection[str]) -> dict[int, list[int]]:
        """Return the numbers of the matching branches of each matching query in the given scopes, by query number."""
        programs = self._programs
        found = self._found
        holding = dict[int, list[int]]()
        # Of a hundred thousand queries, some hundreds are evaluated here, so function calls are avoided where possible.
        groups = programs.groups
        ends = programs.ends
        for branch in self._scan.index.candidates(scopes, self._keys):
            met = False
            for pattern in groups[ends[branch] : ends[branch + 1]]:
                if pattern >= 0:
                    met = met or pattern in found
                elif met or ~pattern in found:
                    met = False
                else:
                    break
            else:
                if all(map(self._holds, programs.others.get(branch, ()))):
                    holding.setdefault(programs.owners[branch], []).append(branch)
        return holding

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

    def words(self, number: int, branches: Iterable[int]) -> set[str]:
        """Return the words in the passage that made the query `number` match, spelled as in the query.

        `branches` contains the numbers of the query's matching branches (alternatives joined by OR).
        """
        programs = self._programs
        found = self._found
        own = programs.own.get(number, {})
        words = set[str]()
        for branch in branches:
            plain = (max(pattern, ~pattern) for pattern in programs.groups_of(branch))
            words.update(
                own.get(word, word) for word in (programs.written[pattern] for pattern in plain if pattern in found)
            )
            for node in programs.others.get(branch, ()):
                words.update(self._words(node, own))
        return words

    def _words(self, node: Node, own: Mapping[str, str]) -> Iterator[str]:
        """Yield the words in the passage because of which a node of a query matched, as spelled in the query.

        A word is known by its spelling in the first query that contains it. `own` maps this spelling to that of the
        query in question, if the two differ.
        """
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
