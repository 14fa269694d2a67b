"""Whether two notices are one: what they say of themselves, and the differences of their texts. Pure."""

from dataclasses import dataclass, replace
from itertools import product

from monitor.identity.alignment import Hunk
from monitor.identity.damage import A_SLIP, SLIPS, Weighed, is_damage, named_slips, small_ones
from monitor.identity.differences import LONG_PASSAGE, SMALL, Pair, kind_of
from monitor.identity.discriminators import distinguish
from monitor.identity.distinction import Distinction, Relation, describe, quoted
from monitor.identity.duplicated_body import halves
from monitor.identity.normalized import NormalizedNotice

SHARED = 0.85
"""The part of the shorter text that two notices share at least, to have to do with each other."""
FRAGMENT = 60
"""Letters below which a part of a text shows nothing."""
SHELL = 400
SHELL_SHARED = 0.6
"""Letters of a notice whose text stands in an attachment at most, and what it shares with the full one at least."""
PART = 0.7
"""A text that is shorter than that part of the other is called a part of it."""
PRUNED = 0.95
"""The similarity of sketches from which a notice whose text was pruned is the same."""
DROPS = 2
"""Passages that may be missing in the middle of a copy."""
SHOWN = 3
"""Differences that are shown."""


@dataclass(frozen=True)
class Comparison:
    """How a found notice stands to a known one, and why. `shared` is the part of the shorter text in both."""

    relation: Relation
    shared: float
    why: str


def compare(found: NormalizedNotice, known: NormalizedNotice) -> Comparison:
    """How the found notice stands to the known one; both must have a text."""
    ours = halves(found, known)
    theirs = halves(known, found)
    if not (ours or theirs):
        return _judge(found, known)
    judged = [_judge(here, there) for here, there in product(ours or [found], theirs or [known])]
    if any(comparison.relation == "other" for comparison in judged):
        return _judge(found, known)
    apart = next((comparison for comparison in judged if comparison.relation != "copy"), None)
    return apart or replace(judged[0], why=f"{judged[0].why}; it stands twice {'here' if ours else 'there'}")


def _judge(found: NormalizedNotice, known: NormalizedNotice) -> Comparison:
    pair = Pair.of(found, known)
    shared = pair.same / max(1, min(len(found.letters), len(known.letters)))
    if _is_shell(pair, shared):
        said = f"number {found.written or found.number} and title on both; of the text {pair.same} characters"
        return Comparison("copy", shared, said)
    if pair.same < FRAGMENT or shared < SHARED:
        return Comparison("other", shared, f"only {shared:.1%} of the shorter text stand in both")
    distinction = distinguish(found, known)
    if distinction:
        why = f"{shared:.1%} of the text are the same, but {describe(distinction)}"
        return Comparison(distinction.relation, shared, why)
    weighed = () if _lacks_lines(found, known) or _lacks_lines(known, found) else _weighed(pair)
    damaged = is_damage(pair, weighed)
    changed = _changed(pair, weighed, damaged)
    if changed:
        relation = "draft" if any(kind == "draft" for _, kind in weighed) else _other(found, known)
        return Comparison(relation, shared, f"{shared:.1%} of the text are the same, but for {_listed(pair, changed)}")
    return Comparison("copy", shared, _why_copy(pair, weighed))


def _other(found: NormalizedNotice, known: NormalizedNotice) -> Relation:
    return "version" if found.title and found.title == known.title else "sibling"


def compare_by_sketch(found: NormalizedNotice, known: NormalizedNotice, similarity: float) -> Comparison:
    """As `compare`, for a known notice whose text was pruned: what is left of it is its sketch and what names it."""
    said = f"its text was pruned; by its sketch some {similarity:.0%} are the same"
    if similarity < SHARED:
        return Comparison("other", similarity, said)
    distinction = distinguish(found, known)
    if distinction:
        return Comparison(distinction.relation, similarity, f"{said}, but {describe(distinction)}")
    named = (found.title and found.title == known.title) or (found.number and found.number == known.number)
    return Comparison("copy" if named and similarity >= PRUNED else "other", similarity, said)


def compare_distinct(distinction: Distinction, similarity: float) -> Comparison:
    """The comparison of two notices that say of themselves that they are two, and whose sketches are alike."""
    why = f"some {similarity:.0%} of the text are the same, but {describe(distinction)}"
    return Comparison(distinction.relation, similarity, why)


def compare_equal(distinction: Distinction) -> Comparison:
    """The comparison of two notices that say of themselves that they are two, with the same text."""
    return Comparison(distinction.relation, 1.0, f"same text, but {describe(distinction)}")


def _is_shell(pair: Pair, shared: float) -> bool:
    """Whether one of two that have title and number in common is hardly more than that: its text is an attachment."""
    found = pair.found
    known = pair.known
    if not (found.number and found.number == known.number and found.title and found.title == known.title):
        return False
    short, long = sorted((len(found.letters), len(known.letters)))
    return short <= SHELL and long >= 3 * short and pair.same >= FRAGMENT and shared >= SHELL_SHARED


def _weighed(pair: Pair) -> Weighed:
    """The differences, and what each is; of texts that differ everywhere those that suffice to say so."""
    weighed = []
    enough = SLIPS + DROPS + len(pair.found.letters) // LONG_PASSAGE
    for hunk in pair.hunks:
        kind = kind_of(pair, hunk)
        weighed.append((hunk, kind))
        enough -= kind in ("change", "drop") or (kind == "number" and max(hunk.sizes) > SMALL)
        if enough < 0:
            break
    return weighed


def _changed(pair: Pair, weighed: Weighed, damaged: bool) -> list[Hunk]:
    """The differences that a copyist does not make."""
    changed = [hunk for hunk, kind in weighed if kind in ("change", "number", "lost", "draft")]
    slips = [hunk for hunk, kind in weighed if kind == "slip"]
    if damaged:
        changed = []
    else:
        few = SLIPS + min(len(pair.found.letters), len(pair.known.letters)) // A_SLIP
        torn = len(slips) + sum(kind == "damage" for _, kind in weighed) > few
        changed += slips if torn or any(name for _, name in named_slips(pair, small_ones(weighed))) else []
    drops = [hunk for hunk, kind in weighed if kind == "drop"]
    return sorted(changed + (drops if len(drops) > DROPS else []), key=lambda hunk: hunk.start)


def _lacks_lines(here: NormalizedNotice, there: NormalizedNotice) -> bool:
    """Whether one text is the other without a line or two."""
    ours = here.body.split("\n")
    theirs = there.body.split("\n")
    if not 0 < len(theirs) - len(ours) <= DROPS:
        return False
    rest = iter(theirs)
    return all(line in rest for line in ours)


def _listed(pair: Pair, changed: list[Hunk]) -> str:
    more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
    return "; ".join(quoted(*pair.sides(hunk)) for hunk in changed[:SHOWN]) + more


def _why_copy(pair: Pair, weighed: Weighed) -> str:
    found = pair.found
    known = pair.known
    said = []
    if found.script and known.script and found.script != known.script:
        said.append(f"script ({found.script} here, {known.script} there)")
    small = len(small_ones(weighed))
    if small:
        said.append(f"{small} damaged or misspelt characters" if small > 1 else "a damaged or misspelt character")
    for side, where in ((0, "here"), (1, "there")):
        outside = sum(hunk.sizes[side] for hunk in pair.hunks if pair.is_outside(hunk))
        inside = sum(hunk.sizes[side] for hunk in pair.hunks if not pair.is_outside(hunk) and max(hunk.sizes) > SMALL)
        said += [f"{outside} characters around it {where}"] if outside else []
        said += [f"{inside} characters in it that stand {where} alone"] if inside else []
    same = f"same text but for {_and(said)}" if said else "same text"
    short, long = sorted((len(found.letters), len(known.letters)))
    if short < PART * long:
        whole, part = ("this", "that") if short == len(known.letters) else ("that", "this")
        same = f"{part} is a part of {whole}, {pair.same} of {long} characters"
    number = [f"number {found.written or found.number} on both"] if found.number == known.number != "" else []
    return "; ".join([same, *number])


def _and(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
