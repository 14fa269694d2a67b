"""How a source is doing. Pure: the record and the time in, a word out."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from monitor.health.silent_failure import HISTORY
from monitor.model import FlappingPage, SourceRecord
from monitor.model.reasons import TroubleCode
from monitor.text.i18n import gettext

State = Literal["off", "waiting", "ok", "late", "failing", "blind"]
"""`off`: not enabled. `waiting`: not polled yet. `late`: not polled though it is long due. `failing`: the last polls
failed. `blind`: it answers, but shows no notices to this visitor: silence from it means nothing."""

BLIND = HISTORY | {
    "links_vanished",
    "no_links",
    "listing_changed",
    "redirected_away",
    "maintenance",
    "error_page",
    "blocked",
    "asks_for_browser",
    "asks_for_login",
    "asks_for_captcha",
}
"""Codes of troubles in which a source is blind."""
LATE = TroubleCode.LATE
"""The code of the trouble that a source is not polled at all."""
LATE_AFTER = timedelta(minutes=10)
# A page without its links is no passing thing; networks and overloaded servers are.
_PATIENCE = {**dict.fromkeys(BLIND, 1), **dict.fromkeys(("blocked", "redirected_away", "maintenance", "error_page"), 2)}
_PASSING = 3


def state_of(record: SourceRecord, every: timedelta, now: datetime, watched_since: datetime | None) -> State:
    """Return the state of an enabled source at `now`.

    The daemon has been running since `watched_since` (None: there is no daemon).
    """
    if record.trouble and record.trouble.code != LATE:
        return "blind" if record.trouble.code in BLIND else "failing"
    if is_late(record, every, now, watched_since):
        return "late"
    return "ok" if record.last_success_at else "waiting"


def is_late(record: SourceRecord, every: timedelta, now: datetime, watched_since: datetime | None) -> bool:
    """Return whether a source should have been polled long ago. A daemon is allowed some time after its start."""
    if record.due_at is None:
        return False
    waited_from = max(record.due_at, watched_since) if watched_since else record.due_at
    return now - waited_from > max(LATE_AFTER, every)


def is_worth_telling(code: str, failures: int) -> bool:
    """Return whether somebody should be alerted to a trouble with this code after so many failed polls in a row."""
    return failures >= _PATIENCE.get(code, _PASSING)


def by_source(pages: Iterable[FlappingPage]) -> dict[str, tuple[FlappingPage, ...]]:
    """Return the restless pages of each source that has some."""
    found: dict[str, tuple[FlappingPage, ...]] = {}
    for page in pages:
        found[page.source] = (*found.get(page.source, ()), page)
    return found


def restless_words(pages: Sequence[FlappingPage]) -> list[str]:
    """Return the phrases that report a source's restless pages; an empty list if there are none."""
    if not pages:
        return []
    if len(pages) == 1:
        return [gettext("changes on every visit; its revisions send no alerts: {url}", url=pages[0].url)]
    return [
        gettext(
            "changes on every visit; its revisions send no alerts: {url} and {count} more",
            url=pages[0].url,
            count=len(pages) - 1,
        )
    ]
