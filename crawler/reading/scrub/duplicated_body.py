"""Cut duplicated bodies: a page gives its text once for the screen and again for print or phone.

The text is cut into clauses, and a clause that occurs a few times pairs its places. The body is duplicated when the
pairs run in the same order, equally far apart, the two runs lie one after the other, and they are nearly all of the
text; the run with more content is kept, the first of two equals. Lists and forms that repeat single lines give no such
pairs, or too few. Time grows linearly with the length of the text, except for the sorting of the pairs.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

from crawler.model.codes import RemovalReason
from crawler.model.reason import Reason
from crawler.reading.scrub.values import Cleaned, Lines, Removal, ScrubLine, Span, cut_spans, removal, simplified
from crawler.text.numerals import parse_numeral

LEAST = 100
"""Characters of a body; shorter texts repeat themselves for other reasons."""
ALIKE = 0.9
WHOLE = 0.8
"""Share of each run that stands in the other too, and of the longer that the shorter is long; share of the text that
both runs are together."""
OFTEN = 4
"""Occurrences of a clause up to which it is paired."""
SENTENCES = 2
HEADING = 60
"""Minimum ends of sentences in a body; maximum characters of a heading."""

_CLAUSE = re.compile(r"[^。；;！!？?，,：:、\s]+")
_COMPARISON = re.compile(
    r"[修更订訂勘][正订訂改误誤](?:前|后|後|条文|條文|规定|規定|表)|现行(?:条文|规定)|現行(?:條文|規定)|对照表|對照表"
)
_SENTENCE_END = re.compile(r"[。！？!?;；]|\.(?=\s|$)")
_WORDS = re.compile(r"(?:[^\w.]|_|(?<!\d)\.|\.(?!\d))+")
"""All but letters, digits and the points of decimals."""
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百千万亿零〇两]+")


@dataclass(frozen=True)
class _Clause:
    line: int
    start: int
    end: int
    key: str

    @property
    def size(self) -> int:
        return len(self.key)


@dataclass(frozen=True)
class _Run:
    """Clauses first to last, both included, `shared` characters of which occur in the other run too."""

    first: int
    last: int
    size: int
    shared: int


def cut_doubles(lines: Lines) -> Cleaned:
    """Return the lines with one copy of a duplicated body."""
    clauses = _clauses(lines)
    total = sum(clause.size for clause in clauses)
    places: dict[str, list[int]] = defaultdict(list)
    for at, clause in enumerate(clauses):
        places[clause.key].append(at)
    if total < 2 * LEAST:
        return list(lines), []
    runs = _runs(clauses, places)
    # What stands three times counts twice only.
    twice = sum(clause.size * min(1, 2 / len(places[clause.key])) for clause in clauses)
    if not runs or sum(run.size for run in runs) < WHOLE * twice:
        return list(lines), []
    worse, better = sorted(runs, key=lambda run: run.size)
    # A table of changes repeats a text on purpose, with its differences.
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
    """Return whether the clause between the runs joins the end of one body to the beginning of the other.

    There is no mark or space between the two.
    """
    before = runs[0].first - 1
    behind = runs[1].last + 1
    if runs[1].first - runs[0].last != 2 or before < 0 or behind >= len(clauses):
        return False
    return clauses[runs[1].first - 1].key == clauses[behind].key + clauses[before].key


def _compares(lines: Lines, clauses: list[_Clause], runs: tuple[_Run, _Run]) -> bool:
    """Return whether headings, different in the two runs, show that two versions are placed side by side."""
    found: dict[int | None, list[str]] = {0: [], 1: [], None: []}
    bounds = [(clauses[run.first].line, clauses[run.last].line) for run in runs]
    for at, line in enumerate(lines):
        heading = "".join(line.text.split()) if len(line.text) <= HEADING else ""
        if _COMPARISON.search(heading):
            side = next((side for side, (first, last) in enumerate(bounds) if first <= at <= last), None)
            found[side].append(heading)
    return bool(found[None]) or found[0] != found[1]


def _contradict(clauses: list[_Clause], runs: tuple[_Run, _Run], places: dict[str, list[int]]) -> bool:
    """Return whether either run has numbers that the other lacks: the page does not show which of the two is valid."""
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


def _clauses(lines: Lines) -> list[_Clause]:
    clauses = []
    for at, text in enumerate(simplified([line.text for line in lines])):
        for match in _CLAUSE.finditer(text):
            if key := _WORDS.sub("", unicodedata.normalize("NFKC", match[0]).lower()):
                clauses.append(_Clause(at, match.start(), match.end(), key))
    return clauses


def _runs(clauses: list[_Clause], places: dict[str, list[int]]) -> tuple[_Run, _Run] | None:
    """Return the first two runs of clauses that repeat each other, completely or nearly, or None."""
    steps = [second - first for found in places.values() if len(found) <= OFTEN for first, second in pairwise(found)]
    if not steps:
        return None
    # A clause that is said twice within the body lies nearer to itself than one body to the other.
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
    while first and clauses[first - 1].key == clauses[second - 1].key and second - 1 > last_first:
        first = first - 1
        second = second - 1
    while last_second + 1 < len(clauses) and last_first + 1 < min(middle, second):
        if clauses[last_first + 1].key != clauses[last_second + 1].key:
            break
        last_first = last_first + 1
        last_second = last_second + 1
    return _run(clauses, first, last_first, places), _run(clauses, second, last_second, places)


def _is_body(lines: Lines, clauses: list[_Clause], run: _Run) -> bool:
    """Return whether the run is long enough, and sentences rather than a list."""
    first = clauses[run.first]
    last = clauses[run.last]
    ends = 0
    for at in range(first.line, last.line + 1):
        start = first.start if at == first.line else 0
        # The mark after the last clause counts.
        end = last.end + 1 if at == last.line else len(lines[at].text)
        ends += len(_SENTENCE_END.findall(lines[at].text, start, end))
    return run.size >= LEAST and ends >= SENTENCES


def _run(clauses: list[_Clause], first: int, last: int, places: dict[str, list[int]]) -> _Run:
    inside = clauses[first : last + 1]
    size = sum(clause.size for clause in inside)
    return _Run(first, last, size, sum(clause.size for clause in inside if len(places[clause.key]) > 1))


def _in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain of pairs, ascending in both places (patience sorting).

    The pairs are given sorted by the first place.
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
    """Return the lines without the text from one clause to another; a mark that ends the last is cut with it."""
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
    """Return the end of a clause including the marks and spaces after it."""
    match = re.compile(r"[。；;！!？?，,：:、\s]*").match(text, end)
    return match.end() if match else end
