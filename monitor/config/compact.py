"""Functions that reduce the memory used by sources.

A worker holds all sources of the cluster in memory, which may be a hundred thousand.
"""

from crawler.model.source import Source


def _share_names() -> None:
    """Make Python store the field names of all sources only once.

    CPython shares the attribute names of a class's instances only if the first instances set them one by one, which
    pydantic does not do.
    """
    first = Source.__new__(Source)
    for name in Source.model_fields:
        object.__setattr__(first, name, None)


_share_names()


class SourceCompactor:
    """A callable that returns an equal source that takes about half the memory.

    The returned sources share those parts that are equal: the names of their fields, the sets of given fields, regions,
    and empty headers. Python shares field names only if the fields are set one by one.
    """

    def __init__(self) -> None:
        self._given: dict[frozenset[str], set[str]] = {}
        self._regions: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._no_headers: dict[str, str] = {}

    def __call__(self, source: Source) -> Source:
        """Return an equal source that takes about half the memory."""
        slim = Source.__new__(Source)
        for name, value in vars(source).items():
            object.__setattr__(slim, name, value)
        if not source.headers:
            object.__setattr__(slim, "headers", self._no_headers)
        object.__setattr__(slim, "region", self._regions.setdefault(source.region, source.region))
        names = self._given.setdefault(frozenset(source.model_fields_set), set(source.model_fields_set))
        object.__setattr__(slim, "__pydantic_fields_set__", names)
        object.__setattr__(slim, "__pydantic_extra__", None)
        object.__setattr__(slim, "__pydantic_private__", None)
        return slim
