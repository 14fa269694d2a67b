"""Choose how much detail of its notices a digest shows, from the measures of all to the titles of some. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor.messages.fit import DETAILS, Detail, FittedView, largest_fitting, render_view
from monitor.messages.model import Content

_FULL = DETAILS[-1]
_NAMED = Detail(0, extras=False, facts=False)
"""Without facts, but with subscriptions and topics."""
_BARE = tuple(replace(_NAMED, reasons=False, title=title) for title in (120, 80, 40))
_LEVELS = ((_FULL, 10), (_FULL, 3), (_FULL, 0), *((detail, 0) for detail in (_NAMED, *_BARE)))
"""How much is shown of each notice, and how many of its measures, from much to little."""
_SCARCE = (_BARE[1], replace(_BARE[-1], title=20, link=False))
"""How much of each where there is no room for all of them."""
_LINE = 10
"""Characters that a notice takes at least."""


def fit_digest(
    contents: Sequence[Content], fits: Callable[[Sequence[FittedView]], bool], room: int
) -> Sequence[FittedView]:
    """Return the most that fits: all notices in as many words as there is room for.

    Where there is no room for all, the first ones are returned. `room`: characters of the message. One notice in very
    few words is returned when nothing fits.
    """
    # A thousand notices are not tried at each detail to find that there is no room.
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
