"""Removal of duplicated bodies. Some pages contain their text twice, for the screen and for print or mobile devices.

The text is split into clauses at punctuation and white space, and the indices of repeated clauses are paired. The body
is duplicated if two conditions hold. First, the pairs are in the same order and at about the same distance from each
other; they therefore form two consecutive runs of clauses. Second, both runs together are nearly the whole text. The
longer run is kept, or the first run if both are equal. Lists and forms that repeat single lines have too few such
pairs. The running time is linear in the length of the text, except for the sorting of the pairs.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median
from typing import NamedTuple

from crawler.model.codes import RemovalReason
from crawler.model.reason import Reason
from crawler.reading.scrub.values import Cleaned, Lines, Removal, ScrubLine, Span, cut_spans, removal, simplified
from crawler.text.characters import nfkc
from crawler.text.numerals import parse_numeral

LEAST = 100
"""Minimum length of a body in characters. In shorter texts, repetitions have other causes."""
ALIKE = 0.9
WHOLE = 0.8
"""Minimum values for two runs of clauses to be regarded as two copies of the body.

`ALIKE` is the minimum share of each run that also occurs in the other run, and the minimum length of the shorter run
relative to the longer run. `WHOLE` is the minimum share of the text that the two runs must have together.
"""
OFTEN = 4
"""Maximum number of occurrences of a clause; a clause that occurs more often is not used for pairing."""
SENTENCES = 2
HEADING = 60
"""`SENTENCES` is the minimum number of sentence ends in a body, and `HEADING` is the maximum heading length in
characters.
"""

_CLAUSE = re.compile(r"[^。；;！!？?，,：:、\s]+")
_COMPARISON = re.compile(
    r"[修更订訂勘][正订訂改误誤](?:前|后|後|条文|條文|规定|規定|表)|现行(?:条文|规定)|現行(?:條文|規定)|对照表|對照表"
)
_SENTENCE_END = re.compile(r"[。！？!?;；]|\.(?=\s|$)")
_WORDS = re.compile(r"(?:[^\w.]|_|(?<!\d)\.|\.(?!\d))+")
"""Matches all characters except letters, digits and decimal points."""
_DOT = re.compile(r"\.(?:(?<!\d\.)|(?!\d))")
"""Matches a full stop that is no decimal point."""
_MARKS = re.compile(r"[^\w.。；;！!？?，,：:、\s]+")
"""With `_DOT` and `_`, matches what `_WORDS` matches, except for white space and the punctuation between clauses.

These patterns are separate, because a search for one set of characters is several times faster.
"""
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百千万亿零〇两]+")


class _Clause(NamedTuple):
    line: int
    start: int
    end: int
    key: str


@dataclass(frozen=True)
class _Run:
    """A run of clauses: the indices of its first and last clause, and its length in characters (`size`).

    `shared` is the number of its characters in clauses that occur more than once in the text.
    """

    first: int
    last: int
    size: int
    shared: int


def cut_duplicates(lines: Lines) -> Cleaned:
    """Return the lines with only one copy of a duplicated body, and the removals."""
    texts = simplified([line.text for line in lines])
    if not _may_repeat(texts):
        return list(lines), []
    keys = _keys(texts)
    if sum(map(len, keys)) < 2 * LEAST:
        return list(lines), []
    places: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        places[key].append(at)
    runs = _runs(keys, places)
    # Clauses that occur more than twice are counted as if they occurred twice.
    twice = sum(len(key) * min(2, len(found)) for key, found in places.items())
    if not runs or sum(run.size for run in runs) < WHOLE * twice:
        return list(lines), []
    clauses = _clauses(texts)
    worse, better = sorted(runs, key=lambda run: run.size)
    # A comparison of two versions of a text repeats the text deliberately.
    alike = 1 if _compares(lines, clauses, runs) else ALIKE
    if worse.size < alike * better.size or min(run.shared / run.size for run in runs) < alike:
        return list(lines), []
    if not all(_is_body(lines, clauses, run) for run in runs) or _contradict(clauses, runs, places):
        return list(lines), []
    if worse.size == better.size:
        better, worse = runs
    joint = worse is runs[1] and _is_joint(clauses, runs)
    return _without(lines, clauses[worse.first - joint], clauses[worse.last], clauses[better.first])


def _is_joint(clauses: list[_Clause], runs: tuple[_Run, _Run]) -> bool:
    """Return whether the clause between the runs consists of the end of the first body and the start of the second one.

    This is the case if there is no punctuation or white space between the two bodies.
    """
    before = runs[0].first - 1
    behind = runs[1].last + 1
    if runs[1].first - runs[0].last != 2 or before < 0 or behind >= len(clauses):
        return False
    return clauses[runs[1].first - 1].key == clauses[behind].key + clauses[before].key


def _compares(lines: Lines, clauses: list[_Clause], runs: tuple[_Run, _Run]) -> bool:
    """Return whether the text compares two versions of a document, and therefore repeats itself deliberately.

    The text compares two versions in two cases: a heading such as 修订前, 修订后 or 对照表 is outside both runs of
    clauses, or the two runs contain different headings of this kind.
    """
    found: dict[int | None, list[str]] = {0: [], 1: [], None: []}
    bounds = [(clauses[run.first].line, clauses[run.last].line) for run in runs]
    for at, line in enumerate(lines):
        heading = "".join(line.text.split()) if len(line.text) <= HEADING else ""
        if _COMPARISON.search(heading):
            side = next((side for side, (first, last) in enumerate(bounds) if first <= at <= last), None)
            found[side].append(heading)
    return bool(found[None]) or found[0] != found[1]


def _contradict(clauses: list[_Clause], runs: tuple[_Run, _Run], places: dict[str, list[int]]) -> bool:
    """Return whether each of the two runs of clauses contains numbers that are missing in the other run.

    In this case, it cannot be decided which of the two versions is valid. `places` maps each clause text to the indices
    of the clauses with this text.
    """
    ours, theirs = (
        Counter(
            parse_numeral(number)
            for clause in clauses[run.first : run.last + 1]
            if len(places[clause.key]) == 1
            for number in _NUMBER.findall(clause.key)
        )
        for run in runs
    )
    return bool(ours - theirs and theirs - ours)


def _may_repeat(texts: Sequence[str]) -> bool:
    """Return whether enough clauses are repeated for the text to contain its body twice. This check is fast.

    Two copies must make up at least the share WHOLE of the text, and at least the share ALIKE of each copy must be
    repeated.
    """
    folded = nfkc("\n".join(texts)).lower()
    bare = _MARKS.sub("", _DOT.sub("", folded).replace("_", ""))
    twice = repeated = 0
    for clause, count in Counter(_CLAUSE.findall(bare)).items():
        twice += min(count, 2) * len(clause)
        repeated += count * len(clause) if count > 1 else 0
    return repeated >= ALIKE * WHOLE * twice


def _keys(texts: Sequence[str]) -> list[str]:
    """Return the keys of the clauses of a text, without their places, which few texts need."""
    written = _CLAUSE.findall("\n".join(texts))
    # In languages with spaces, each word is a clause, and most words occur often.
    keys = {clause: _key(clause) for clause in set(written)}
    return [key for clause in written if (key := keys[clause])]


def _clauses(texts: Sequence[str]) -> list[_Clause]:
    return [
        _Clause(at, match.start(), match.end(), key)
        for at, text in enumerate(texts)
        for match in _CLAUSE.finditer(text)
        if (key := _key(match[0]))
    ]


def _key(clause: str) -> str:
    """Return the letters, digits and decimal points of a clause in compatible forms and lower case."""
    key = (clause if clause.isascii() else unicodedata.normalize("NFKC", clause)).lower()
    return key if key.isalnum() else _WORDS.sub("", key)


def _runs(keys: list[str], places: dict[str, list[int]]) -> tuple[_Run, _Run] | None:
    """Return two runs of clauses, the second of which repeats the first one exactly or nearly.

    Return None if there are no such runs. `places` maps each clause text to the indices of the clauses with this text.
    """
    steps = [second - first for found in places.values() if len(found) <= OFTEN for first, second in pairwise(found)]
    if not steps:
        return None
    # The distance between two occurrences of a clause within one body is smaller than that between the two bodies.
    step = median([found[1] - found[0] for found in places.values() if len(found) == 2] or steps)
    pairs = sorted(
        pair
        for found in places.values()
        if len(found) <= OFTEN
        for pair in combinations(found, 2)
        if abs(pair[1] - pair[0] - step) * 10 <= step
    )
    chain = _in_order(pairs)
    chain = [pair for pair in chain if pair[0] < chain[0][1]]
    if not chain:
        return None
    (first, second) = chain[0]
    (last_first, last_second) = chain[-1]
    middle = second
    while first and keys[first - 1] == keys[second - 1] and second - 1 > last_first:
        first = first - 1
        second = second - 1
    while last_second + 1 < len(keys) and last_first + 1 < min(middle, second):
        if keys[last_first + 1] != keys[last_second + 1]:
            break
        last_first = last_first + 1
        last_second = last_second + 1
    return _run(keys, first, last_first, places), _run(keys, second, last_second, places)


def _is_body(lines: Lines, clauses: list[_Clause], run: _Run) -> bool:
    """Return whether a run of clauses is long enough to be a body, and consists of sentences rather than list items."""
    first = clauses[run.first]
    last = clauses[run.last]
    ends = 0
    for at in range(first.line, last.line + 1):
        start = first.start if at == first.line else 0
        # The punctuation mark after the last clause is included.
        end = last.end + 1 if at == last.line else len(lines[at].text)
        ends += len(_SENTENCE_END.findall(lines[at].text, start, end))
    return run.size >= LEAST and ends >= SENTENCES


def _run(keys: list[str], first: int, last: int, places: dict[str, list[int]]) -> _Run:
    inside = keys[first : last + 1]
    return _Run(first, last, sum(map(len, inside)), sum(len(key) for key in inside if len(places[key]) > 1))


def _in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of `pairs` in which the first numbers ascend, and the second numbers, too.

    `pairs` must be sorted by the first number. The algorithm is known as patience sorting.
    """
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [second]
        ends[length : length + 1] = [at]
    chain = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _without(lines: Lines, first: _Clause, last: _Clause, other: _Clause) -> Cleaned:
    """Remove the text from clause `first` to clause `last`; return the remaining lines and the recorded removals.

    Punctuation after `last` is removed too. `other` is the first clause of the kept copy; its line is stated in the
    reason of the removals.
    """
    reason = Reason.of(RemovalReason.DOUBLE, line=lines[other.line].number)
    kept: list[ScrubLine] = []
    whole: list[ScrubLine] = []
    removals: list[Removal] = []
    for at, line in enumerate(lines):
        start = first.start if at == first.line else 0
        end = _closed(line.text, last.end) if at == last.line else len(line.text)
        if not first.line <= at <= last.line:
            kept.append(line)
        elif start == 0 and end == len(line.text):
            whole.append(line)
        else:
            rest, removed = cut_spans(line, [Span(start, end, reason)], "double")
            removals += removed
            kept += [rest] if rest else []
    if whole:
        removals.append(removal("double", whole[0].number, "\n".join(line.text for line in whole), reason))
    return kept, sorted(removals, key=lambda cut: cut.line)


def _closed(text: str, end: int) -> int:
    """Return the position after the punctuation and white space that follow the end of a clause.

    `end` is the end of the clause's words in `text`.
    """
    match = re.compile(r"[。；;！!？?，,：:、\s]*").match(text, end)
    return match.end() if match else end
