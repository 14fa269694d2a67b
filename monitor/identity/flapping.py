"""Functions that detect pages that change at every visit or alternate between texts, to record fewer of their changes.

Pure functions; no I/O. Each page of a source has a score. A visit that finds a change increases the score, and any
other visit decreases it. A page that was corrected twice in a row is therefore not flapping, and a flapping page
recovers once it stops changing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

RESTLESS = 4
"""The minimum score of a flapping page. The score is the number of visits with a change minus the number of visits
without a change."""
SCORE_LIMIT = 6
"""The maximum score. After this number of visits without a change, any page has recovered."""
MEMORY = timedelta(days=7)
"""If a page has not changed for this time, its next change counts as its first change."""
RECORD_EVERY = timedelta(days=1)
"""The interval at which changes of a flapping page are still recorded."""


@dataclass(frozen=True)
class FlapState:
    """The flapping state of a page.

    `text` is the fingerprint at the last visit. `changed_at` is the time of the last visit that found a change.
    `recorded_at` is the time at which a text was last recorded as a revision. `since` is the time at which the page
    began to flap, or None if it is not flapping.
    """

    text: str
    score: int
    changed_at: datetime
    recorded_at: datetime | None = None
    since: datetime | None = None


def after_visit(before: FlapState | None, text: str, changed: bool, now: datetime) -> FlapState | None:
    """Return the flapping state of a page after a visit, or None if the page has never changed or has recovered.

    `before` is the state before the visit. `text` is the fingerprint of the visited text, and `changed` is true if the
    visit found a change.
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
    """Return whether a change of a flapping page may be recorded, because the last recording is long enough ago."""
    return state.recorded_at is None or now - state.recorded_at >= RECORD_EVERY
