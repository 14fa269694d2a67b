"""Functions that estimate how much two texts have in common, before a full comparison.

Pure functions; no I/O.
"""

from math import sqrt

from rapidfuzz.distance import LCSseq

from monitor.identity.alignment import DIRECT
from monitor.identity.comparison import SHARED
from monitor.identity.minhash import HASHES
from monitor.identity.normalized import NormalizedNotice

HARDLY = 0.25
"""Two texts are unrelated if they share less than this proportion of the shorter text's shingles. Texts in which every
tenth letter differs still share more shingles."""
DEVIATIONS = 2
"""The number of standard deviations of a sketch's error that is tolerated."""


def contained(similarity: float, size: int, other_size: int) -> float:
    """Return the estimated proportion of the shorter text that the longer text contains.

    The estimate is computed from the Jaccard similarity and the lengths of the texts.
    """
    shorter = max(1, min(size, other_size))
    return min(1.0, similarity * (size + other_size) / ((1 + similarity) * shorter))


def may_share(similarity: float, size: int, other_size: int) -> bool:
    """Return whether two texts may have a significant part in common.

    `similarity` is estimated from the sketches of the texts, and `size` and `other_size` are their lengths. If one text
    is many times as long as the other, such an estimate proves nothing, and the result is True.
    """
    equal = similarity * HASHES
    most = min(1.0, (equal + DEVIATIONS * sqrt(equal + 1)) / HASHES)
    return contained(most, size, other_size) >= HARDLY


def shares_enough(found: NormalizedNotice, known: NormalizedNotice) -> bool:
    """Return whether two texts may have at least the proportion SHARED of the shorter text in common.

    The test computes the longest common subsequence. This is faster than an alignment, and an alignment never finds
    more equal letters. The result is True without this test if the texts are long or have the same document number.
    """
    here = found.letters
    there = known.letters
    named = bool(found.number) and found.number == known.number
    if named or max(len(here), len(there)) > DIRECT:
        return True
    least = int(SHARED * min(len(here), len(there)))
    return LCSseq.similarity(here, there, score_cutoff=least) >= least
