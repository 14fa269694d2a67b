"""Division of ids into batches, because databases limit the number of parameters of a statement."""

from collections.abc import Iterator, Sequence

LIMIT = 500


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Return an iterator over batches of at most LIMIT ids, in the order of `ids`."""
    return (ids[start : start + LIMIT] for start in range(0, len(ids), LIMIT))
