"""A function that divides ids or rows into batches, because databases limit the number of parameters of a statement."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

LIMIT = 500
Item = TypeVar("Item")


def batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Return an iterator over batches of at most LIMIT items, in the same order."""
    return (items[start : start + LIMIT] for start in range(0, len(items), LIMIT))
