"""Recognise pages that change at every visit, or alternate between texts, to stop recording their changes. Pure.

A small score for each page and source rises with each visit that found the page changed and falls with each that did
not; so a page that was corrected twice in a row is not flapping, and a page that flaps recovers by itself.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

RESTLESS = 4
"""The number of visits with a change, in excess of those without, after which a page is flapping."""
SCORE_LIMIT = 6
"""The number of visits without a change after which any page has recovered."""
MEMORY = timedelta(days=7)
"""After so long without a change the next one counts as the first."""
RECORD_EVERY = timedelta(days=1)
"""How often a flapping page's text is recorded nevertheless."""


@dataclass(frozen=True)
class FlapState:
    """The flapping state of a page.

    `text` is the fingerprint at the last visit, `changed_at` the last visit at which it was different, `recorded_at`
    when a text was last recorded as a revision; `since`: when the page began to flap, None before that.
    """

    text: str
    score: int
    changed_at: datetime
    recorded_at: datetime | None = None
    since: datetime | None = None


def after_visit(before: FlapState | None, text: str, changed: bool, now: datetime) -> FlapState | None:
    """Return the state to keep after a visit; None when there is none: the page did not change, or has recovered."""
    if not changed:
        score = before.score - 1 if before else 0
        return replace(before, text=text, score=score) if before and score > 0 else None
    if before is None or now - before.changed_at > MEMORY:
        return FlapState(text, 1, now)
    score = min(before.score + 1, SCORE_LIMIT)
    since = before.since or (now if score >= RESTLESS else None)
    return replace(before, text=text, score=score, changed_at=now, since=since)


def is_recording_due(state: FlapState, now: datetime) -> bool:
    """Return whether a flapping page's text is to be recorded again."""
    return state.recorded_at is None or now - state.recorded_at >= RECORD_EVERY
