"""Decide whether a known address now holds another notice than before: sites reuse addresses. Pure."""

from crawler.model.reason import Reason
from monitor.identity.alignment import hunks
from monitor.identity.comparison import Comparison
from monitor.identity.discriminators import distinguish
from monitor.identity.distinction import Aspect
from monitor.identity.normalized import NormalizedNotice
from monitor.identity.reasons import ChangeReason

UNLIKE = 0.3
"""The part of the shorter text in both below which two texts are unrelated."""
UNLIKE_TITLE = 0.5
"""The part of the longer title in both below which two titles are not one that was corrected."""
ENOUGH = 30
"""The minimum number of letters of either text: a shorter one (an error page, a line while a page is created) is not
conclusive."""


def different_notice(found: NormalizedNotice, known: NormalizedNotice, judgement: Comparison) -> Reason | None:
    """Return why the found text is not a revision of the known one at its address, None where it may be one.

    The statements of the two notices decide: another number, a later batch or year, a final text in place of a draft.
    Apart from that, only texts that have nothing in common, title included, are two notices.
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
