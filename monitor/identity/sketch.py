"""Marks: numbers by which candidates for a text are found. The only importer of rensa. Pure.

Three kinds, told apart by what is hashed: bands of a MinHash over character shingles (near-duplicates; Broder 1997),
the smallest hashes of longer shingles (containment: those of a whole that lie in a part are among the part's as well),
and whole fields (the document number, the title).
"""

import hashlib
from collections.abc import Iterable, Sequence
from heapq import nsmallest

import rensa

from monitor.identity.gist import VERSION, Gist

SHINGLE, LONG_SHINGLE = 5, 16
"""Letters of a shingle of the MinHash, and of one that marks a part."""
BANDS, ROWS = 16, 4
"""16 bands of 4 rows: texts with Jaccard .7 share a band in 98.8 % of cases, with .9 always, with .3 in 12 %."""
SEED = 20_240_606
PARTS = 12
"""Marks of parts with digits, which are the rare ones, and as many of those without."""
WORDS_LIMIT = 40
"""Letters of a title at least that short are no mark: `通知` says nothing."""
SHORT_TITLE = 8
_DIGITS = frozenset("0123456789")


def sketch(letters: str) -> tuple[int, ...]:
    """The MinHash of a text, BANDS × ROWS numbers; empty for an empty text."""
    shingles = _shingles(letters, SHINGLE)
    if not shingles:
        return ()
    made = rensa.RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    made.update(shingles)
    return tuple(made.digest())


def marks(gist: Gist, digest: Sequence[int] | None = None) -> tuple[int, ...]:
    """The marks of a notice, signed 64-bit numbers, each once. `digest` is its sketch, made here where it is not
    given."""
    letters = gist.letters
    digest = sketch(letters) if digest is None else digest
    fields = [("number", gist.number)] if gist.number else []
    if len(gist.title) >= SHORT_TITLE:
        fields.append(("title", gist.title))
    bands = (("band", at, *digest[at : at + ROWS]) for at in range(0, len(digest), ROWS))
    return tuple(dict.fromkeys([*map(_hash, fields), *_parts(letters), *map(_hash, bands)]))


def alike(one: Sequence[int], other: Sequence[int]) -> float:
    """The estimated Jaccard similarity of two texts by their sketches."""
    return sum(a == b for a, b in zip(one, other, strict=False)) / (BANDS * ROWS)


def _parts(letters: str) -> Iterable[int]:
    shingles = _shingles(letters, LONG_SHINGLE)
    if not shingles:
        return ()
    hashed = dict(zip(rensa.RMinHash.hash_token_sets([shingles])[0], shingles, strict=True))
    small = nsmallest(PARTS * 8, hashed)
    with_digits = [one for one in small if not _DIGITS.isdisjoint(hashed[one])][:PARTS]
    rest = [one for one in small if _DIGITS.isdisjoint(hashed[one])][:PARTS]
    return [_hash(("part", one)) for one in (*with_digits, *rest)]


def _shingles(letters: str, size: int) -> list[str]:
    return list({letters[at : at + size]: None for at in range(max(1, len(letters) - size + 1))}) if letters else []


def _hash(value: tuple[object, ...]) -> int:
    digest = hashlib.blake2b(repr((VERSION, rensa.RMinHash.ALGORITHM_VERSION, value)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
