"""Warnings about irregular clause numbers in a document. No text is omitted because of irregular numbers."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from crawler.model.codes import WarningCode
from crawler.model.notice import ReadingWarning
from crawler.model.reason import Reason, WarningReason
from crawler.reading.outline.markers import ARTICLE, STEP
from crawler.reading.outline.nesting import follows
from crawler.reading.outline.tree import Part

LIMIT = 10
"""Maximum number of warnings per document. An amendment that quotes single articles, for example, has many gaps."""


def numbering_warnings(roots: Sequence[Part]) -> list[ReadingWarning]:
    """Return a warning for each gap, each repeated number, and each sequence that does not begin with 1.

    A sequence that continues an earlier sequence of the same format need not begin with 1. If there are more than
    `LIMIT` warnings, an additional warning states how many were omitted.
    """
    reasons = list(_irregularities(roots, {}))
    shown = reasons[:LIMIT]
    if len(reasons) > LIMIT:
        shown.append(Reason.of(WarningReason.MORE_NUMBERS, count=len(reasons) - LIMIT))
    return [ReadingWarning.of(WarningCode.NUMBERING, reason) for reason in shown]


def _irregularities(parts: Sequence[Part], lasts: dict[str, int]) -> Iterator[Reason]:
    if parts:
        first = parts[0].marker
        last = lasts.get(first.kind)
        continued = last is not None and follows(last, first.number)
        if first.number != STEP and not continued and first.rank > ARTICLE:
            yield Reason.of(WarningReason.FIRST_NUMBER, number=_place(parts[0]))
    for part, after in pairwise([*parts, None]):
        assert part is not None
        lasts[part.marker.kind] = part.marker.number
        yield from _irregularities(part.children, lasts)
        if after and after.marker.kind == part.marker.kind and not _goes_on(part, after):
            if after.marker.number == part.marker.number:
                yield Reason.of(WarningReason.REPEATED_NUMBER, number=_place(part))
            else:
                yield Reason.of(WarningReason.SKIPPED_NUMBER, number=_place(part), next=after.marker.label)


def _goes_on(part: Part, after: Part) -> bool:
    return follows(part.marker.number, after.marker.number) or after.marker.number == STEP != part.marker.number


def _place(part: Part) -> str:
    return ".".join(part.path)
