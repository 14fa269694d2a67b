"""The measures of a notice that a message tells of: which, and in what words. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from crawler.notice import Clause, Notice, Target
from monitor.folding import fold
from monitor.plaintext import cut, plain, quote, unfolded
from monitor.topics import Term

MARK = "▸"
_ROLES = ("measure", "safeguard")
_CHANGED_LIMIT = 20
"""Changed clauses of one revision that are looked at."""
_HEADING_LIMIT, _UNITS_LIMIT = 40, 120


@dataclass(frozen=True)
class Detail:
    """How much of each measure is told: characters of its text, and of its first targets."""

    text: int
    target: int
    targets: int
    around: bool = True


_DETAILS = (Detail(160, 120, 12), Detail(80, 120, 6), Detail(40, 80, 3), Detail(0, 60, 2, around=False))
"""From much to little: the first at which all measures have room is taken."""


@dataclass(frozen=True)
class Telling:
    """A measure to be told of; `place` is that in its text which it is told for. More `weight` goes first."""

    clause: Clause
    place: int = 0
    weight: int = 0


def tell_matched(notice: Notice, terms: Sequence[str]) -> list[Telling]:
    """The measures and safeguards in which terms occur, in the notice's order; where no clause is one, the other
    clauses in which they occur. The more terms, the more weight."""
    patterns = [Term(term).pattern for term in terms]
    found = []
    for clause in notice.clauses:
        text = _body(clause)
        headings, folded = fold("\n".join(_headings(clause))), fold(text)
        places = [hit.start() if (hit := pattern.search(folded)) else None for pattern in patterns]
        inside = [place for place in places if place is not None]
        weight = sum(1 for pattern, place in zip(patterns, places, strict=True)
                     if place is not None or pattern.search(headings))  # fmt: skip
        if weight:
            found.append(Telling(clause, unfolded(text, min(inside)) if inside else 0, weight))
    return [one for one in found if one.clause.role in _ROLES] or found


def tell_changed(notice: Notice, before: Notice) -> list[Telling]:
    """The clauses of a revision whose text no clause before had, each with where it changed."""
    old = [_body(clause) for clause in before.clauses]
    known = set(old)
    new = (clause for clause in notice.clauses if _body(clause) not in known) if old else iter(())
    return [Telling(clause, _changed_at(_body(clause), old)) for clause in islice(new, _CHANGED_LIMIT)]


def _changed_at(text: str, old: Sequence[str]) -> int:
    """Where a text differs from the old one that begins most alike."""
    return max(_common_start(text, one) for one in old)


def outside(notice: Notice) -> str:
    """The text of a notice without that of its clauses."""
    parts, at = [], 0
    for clause in notice.clauses:
        start = notice.text.find(clause.text, at)
        if start < 0:
            break
        parts.append(notice.text[at:start])
        at = start + len(clause.text)
    return "\n".join([*parts, notice.text[at:]])


def measure_lines(tellings: Sequence[Telling], labels: dict[str, str], room: int) -> list[str]:
    """The measures as lines of at most `room` characters, ends of lines included.

    Of all measures as much is told as there is room for; where there is none for all, those of most weight are told,
    and how many more there are.
    """
    for detail in _DETAILS:
        blocks = [list(_block(one, labels, detail)) for one in tellings]
        if sum(map(_size, blocks)) <= room:
            return [line for block in blocks for line in block]
    more = f"… {labels['more']}"
    room -= len(more) + 8
    kept = set()
    for at in sorted(range(len(blocks)), key=lambda at: -tellings[at].weight):
        if (size := _size(blocks[at])) <= room:
            kept.add(at)
            room -= size
    if room < 0:
        return []
    told = [line for at, block in enumerate(blocks) if at in kept for line in block]
    return [*told, more.format(len(blocks) - len(kept))]


def _block(one: Telling, labels: dict[str, str], detail: Detail) -> Iterator[str]:
    """A measure: its place and headings, its text; its units; its targets."""
    clause = one.clause
    headings = [cut(plain(heading), _HEADING_LIMIT) for heading in _headings(clause)]
    path = cut(plain("·".join(clause.path)), _HEADING_LIMIT)
    named = " › ".join(headings if detail.around else headings[-1:])
    yield f"{MARK}{f'{path} {named}'.strip() or cut(_body(clause), _HEADING_LIMIT)}"
    if detail.text:
        yield f"  {quote(_body(clause), one.place, detail.text)}"
    if clause.responsible_units:
        yield f"  {labels['units']}: {cut(', '.join(map(plain, clause.responsible_units)), _UNITS_LIMIT)}"
    for target in clause.targets[: detail.targets]:
        yield f"  {_by(target, labels)}: {cut(plain(target.text), detail.target)}"


def _by(target: Target, labels: dict[str, str]) -> str:
    return f"{labels['target']} ({labels['by']} {plain(target.by)})" if target.by else labels["target"]


def _headings(clause: Clause) -> list[str]:
    return [heading for heading in (*clause.headings, clause.heading) if heading]


def _body(clause: Clause) -> str:
    """The clause's text after its number and heading, in one plain line; the whole where that is all."""
    text = clause.text
    at = text.find(clause.heading) if clause.heading else -1
    body = text[at + len(clause.heading or "") :].lstrip("。.:：;；,， \n\t") if 0 <= at <= _HEADING_LIMIT else text
    return plain(body or text)


def _size(lines: Sequence[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def _common_start(a: str, b: str) -> int:
    return next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
