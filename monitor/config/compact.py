"""Functions that reduce the memory used by sources.

A worker holds all sources of the cluster in memory, which may be a hundred thousand.
"""

from collections.abc import Iterable

from crawler.model.source import Source

_Names = frozenset[str]


def _share_names() -> None:
    """Make Python store the field names of all sources only once.

    CPython shares the attribute names of a class's instances only if the first instances set them one by one, which
    pydantic does not do.
    """
    first = Source.__new__(Source)
    for name in Source.model_fields:
        object.__setattr__(first, name, None)


_share_names()


def compact_sources(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return equal sources that take about half the memory.

    The instances share equal parts: the names of their fields (which Python shares if fields are set one by one), the
    sets of given fields, regions, and empty headers.
    """
    regions: dict[tuple[str, ...], tuple[str, ...]] = {}
    given: dict[_Names, set[str]] = {}
    no_headers: dict[str, str] = {}
    found = []
    for source in sources:
        slim = Source.__new__(Source)
        for name, value in vars(source).items():
            object.__setattr__(slim, name, value)
        if not source.headers:
            object.__setattr__(slim, "headers", no_headers)
        object.__setattr__(slim, "region", regions.setdefault(source.region, source.region))
        names = given.setdefault(frozenset(source.model_fields_set), set(source.model_fields_set))
        object.__setattr__(slim, "__pydantic_fields_set__", names)
        object.__setattr__(slim, "__pydantic_extra__", None)
        object.__setattr__(slim, "__pydantic_private__", None)
        found.append(slim)
    return tuple(found)
