"""How marks are filed and weighed, whatever keeps them. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

MARKED = 32
"""Notices known for each mark, the latest."""
FORMS = 4
"""Forms kept of each notice, the latest."""


def by_rarity(marked: Mapping[int, Sequence[int]], limit: int) -> list[int]:
    """The notices of some marks; each mark counts the more, the fewer have it."""
    weights: dict[int, float] = defaultdict(float)
    for notices in marked.values():
        weight = 1 / len(notices)
        for notice in notices:
            weights[notice] += weight
    return sorted(weights, key=lambda notice: (-weights[notice], notice))[:limit]
