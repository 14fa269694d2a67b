"""Functions that compute the marks of a text: numbers by which similar known texts are looked up.

Pure functions; no I/O. This is the only module that imports rensa.

There are three kinds of marks. Bands of a MinHash over short character sequences (shingles) find near-duplicates
(Broder 1997). The smallest hashes of longer sequences find a text that contains another one, because a text and a part
of it share some of these hashes. Hashes of whole fields find notices with the same document number, title or policy.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import compress
from operator import eq

import rensa

from monitor.identity.normalized import MARKS_VERSION, NormalizedNotice

SHINGLE = 5
LONG_SHINGLE = 16
"""`SHINGLE` is the number of letters in a MinHash shingle. `LONG_SHINGLE` is the number of letters of a long shingle,
which is used to detect that one text contains another.
"""
AT_ONCE = 4096
"""The number of shingles that are hashed at once. More would need memory that is new for each text."""
HASHES = 64
"""The number of hashes of a MinHash. The estimated similarity has a standard error of about 0.06."""
BANDS = 8
ROWS = 4
"""`BANDS` is the number of bands. `ROWS` is the number of hashes per band. Two texts share a band in 99.98 % of cases
at a Jaccard similarity of 0.9, in 89 % at 0.7 and in 6 % at 0.3. Similar texts that share no band are found by common
long shingles. More bands would need more space in the index."""
SEED = 20_240_606
PARTS = 8
SMALLEST = 96
"""`PARTS` is the maximum number of long shingles with digits (the rare ones) that are used as marks, and also the
maximum number of long shingles without digits. `SMALLEST` is the number of smallest hashes from which these shingles
are chosen."""
STARTS = 4
"""A long shingle is used if the code point of its first letter is divisible by this number.

This selects the same shingles whether a text or a part of the text is hashed, and reduces the computation to a quarter.
"""
SHORT_TITLE = 8
"""The minimum number of letters that a title must have to be used as a mark: `通知` alone identifies nothing."""
MARKED = 32
"""The maximum number of notices stored per mark. The latest notices are kept."""
FORMS = 4
"""The maximum number of normalized texts stored per notice. The latest texts are kept."""
_DIGIT = re.compile("[0-9]")
_STARTS = bytes(not low % STARTS for low in range(256))


def sketch(letters: str) -> tuple[int, ...]:
    """Return the MinHash of a text (HASHES numbers), or an empty tuple for an empty text."""
    if not letters:
        return ()
    made = rensa.RMinHash(num_perm=HASHES, seed=SEED)
    count = max(1, len(letters) - SHINGLE + 1)
    for first in range(0, count, AT_ONCE):
        made.update([letters[at : at + SHINGLE] for at in range(first, min(first + AT_ONCE, count))])
    return tuple(made.digest())


def marks(gist: NormalizedNotice, digest: Sequence[int] | None = None) -> tuple[int, ...]:
    """Return the distinct marks of a notice as signed 64-bit integers.

    `digest` is the sketch of the notice; it is computed if omitted.
    """
    letters = gist.letters
    digest = sketch(letters) if digest is None else digest
    fields = [("number", gist.number)] if gist.number else []
    if len(gist.title) >= SHORT_TITLE:
        fields.append(("title", gist.title))
    if gist.policy:
        fields.append(("policy", gist.policy))
    bands = (("band", at, *digest[at : at + ROWS]) for at in range(0, min(BANDS * ROWS, len(digest)), ROWS))
    return tuple(dict.fromkeys([*map(_hash, fields), *_parts(letters), *map(_hash, bands)]))


def policy_mark(name: str) -> int:
    """Return the mark of a policy's name, by which all pages of the policy with this name can be looked up."""
    return _hash(("policy", name))


def by_rarity(marked: Mapping[int, Sequence[int]], limit: int) -> list[int]:
    """Return the ids of at most `limit` notices that share marks with a text, the best matches first.

    `marked` contains, for each mark of the text, the ids of the notices that also have the mark. A mark has more weight
    if fewer notices have it.
    """
    weights: dict[int, float] = defaultdict(float)
    for notices in marked.values():
        weight = 1 / len(notices)
        for notice in notices:
            weights[notice] += weight
    return sorted(weights, key=lambda notice: (-weights[notice], notice))[:limit]


def sketch_and_marks(gist: NormalizedNotice) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the sketch of a notice's text and the marks of the notice."""
    digest = sketch(gist.letters)
    return digest, marks(gist, digest)


def sketch_similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the Jaccard similarity of two texts, estimated from their sketches."""
    return float(sum(map(eq, one, other))) / HASHES


def _parts(letters: str) -> list[int]:
    starts = letters[: max(1, len(letters) - LONG_SHINGLE + 1)]
    # The lowest byte of a code point suffices to test divisibility by STARTS, which divides 256.
    chosen = starts.encode("utf-32-le")[::4].translate(_STARTS)
    shingles = [letters[at : at + LONG_SHINGLE] for at in compress(range(len(starts)), chosen)]
    if not shingles:
        return []
    hashed = dict(zip(rensa.RMinHash.hash_token_sets([shingles])[0], shingles, strict=True))
    with_digits: list[int] = []
    rest: list[int] = []
    for number in sorted(hashed)[:SMALLEST]:
        (with_digits if _DIGIT.search(hashed[number]) else rest).append(number)
    # These numbers are hashes already: only the kind and version of the mark are added.
    return [(number ^ _PART) - 2**63 for number in (*with_digits[:PARTS], *rest[:PARTS])]


def _hash(value: tuple[object, ...]) -> int:
    digest = hashlib.blake2b(
        repr((MARKS_VERSION, rensa.RMinHash.ALGORITHM_VERSION, value)).encode(), digest_size=8
    ).digest()
    return int.from_bytes(digest, "big", signed=True)


_PART = _hash(("part",)) & (2**64 - 1)
