"""The regions of notices, from the country down. Pure functions; no I/O."""

from collections.abc import Sequence

from crawler.text.fold import fold


def is_in_region(region: Sequence[str], wanted: str) -> bool:
    """Return whether a region is `wanted` or lies in it.

    `wanted` is a name (滨州市) or a path (CN/山东省).
    """
    parts = [fold(part) for part in wanted.split("/") if part]
    names = [fold(name) for name in region]
    return any(names[at : at + len(parts)] == parts for at in range(len(names))) if parts else True
