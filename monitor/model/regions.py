"""A function that compares regions. A region is a list of names, from the country down. Pure function; no I/O."""

from collections.abc import Sequence

from crawler.text.fold import fold


def is_in_region(region: Sequence[str], wanted: str) -> bool:
    """Return whether `region` is the region `wanted` or a part of it.

    `wanted` is a name such as `滨州市`, or a path such as `CN/山东省`. If it is empty, the result is true.
    """
    parts = [fold(part) for part in wanted.split("/") if part]
    names = [fold(name) for name in region]
    return any(names[at : at + len(parts)] == parts for at in range(len(names))) if parts else True
