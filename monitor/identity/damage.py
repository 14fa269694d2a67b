"""Functions that decide whether the small differences between two texts are accidental damage or deliberate edits.

Accidental damage occurs in words as well as in numerals; differences in numerals alone are therefore regarded as edits.
Pure functions; no I/O.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from monitor.identity.alignment import Hunk
from monitor.identity.differences import Kind
from monitor.identity.edits.misprints import is_misprint, is_other_word
from monitor.identity.edits.pair import SMALL, Pair
from monitor.identity.edits.rule_words import rule_letters
from monitor.identity.names import in_rows, name_of
from monitor.identity.numerals import NUMBER

Weighed = Sequence[tuple[Hunk, Kind]]
SLIPS = 3
A_SLIP = 2500
"""`SLIPS` is the number of slips (differences of at most two letters) that any copy may have. `A_SLIP` is the number of
letters of text for which one more slip is allowed."""
DAMAGED = 0.04
"""The maximum proportion of letters that may be damaged."""
WORD = 6
"""The maximum length, in letters, of the few larger differences that may occur among damage."""
SMALL_PART = 0.8
ALIKE_PART = 0.3
"""Conditions for small differences to count as damage. `SMALL_PART` is the minimum proportion of small differences
among all differences. `ALIKE_PART` is the maximum proportion of identical differences among the small differences."""
FOR_A_NAME = 1
FOR_A_LOST = 1.5
FOR_A_NUMBER = 4
"""The number of damaged letters in words that is required as evidence that damage also explains one difference of
another kind. `FOR_A_NAME` applies to a misspelt name, `FOR_A_LOST` to a lost numeral, and `FOR_A_NUMBER` to a replaced
numeral or a name that is replaced throughout."""
ENOUGH = 6
"""The maximum number of damaged letters in words that is required as evidence for lost numerals, regardless of the
number of lost numerals."""
LONE = 2
"""If two texts have at most this number of small differences, a difference in a list is regarded as a different name,
not as a slip, and two differences with one letter between them as an exchanged word."""
DEVIATIONS = 3
"""The number of standard deviations by which the damaged numerals may exceed their expected number."""
_GRAMMAR = frozenset("的了等及和与或并应可须得地将在由于对为以其之所而且者上下不未无非")
"""Function characters that editors replace, add or remove individually."""
_TOUCHED = ("lost", "number")
_STRICT = ("number", "draft")
_PARTICLES = frozenset("的地得了之")


def small_ones(weighed: Weighed) -> list[tuple[Hunk, Kind]]:
    """Return the differences of at most SMALL letters that are of a kind that damage may cause."""
    kinds = ("slip", "damage", *_TOUCHED)
    return [(hunk, kind) for hunk, kind in weighed if kind in kinds and max(hunk.sizes) <= SMALL]


def few_slips(pair: Pair) -> int:
    """Return the number of slips that any copy of a text of this length may have."""
    return SLIPS + min(len(pair.found.letters), len(pair.known.letters)) // A_SLIP


def is_damage(pair: Pair, weighed: Weighed) -> bool:
    """Return whether the small differences between two texts are accidental damage.

    Damage is scattered over the text, and hardly any of its differences occurs more than once. It affects words at
    least as much as numerals, in proportion to their share of the text. There are hardly any larger differences.
    """
    small = small_ones(weighed)
    if not small or sum(max(hunk.sizes) for hunk, _ in small) > max(SLIPS, DAMAGED * pair.same):
        return False
    others = [hunk for hunk, kind in weighed if kind == "change" or (kind in _STRICT and max(hunk.sizes) > SMALL)]
    if any(max(hunk.sizes) > WORD for hunk in others) or len(others) > (1 - SMALL_PART) * (len(others) + len(small)):
        return False
    if any(kind in _STRICT for hunk, kind in weighed if max(hunk.sizes) > SMALL):
        return False
    few = len(small) <= few_slips(pair)
    kinds = Counter(pair.sides(hunk) for hunk, _ in small if all(hunk.sizes))
    repeated = sum(count for sides, count in kinds.items() if count > 1 and not is_misprint(*sides))
    if repeated > ALIKE_PART * len(small) or (few and others):
        return False
    if few and (has_repeated(pair, [hunk for hunk, kind in small if kind == "slip"]) or has_torn_word(small)):
        return False
    return _is_in_proportion(pair, small, kinds)


def has_repeated(pair: Pair, slips: Sequence[Hunk]) -> bool:
    """Return whether the same letters were exchanged more than once, which indicates a replaced term, not an error."""
    counts = Counter(pair.sides(hunk) for hunk in slips if hunk.start >= pair.bodies[0])
    return any(
        count > 1 and not (_PARTICLES.issuperset("".join(sides)) or is_misprint(*sides))
        for sides, count in counts.items()
    )


def has_torn_word(small: Weighed) -> bool:
    """Return whether an added or removed letter and a replaced one are separated by one equal letter.

    An alignment tears exchanged words in this way, as 禁锢 and 拘禁刑. Further small differences would be evidence that
    damage is the cause.
    """
    return len(small) <= LONE and any(
        after.start - before.end == 1 == after.other_start - before.other_end and before.sizes != after.sizes
        for (before, _), (after, _) in pairwise(small)
    )


def named_slips(pair: Pair, small: Weighed) -> list[tuple[Hunk, Literal["known", "once"] | None]]:
    """Return the slips (probable copying errors) among the small differences, each with its effect on a name.

    The effect is the result of `name_of`: `known` or `once` if the slip replaces one name by another, otherwise None.
    If there are few differences, a slip in a list or table also counts as `once`, and so does a slip that exchanges one
    word for another.
    """
    listed = len(small) <= LONE
    few = len(small) <= few_slips(pair)
    return [
        (
            hunk,
            name_of(pair, hunk)
            or ("once" if (listed and in_rows(pair, hunk)) or (few and is_other_word(pair, hunk)) else None),
        )
        for hunk, kind in small
        if kind == "slip"
    ]


def _is_in_proportion(pair: Pair, small: list[tuple[Hunk, Kind]], kinds: Counter[tuple[str, str]]) -> bool:
    """Return whether accidental damage also explains the differences in numerals, rule words and names.

    This requires that enough other words are damaged, and that numerals and rule words are not damaged more often than
    their share of the text suggests. `kinds` states how often the same letters were replaced by the same other letters.
    """
    lost = sum(kind == "lost" for _, kind in small)
    other = sum(kind == "number" for _, kind in small)
    slips = named_slips(pair, small)
    names = [name for _, name in slips if name]
    if not lost + other + len(names):
        return True
    sure = len(small) - len(slips) - lost - other
    certain = (hunk for hunk, name in slips if not name and _is_sure(pair, hunk) and kinds[pair.sides(hunk)] <= 1)
    sure += sum(max(hunk.sizes) for hunk in certain)
    known = names.count("known")
    needed = FOR_A_NAME * (len(names) - known) + min(ENOUGH, FOR_A_LOST * lost) + FOR_A_NUMBER * (other + known)
    if sure < needed:
        return False
    letters = pair.known.letters
    share = (sum(map(len, NUMBER.findall(letters))) + rule_letters(letters)) / max(1, len(letters))
    expected = share * len(small)
    return lost + other <= expected + DEVIATIONS * float((expected * (1 - share)) ** 0.5)


def _is_sure(pair: Pair, slip: Hunk) -> bool:
    """Return whether a small difference in a word certainly was not made by an editor.

    This is not certain if the difference contains function characters such as 的, because editors change them
    individually.
    """
    return _GRAMMAR.isdisjoint("".join(pair.sides(slip)))
