"""Functions that explain the result of a comparison: the differences of a copy or of a changed text.

Pure functions; no I/O.
"""

from crawler.model.reason import Reason
from monitor.identity.alignment import Hunk
from monitor.identity.damage import Weighed, small_ones
from monitor.identity.distinction import shortened
from monitor.identity.edits.pair import SMALL, Pair
from monitor.identity.reasons import ComparisonReason

PART = 0.7
"""A text shorter than this proportion of the other text's length is reported as a part of the other text."""
SHOWN = 3
"""The maximum number of differences listed in a reason."""


def differences_of(pair: Pair, changed: list[Hunk]) -> tuple[Reason, ...]:
    """Return reasons that describe the first SHOWN differences, and a reason with the number of the others."""
    shown = tuple(_difference(*pair.sides(hunk)) for hunk in changed[:SHOWN])
    more = len(changed) - SHOWN
    return (*shown, Reason.of(ComparisonReason.MORE, count=more)) if more > 0 else shown


def _difference(here: str, there: str) -> Reason:
    return Reason.of(ComparisonReason.DIFFERENCE, here=shortened(here), there=shortened(there))


def copy_reason(pair: Pair, weighed: Weighed) -> Reason:
    """Return the reason why a text is a copy, with the differences that remain."""
    found = pair.found
    known = pair.known
    short, long = sorted((len(found.letters), len(known.letters)))
    if short < PART * long:
        code = ComparisonReason.PART_OF_KNOWN if short == len(found.letters) else ComparisonReason.PART_OF_FOUND
        reason = Reason.of(code, same=pair.same, total=long)
    else:
        reason = same_text(_exceptions(pair, weighed))
    if found.number == known.number != "":
        return Reason.of(ComparisonReason.SAME_NUMBER, comparison=reason, number=found.written or found.number)
    return reason


def same_text(exceptions: tuple[Reason, ...] = ()) -> Reason:
    """Return a reason which states that two texts are the same, apart from the differences in `exceptions`."""
    if exceptions:
        return Reason.of(ComparisonReason.SAME_TEXT_EXCEPT, parts=exceptions)
    return Reason.of(ComparisonReason.SAME_TEXT)


def other_script(here: str, there: str) -> Reason:
    """Return a part of a reason which states that one text is in the script `here`, and the other one in `there`."""
    return Reason.of(ComparisonReason.SCRIPT, here=here, there=there)


def _exceptions(pair: Pair, weighed: Weighed) -> tuple[Reason, ...]:
    """Return descriptions of the differences that remain between a copy and the known text.

    They are used as parts of the reason why the text is a copy.
    """
    found = pair.found
    known = pair.known
    counts: dict[ComparisonReason, int] = {ComparisonReason.DAMAGE: len(small_ones(weighed))}
    sides = (
        (0, ComparisonReason.AROUND_HERE, ComparisonReason.ONLY_HERE),
        (1, ComparisonReason.AROUND_THERE, ComparisonReason.ONLY_THERE),
    )
    for side, around, only in sides:
        counts[around] = sum(hunk.sizes[side] for hunk in pair.hunks if pair.is_outside(hunk))
        inside = [hunk for hunk in pair.hunks if not pair.is_outside(hunk) and max(hunk.sizes) > SMALL]
        counts[only] = sum(hunk.sizes[side] for hunk in inside)
    parts = tuple(Reason.of(code, count=count) for code, count in counts.items() if count)
    is_other_script = found.script and known.script and found.script != known.script
    return (other_script(found.script, known.script), *parts) if is_other_script else parts
