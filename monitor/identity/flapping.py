"""Pages that change at every look, or go to and fro: when to stop taking their changes for revisions. Pure.

A small score for each page and source rises with each look at which the page was changed and sinks with each at which
it was not; so a page that was mended twice in a row is not restless, and one that is calms down by itself.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.identity.verdict import Candidate, Verdict

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


def look(
    before: FlapState | None, verdict: Verdict, at_url: Candidate | None, by_text: bool, text: str, now: datetime
) -> tuple[Verdict, FlapState | None]:
    """What a verdict comes to on a page that may be restless, and what is remembered of this look at it.

    `at_url`: the notice recorded at its address. `by_text`: whether its text, of that fingerprint, was known as it
    stands. What changes on a restless page is recorded once a day, and told to nobody; another notice that such a page
    holds is taken in once a day.
    """
    if at_url is None:
        return verdict, None
    if before and before.since and before.text == text and verdict.kind != "known":
        return _damped(verdict, at_url, before.since), after_look(before, text, False, now)
    after = after_look(before, text, _has_changed(before, verdict, at_url, by_text, text), now)
    if after is None or verdict.kind == "known":
        return verdict, after
    if after.since and not _is_due(after, now):
        return _damped(verdict, at_url, after.since), after
    if after.since and verdict.kind == "revision":
        verdict = replace(verdict, cause="restless")
    return verdict, replace(after, recorded_at=now)


def _has_changed(before: FlapState | None, verdict: Verdict, at_url: Candidate, by_text: bool, text: str) -> bool:
    if verdict.kind != "known":
        return True
    # A text that was known before may be another than that of the last look.
    return by_text and (before.text != text if before else verdict.revision < at_url.current)


def _damped(verdict: Verdict, at_url: Candidate, since: datetime) -> Verdict:
    why = f"same address, another text again, as at every look since {since:%Y-%m-%d}: recorded once a day at most"
    return replace(
        verdict, kind="known", of=at_url.notice, why=why, revision=at_url.revision, linked=(), cause="restless"
    )


def after_look(before: FlapState | None, text: str, changed: bool, now: datetime) -> FlapState | None:
    """What is remembered after a look; None when there is nothing: the page did not change, or has calmed down."""
    if not changed:
        score = before.score - 1 if before else 0
        return replace(before, text=text, score=score) if before and score > 0 else None
    if before is None or now - before.changed_at > MEMORY:
        return FlapState(text, 1, now)
    score = min(before.score + 1, SCORE_LIMIT)
    since = before.since or (now if score >= RESTLESS else None)
    return replace(before, text=text, score=score, changed_at=now, since=since)


def _is_due(unrest: FlapState, now: datetime) -> bool:
    """Whether a restless page's text is to be recorded again."""
    return unrest.recorded_at is None or now - unrest.recorded_at >= RECORD_EVERY
