"""Estimate how much two texts share before they are compared letter by letter. Pure."""

from math import sqrt

from rapidfuzz.distance import LCSseq

from monitor.identity.alignment import DIRECT
from monitor.identity.comparison import SHARED
from monitor.identity.minhash import HASHES
from monitor.identity.normalized import NormalizedNotice

HARDLY = 0.25
"""The part of the shorter text's shingles below which two texts are unrelated: fewer than that are shared where every
tenth letter differs."""
DEVIATIONS = 2
"""Standard deviations of the error allowed for a sketch."""


def contained(similarity: float, size: int, other_size: int) -> float:
    """Return the part of the shorter text that occurs in the longer one, by their Jaccard similarity and sizes."""
    shorter = max(1, min(size, other_size))
    return min(1.0, similarity * (size + other_size) / ((1 + similarity) * shorter))


def may_share(similarity: float, size: int, other_size: int) -> bool:
    """Return whether two texts may share a significant part, according to their sketches.

    Sketches are of little use for texts of which one is many times the length of the other.
    """
    equal = similarity * HASHES
    most = min(1.0, (equal + DEVIATIONS * sqrt(equal + 1)) / HASHES)
    return contained(most, size, other_size) >= HARDLY


def shares_enough(found: NormalizedNotice, known: NormalizedNotice) -> bool:
    """Return whether two texts may share at least as much as copies and siblings do.

    No alignment has more equal letters than their longest common subsequence, which is found sooner. The result is also
    True where that would not be so.
    """
    here = found.letters
    there = known.letters
    named = bool(found.number) and found.number == known.number
    if named or max(len(here), len(there)) > DIRECT:
        return True
    least = int(SHARED * min(len(here), len(there)))
    return LCSseq.similarity(here, there, score_cutoff=least) >= least
