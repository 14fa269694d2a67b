"""Detect pages that change at every visit or alternate between texts, to stop recording each change.

Pure functions; no I/O. Each page of a source has a score that increases with every visit that found a change and
decreases with every visit that did not. A page that was corrected twice in a row is therefore not flapping, and a
flapping page recovers once it stops changing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

RESTLESS = 4
"""The score from which a page is flapping: visits with a change minus visits without."""
SCORE_LIMIT = 6
"""The maximum score: after this number of visits without a change, any page has recovered."""
MEMORY = timedelta(days=7)
"""The time without a change after which the next change counts as the first."""
RECORD_EVERY = timedelta(days=1)
"""The interval at which changes of a flapping page are still recorded."""


@dataclass(frozen=True)
class FlapState:
    """The flapping state of a page.

    `text`: the fingerprint at the last visit. `changed_at`: the time of the last visit that found a change.
    `recorded_at`: when a text was last recorded as a revision. `since`: when the page began to flap; None if it is not
    flapping.
    """

    text: str
    score: int
    changed_at: datetime
    recorded_at: datetime | None = None
    since: datetime | None = None


def after_visit(before: FlapState | None, text: str, changed: bool, now: datetime) -> FlapState | None:
    """Return the state of a page after a visit, or None if there is nothing to keep.

    The result is None if the page has never changed or has recovered.
    """
    if not changed:
        score = before.score - 1 if before else 0
        return replace(before, text=text, score=score) if before and score > 0 else None
    if before is None or now - before.changed_at > MEMORY:
        return FlapState(text, 1, now)
    score = min(before.score + 1, SCORE_LIMIT)
    since = before.since or (now if score >= RESTLESS else None)
    return replace(before, text=text, score=score, changed_at=now, since=since)


def is_recording_due(state: FlapState, now: datetime) -> bool:
    """Return whether a change of a flapping page is due to be recorded."""
    return state.recorded_at is None or now - state.recorded_at >= RECORD_EVERY
