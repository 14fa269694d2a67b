"""Estimate how much two texts have in common, before a full comparison.

Pure functions; no I/O.
"""

from math import sqrt

from rapidfuzz.distance import LCSseq

from monitor.identity.alignment import DIRECT
from monitor.identity.comparison import SHARED
from monitor.identity.minhash import HASHES
from monitor.identity.normalized import NormalizedNotice

HARDLY = 0.25
"""The proportion of the shorter text's shingles below which two texts are unrelated. If every tenth letter differs, the
texts still share more shingles than this."""
DEVIATIONS = 2
"""The number of standard deviations of a sketch's error that is tolerated."""


def contained(similarity: float, size: int, other_size: int) -> float:
    """Return the proportion of the shorter text in the longer one, from Jaccard similarity and text lengths."""
    shorter = max(1, min(size, other_size))
    return min(1.0, similarity * (size + other_size) / ((1 + similarity) * shorter))


def may_share(similarity: float, size: int, other_size: int) -> bool:
    """Return whether two texts may have a significant part in common, according to their sketches.

    `size` and `other_size` are the text lengths. Sketches are inconclusive if one text is many times as long as the
    other.
    """
    equal = similarity * HASHES
    most = min(1.0, (equal + DEVIATIONS * sqrt(equal + 1)) / HASHES)
    return contained(most, size, other_size) >= HARDLY


def shares_enough(found: NormalizedNotice, known: NormalizedNotice) -> bool:
    """Return whether two texts may have at least the proportion SHARED in common.

    The longest common subsequence is an upper bound of the equal letters of an alignment, and faster to compute. The
    result is also True for long texts and for equal document numbers, for which it is not computed.
    """
    here = found.letters
    there = known.letters
    named = bool(found.number) and found.number == known.number
    if named or max(len(here), len(there)) > DIRECT:
        return True
    least = int(SHARED * min(len(here), len(there)))
    return LCSseq.similarity(here, there, score_cutoff=least) >= least
