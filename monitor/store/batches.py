"""Ids in batches, as databases limit the number of parameters of a statement."""

from collections.abc import Iterator, Sequence

LIMIT = 500


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the ids in order, at most LIMIT at a time."""
    return (ids[start : start + LIMIT] for start in range(0, len(ids), LIMIT))
