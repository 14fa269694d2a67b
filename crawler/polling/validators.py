"""Decision whether to request a listing conditionally (ETag, Last-Modified), as some servers wrongly return 304.

Until a server has answered a conditional request with a new page, its 304 responses are checked by unconditional
requests at growing intervals. In any case, an unconditional request is sent at the source's interval `full_fetch`, and
more often if the next notice is overdue. Pure functions; no I/O.
"""

from datetime import datetime, timedelta

from crawler.model.page import Page
from crawler.model.source import Source
from crawler.polling.state import ListingState

_FIRST = 2
_MOST = 64
"""Numbers of 304 responses after which an untrusted server is checked: the initial and the maximum number.

The number is doubled after each check.
"""
_OVERDUE_GAPS = 2
_OVERDUE_PART = 12
"""Constants for overdue notices.

A notice is overdue after `_OVERDUE_GAPS` usual publication intervals. In this case, `full_fetch` is divided by
`_OVERDUE_PART`.
"""


def may_ask_conditionally(state: ListingState, source: Source, now: datetime) -> bool:
    """Return whether the next request for a listing may be conditional, with the validators in `state`."""
    if not (state.etag or state.modified):
        return True
    if state.stuck or not source.full_fetch or state.fetched_at is None:
        return False
    if not state.proven and state.unchanged >= min(_MOST, _FIRST << min(state.checks, 10)):
        return False
    limit = source.full_fetch / _OVERDUE_PART if _is_overdue(state, now) else source.full_fetch
    # The last fetch is in the future if the system clock was set back.
    return timedelta(0) <= now - state.fetched_at < limit


def _is_overdue(state: ListingState, now: datetime) -> bool:
    profile = state.profile
    if profile is None or profile.newest is None or not profile.gap:
        return False
    return (now.date() - profile.newest).days > _OVERDUE_GAPS * profile.gap


def after_fetch(
    state: ListingState, page: Page | None, conditional: bool, has_new: bool, now: datetime
) -> ListingState:
    """Return the state after a request for the listing.

    `page` is None when the server returned 304. `conditional` states whether the request was conditional, and `has_new`
    whether the page contains new links.
    """
    if page is None:
        return state.model_copy(update={"unchanged": state.unchanged + 1}) if state.etag or state.modified else state
    validated = conditional and bool(state.etag or state.modified)
    same = bool(state.etag or state.modified) and (page.etag, page.modified) == (state.etag, state.modified)
    return state.model_copy(
        update={
            "fetched_at": now if page.etag or page.modified or state.fetched_at else None,
            "unchanged": 0,
            # A server whose validators change with every answer cannot be proven wrong, so it is checked often.
            "checks": 0 if has_new else state.checks + (1 if state.unchanged else 0),
            "proven": state.proven or (validated and not same),
            # There are new links, although the server's validators have not changed.
            "stuck": state.stuck or (not conditional and state.unchanged > 0 and same and has_new),
        }
    )
