"""Compute marks: numbers by which candidates for a text are found. Pure, and the only importer of rensa.

There are three kinds, distinguished by the hashed data: bands of a MinHash over character shingles (near-duplicates;
Broder 1997), the smallest hashes of longer shingles (containment: those of a whole that are located in a part are among
the part's as well), and whole fields (the document number, the title).
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
"""The number of letters of a shingle of the MinHash, and of a shingle that marks a part."""
HASHES = 64
"""The number of hashes of a MinHash: its similarities have an error of about .06."""
BANDS = 8
ROWS = 4
"""8 bands of 4 rows: texts with Jaccard .9 share one in 99.98 % of cases, with .7 in 89 %, with .3 in 6 %. Texts that
share none have longer pieces in common, which are marks as well; and each mark takes space in the index."""
SEED = 20_240_606
PARTS = 8
SMALLEST = 96
"""The number of marks of parts with digits, which are the rare ones, and also of those without; and the number of
hashes from which they are taken."""
STARTS = 4
"""A long shingle is used where the code point of its first letter is a multiple of this: at the same places in a part
as in the whole, at a quarter of the work."""
SHORT_TITLE = 8
"""The number of letters of a title below which it is no mark: `通知` identifies nothing."""
MARKED = 32
"""The number of notices known for each mark, the latest ones."""
FORMS = 4
"""The number of forms kept of each notice, the latest ones."""
_DIGIT = re.compile("[0-9]")
_STARTS = bytes(not low % STARTS for low in range(256))


def sketch(letters: str) -> tuple[int, ...]:
    """Return the MinHash of a text, HASHES numbers; empty for an empty text."""
    if not letters:
        return ()
    made = rensa.RMinHash(num_perm=HASHES, seed=SEED)
    made.update([letters[at : at + SHINGLE] for at in range(max(1, len(letters) - SHINGLE + 1))])
    return tuple(made.digest())


def marks(gist: NormalizedNotice, digest: Sequence[int] | None = None) -> tuple[int, ...]:
    """Return the marks of a notice, signed 64-bit numbers, each once.

    `digest` is its sketch, computed here where it is not given.
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
    """Return the mark of the notices that are parts of the policy of this name."""
    return _hash(("policy", name))


def by_rarity(marked: Mapping[int, Sequence[int]], limit: int) -> list[int]:
    """Return the notices with some marks, at most `limit`; a mark that fewer notices have has more weight."""
    weights: dict[int, float] = defaultdict(float)
    for notices in marked.values():
        weight = 1 / len(notices)
        for notice in notices:
            weights[notice] += weight
    return sorted(weights, key=lambda notice: (-weights[notice], notice))[:limit]


def sketch_and_marks(gist: NormalizedNotice) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the sketch of a notice's text, and the notice's marks."""
    digest = sketch(gist.letters)
    return digest, marks(gist, digest)


def sketch_similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the estimated Jaccard similarity of two texts by their sketches."""
    return float(sum(map(eq, one, other))) / HASHES


def _parts(letters: str) -> list[int]:
    starts = letters[: max(1, len(letters) - LONG_SHINGLE + 1)]
    # The lowest byte of each code point, and of that whether it is such a multiple: STARTS divides 256.
    chosen = starts.encode("utf-32-le")[::4].translate(_STARTS)
    shingles = [letters[at : at + LONG_SHINGLE] for at in compress(range(len(starts)), chosen)]
    if not shingles:
        return []
    hashed = dict(zip(rensa.RMinHash.hash_token_sets([shingles])[0], shingles, strict=True))
    with_digits: list[int] = []
    rest: list[int] = []
    for number in sorted(hashed)[:SMALLEST]:
        (with_digits if _DIGIT.search(hashed[number]) else rest).append(number)
    # They are hashes already: only which kind of mark they are, and of which version, is added.
    return [(number ^ _PART) - 2**63 for number in (*with_digits[:PARTS], *rest[:PARTS])]


def _hash(value: tuple[object, ...]) -> int:
    digest = hashlib.blake2b(
        repr((MARKS_VERSION, rensa.RMinHash.ALGORITHM_VERSION, value)).encode(), digest_size=8
    ).digest()
    return int.from_bytes(digest, "big", signed=True)


_PART = _hash(("part",)) & (2**64 - 1)
