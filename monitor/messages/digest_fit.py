"""A function that selects the level of detail of a digest.

The highest level shows the measures of all notices; the lowest shows only the titles of some notices. Pure functions;
no I/O.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor.messages.fit import DETAILS, Detail, FittedView, largest_fitting, render_view
from monitor.messages.model import Content

_FULL = DETAILS[-1]
_NAMED = Detail(0, extras=False, facts=False)
"""The level of detail without facts, but with subscriptions and topics."""
_BARE = tuple(replace(_NAMED, reasons=False, title=title) for title in (120, 80, 40))
_LEVELS = ((_FULL, 10), (_FULL, 3), (_FULL, 0), *((detail, 0) for detail in (_NAMED, *_BARE)))
"""The levels of detail in descending order. Each level is the detail of each notice and the number of measures
shown."""
_SCARCE = (_BARE[1], replace(_BARE[-1], title=20, link=False))
"""The levels of detail that are tried if not all notices fit."""
_LINE = 10
"""Minimum number of characters that each notice needs in a digest."""


def fit_digest(
    contents: Sequence[Content], fits: Callable[[Sequence[FittedView]], bool], room: int
) -> Sequence[FittedView]:
    """Return the contents of a digest at the highest level of detail for which `fits` returns true.

    If not all notices fit even at the lowest level, only the first notices are returned, as many as fit but at least
    one. `room` is the message length limit in characters.
    """
    # More notices than could fit are not even tried at the levels that show all.
    tried = contents[: room // _LINE + 1]
    for detail, measures in _LEVELS if len(tried) == len(contents) else ():
        if fits(shown := [_render_view(content, detail, measures) for content in tried]):
            return shown
    for detail in _SCARCE:
        shown = [_render_view(content, detail, 0) for content in tried]
        if count := _count_fitting(shown, fits):
            return shown[:count]
    return shown[:1]


def _render_view(content: Content, detail: Detail, measures: int) -> FittedView:
    shown = render_view(content, detail, measures)
    # Without room for facts, the matched terms and the number of omitted parts are omitted too.
    return shown if detail.facts else replace(shown, left=0, words=())


def _count_fitting(shown: Sequence[FittedView], fits: Callable[[Sequence[FittedView]], bool]) -> int:
    return largest_fitting(len(shown), lambda count: fits(shown[:count]))
