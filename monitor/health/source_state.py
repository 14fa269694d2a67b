"""Functions that determine the state of a source from its record and the time. Pure functions; no I/O."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from monitor.health.silent_failure import HISTORY
from monitor.model import FlappingPage, SourceRecord
from monitor.model.reasons import TroubleCode
from monitor.text.i18n import gettext

State = Literal["off", "waiting", "ok", "late", "failing", "blind"]
"""The state of a source.

`off`: the source is not enabled. `waiting`: it was not polled yet. `late`: it is overdue for polling. `failing`: its
last polls failed. `blind`: the site responds but shows no notices to the crawler, so that the absence of new notices
means nothing.
"""

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
"""Codes of troubles that make a source blind."""
LATE = TroubleCode.LATE
"""The code of the trouble of a source that is overdue for polling."""
LATE_AFTER = timedelta(minutes=10)
# Failures of networks and overloaded servers are temporary conditions; missing links are not.
_PATIENCE = {**dict.fromkeys(BLIND, 1), **dict.fromkeys(("blocked", "redirected_away", "maintenance", "error_page"), 2)}
_PASSING = 3


def state_of(record: SourceRecord, every: timedelta, now: datetime, watched_since: datetime | None) -> State:
    """Return the state of an enabled source at `now`.

    `every` is its poll interval. `watched_since` is the start time of the running daemon, or None if no daemon is
    running.
    """
    if record.trouble and record.trouble.code != LATE:
        return "blind" if record.trouble.code in BLIND else "failing"
    if is_late(record, every, now, watched_since):
        return "late"
    return "ok" if record.last_success_at else "waiting"


def is_late(record: SourceRecord, every: timedelta, now: datetime, watched_since: datetime | None) -> bool:
    """Return whether a source is overdue for polling.

    The waiting time is counted from the due time or, if that is later, from the start of the daemon.
    """
    if record.due_at is None:
        return False
    waited_from = max(record.due_at, watched_since) if watched_since else record.due_at
    return now - waited_from > max(LATE_AFTER, every)


def is_worth_telling(code: str, failures: int) -> bool:
    """Return whether the problem identified by `code` is reported after `failures` consecutive failed polls."""
    return failures >= _PATIENCE.get(code, _PASSING)


def by_source(pages: Iterable[FlappingPage]) -> dict[str, tuple[FlappingPage, ...]]:
    """Return the given pages, which change on every visit, grouped by source."""
    found: dict[str, tuple[FlappingPage, ...]] = {}
    for page in pages:
        found[page.source] = (*found.get(page.source, ()), page)
    return found


def restless_words(pages: Sequence[FlappingPage]) -> list[str]:
    """Return the phrases which report that pages of a source change on every visit.

    The result is empty if there are no such pages.
    """
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
