"""Functions that determine the state of a source from its record and the time. Pure functions; no I/O."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from monitor.health.silent_failure import HISTORY, INCOMPLETE
from monitor.model import FlappingPage, SourceRecord
from monitor.model.reasons import TroubleCode
from monitor.text.i18n import gettext

State = Literal["off", "waiting", "ok", "late", "failing", "blind"]
"""The state of a source.

`off`: the source is not enabled. `waiting`: it was not polled yet. `late`: it is overdue for polling. `failing`: its
last polls failed. `blind`: the site responds but shows no notices to the crawler; the absence of new notices then means
nothing.
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
    "no_browser",
    "asks_for_login",
    "asks_for_captcha",
}
"""Codes of problems that make a source blind."""
LATE = TroubleCode.LATE
"""The code of the problem that a source is overdue for polling."""
LATE_AFTER = timedelta(minutes=10)
# Failures of networks and overloaded servers are temporary conditions; missing links are not.
_PATIENCE = {
    **dict.fromkeys((*BLIND, INCOMPLETE), 1),
    **dict.fromkeys(("blocked", "redirected_away", "maintenance", "error_page"), 2),
}
_PASSING = 3
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("unreachable", "timeout", "broken", "http_status", "deadline", "certificate"), "connection"),
    **dict.fromkeys(("maintenance", "error_page", "empty", "not_a_page", "redirected_away", "redirect_loop"), "site"),
    **dict.fromkeys(("blocked", "asks_for_login", "asks_for_captcha", "asks_for_browser"), "access"),
    **dict.fromkeys(("no_browser", "browser_failed"), "browser"),
    # Whether a page exceeds the limits on processor time and memory also depends on the load of the machine.
    **dict.fromkeys(
        ("no_links", "links_vanished", "listing_changed", "listing", "unreadable", "too_complex"), "listing"
    ),
}
"""The kinds of problems that have several codes. A failing site alternates between the codes of one kind."""


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
    """Return whether a source has waited too long for its next poll.

    A source is late if it waits for more than its poll interval `every` and for more than 10 minutes. The waiting time
    begins when the source is due or, if that is later, when the daemon was started (`watched_since`). `watched_since`
    is None if no daemon is running.
    """
    if record.due_at is None:
        return False
    waited_from = max(record.due_at, watched_since) if watched_since else record.due_at
    return now - waited_from > max(LATE_AFTER, every)


def is_reportable(code: str, failures: int) -> bool:
    """Return whether the trouble `code` is reported to the operator after `failures` consecutive failed polls."""
    return failures >= _PATIENCE.get(code, _PASSING)


def trouble_kind(code: str) -> str:
    """Return the kind of a trouble code, such as `connection` for the code `timeout`.

    Troubles of different kinds have different causes and are reported separately.
    """
    return _KINDS.get(code, code)


def by_source(pages: Iterable[FlappingPage]) -> dict[str, tuple[FlappingPage, ...]]:
    """Return the pages that change on every visit, grouped by source."""
    found: dict[str, tuple[FlappingPage, ...]] = {}
    for page in pages:
        found[page.source] = (*found.get(page.source, ()), page)
    return found


def flapping_phrases(pages: Sequence[FlappingPage]) -> list[str]:
    """Return a list with one phrase about the pages of a source that change on every visit.

    The list is empty if there are no such pages.
    """
    if not pages:
        return []
    if len(pages) == 1:
        return [
            gettext("page changes on every visit, so no alerts are sent for its revisions: {url}", url=pages[0].url)
        ]
    return [
        gettext(
            "pages change on every visit, so no alerts are sent for their revisions: {url} and {count} more",
            url=pages[0].url,
            count=len(pages) - 1,
        )
    ]
