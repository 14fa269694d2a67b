"""Report irregular numbers of a document: a warning for a reader, never a reason to omit something."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from crawler.model.notice import ReadingWarning
from crawler.reading.outline.markers import ARTICLE, STEP
from crawler.reading.outline.nesting import follows
from crawler.reading.outline.tree import Part

LIMIT = 10
"""Warnings of one document; an amendment that quotes single articles has a gap at each."""


def numbering_warnings(roots: Sequence[Part]) -> list[ReadingWarning]:
    """Return one warning for each number that is skipped or repeated or is first without being one, LIMIT at most."""
    details = list(_details(roots, {}))
    shown = details[:LIMIT]
    if len(details) > LIMIT:
        shown.append(f"and {len(details) - LIMIT} more")
    return [ReadingWarning(code="numbering", detail=detail) for detail in shown]


def _details(parts: Sequence[Part], lasts: dict[str, int]) -> Iterator[str]:
    if parts:
        first = parts[0].marker
        last = lasts.get(first.kind)
        continued = last is not None and follows(last, first.number)
        if first.number != STEP and not continued and first.rank > ARTICLE:
            yield f"{_place(parts[0])} is the first of its list"
    for part, after in pairwise([*parts, None]):
        assert part is not None
        lasts[part.marker.kind] = part.marker.number
        yield from _details(part.children, lasts)
        if after and after.marker.kind == part.marker.kind and not _goes_on(part, after):
            repeated = after.marker.number == part.marker.number
            yield f"{_place(part)} is {'repeated' if repeated else 'followed by ' + after.marker.label}"


def _goes_on(part: Part, after: Part) -> bool:
    return follows(part.marker.number, after.marker.number) or after.marker.number == STEP != part.marker.number


def _place(part: Part) -> str:
    return ".".join(part.path)
