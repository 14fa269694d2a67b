"""Pages that change at every look, or go to and fro: when to stop taking their changes for revisions. Pure.

A small score for each page and source rises with each look at which the page was changed and sinks with each at which
it was not; so a page that was mended twice in a row is not restless, and one that is calms down by itself.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

RESTLESS = 4
"""Changed looks, no more of the others between them, after which a page is restless."""
SCORE_LIMIT = 6
"""How many unchanged looks calm the most restless page."""
MEMORY = timedelta(days=7)
"""After so long without a change the next one is the first."""
RECORD_EVERY = timedelta(days=1)
"""How often a restless page's text is recorded all the same."""


@dataclass(frozen=True)
class FlapState:
    """How restless a page has been. `text` is the fingerprint at the last look, `changed_at` the last look at which it
    was another, `recorded_at` when one was last recorded as a revision; `since`: when it became restless, None before
    that."""

    text: str
    score: int
    changed_at: datetime
    recorded_at: datetime | None = None
    since: datetime | None = None


def after_visit(before: FlapState | None, text: str, changed: bool, now: datetime) -> FlapState | None:
    """What is remembered after a visit; None when there is nothing: the page did not change, or has calmed down."""
    if not changed:
        score = before.score - 1 if before else 0
        return replace(before, text=text, score=score) if before and score > 0 else None
    if before is None or now - before.changed_at > MEMORY:
        return FlapState(text, 1, now)
    score = min(before.score + 1, SCORE_LIMIT)
    since = before.since or (now if score >= RESTLESS else None)
    return replace(before, text=text, score=score, changed_at=now, since=since)


def is_recording_due(state: FlapState, now: datetime) -> bool:
    """Whether a restless page's text is to be recorded again."""
    return state.recorded_at is None or now - state.recorded_at >= RECORD_EVERY
