"""A function that decides whether a known URL now leads to a different notice, because websites reuse URLs.

Pure function; no I/O.
"""

from crawler.model.reason import Reason
from monitor.identity.alignment import hunks
from monitor.identity.comparison import Comparison
from monitor.identity.discriminators import distinguish
from monitor.identity.distinction import Aspect
from monitor.identity.normalized import NormalizedNotice
from monitor.identity.reasons import ChangeReason

UNLIKE = 0.3
"""Two texts that have less than this proportion of the shorter text in common are unrelated."""
UNLIKE_TITLE = 0.5
"""If two titles have less than this proportion of the longer title in common, neither is a correction of the other."""
ENOUGH = 30
"""The minimum number of letters of each text. A shorter text (an error page, a placeholder) is not conclusive."""


def different_notice(found: NormalizedNotice, known: NormalizedNotice, judgement: Comparison) -> Reason | None:
    """Return the reason why a new text at a known URL is a different notice, or None if it may be a revision.

    It is a different notice if the metadata proves it: another number, a later batch or year, or a final text in place
    of a draft. Otherwise, it is a different notice only if its title has almost nothing in common with the known title,
    and its text almost nothing with the known text according to `judgement`.
    """
    distinction = distinguish(found, known)
    if distinction and (distinction.relation in ("follows", "draft") or distinction.aspect == Aspect.NUMBER):
        return distinction.reason
    if min(len(found.letters), len(known.letters)) < ENOUGH or judgement.shared >= UNLIKE:
        return None
    if found.title and known.title and _unlike(found.title, known.title):
        return Reason.of(ChangeReason.UNLIKE, percent=round(100 * judgement.shared))
    return None


def _unlike(one: str, other: str) -> bool:
    same = len(one) - sum(hunk.sizes[0] for hunk in hunks(one, other))
    return same < UNLIKE_TITLE * max(len(one), len(other))
