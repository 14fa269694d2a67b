"""The scheduling of revisits of known notices. Pure functions; no I/O.

A notice is revisited at certain ages, measured from the time at which it was first seen. The intervals between them
increase, because corrections and withdrawals are most likely soon after publication.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zlib import crc32

from crawler.model.requests import Revisit
from crawler.model.results import PolledNotice
from monitor.identity.fingerprint import evidence_hash
from monitor.model import ScheduledRevisit

AT_ONCE = 10
"""The maximum number of revisits in a poll, in addition to the new notices that it reads."""
MISSES = 2
"""The number of consecutive responses stating that a page does not exist after which the page is considered gone.

A single such response may be a temporary server error.
"""
_AGAIN = timedelta(days=1)
_SPREAD = 0.1
"""The maximum delay of a revisit, as a proportion of the age at which it is scheduled.

The delay differs by URL, so that notices first seen together, such as a baseline, are not revisited together.
"""


def first_revisit(found: PolledNotice, rhythm: Sequence[timedelta], now: datetime) -> ScheduledRevisit | None:
    """Return the first revisit of a notice that was first read at `now`, or None if `rhythm` is empty.

    `rhythm` contains the ages at which a notice is revisited, counted from the time at which it was first seen. If the
    notice was published longer ago than the last of these ages, only the revisit at the last age is made.
    """
    ages = sorted(rhythm)
    if not ages:
        return None
    published = found.published_on
    is_old = published is not None and now.date() - published > max(ages[-1], timedelta(days=1))
    revisit = ScheduledRevisit(found.url, now, len(ages) - 1 if is_old else 0, None)
    return replace(_with_page(revisit, found), due_at=_due(revisit, ages))


def after_revisit(
    revisit: ScheduledRevisit, found: PolledNotice | None, rhythm: Sequence[timedelta], now: datetime
) -> ScheduledRevisit:
    """Return the next revisit of a notice after a revisit at which its page still existed.

    `found` is the notice as read, or None if the page is unchanged. `rhythm` contains the ages at which a notice is
    revisited. If the notice has passed several of these ages since the last revisit, for example during a pause of the
    daemon, it is not revisited for each of them.
    """
    ages = sorted(rhythm)
    passed = sum(1 for age in ages if revisit.first_seen_at + age <= now)
    after = replace(revisit, done=max(revisit.done + 1, passed), missed=0)
    after = replace(after, due_at=_due(after, ages))
    return _with_page(after, found) if found else after


def read_again(revisit: ScheduledRevisit, found: PolledNotice, rhythm: Sequence[timedelta]) -> ScheduledRevisit:
    """Return the revisit of a notice, updated after the notice was read again because its listing linked to it.

    The state of the page is replaced, and the number of missed visits is reset. If the revisit has no due time, it gets
    one from `rhythm`, the ages at which a notice is revisited.
    """
    due_at = revisit.due_at or _due(revisit, sorted(rhythm))
    return _with_page(replace(revisit, missed=0, due_at=due_at), found)


def missed(revisit: ScheduledRevisit, now: datetime) -> ScheduledRevisit:
    """Return the revisit, updated after a visit at which the server responded that the page does not exist.

    The next visit is due within a day. After `MISSES` such visits in a row, no further visit is made, and `due_at` is
    None.
    """
    count = revisit.missed + 1
    soon = min(_AGAIN, max(now - revisit.first_seen_at, timedelta(seconds=1)))
    return replace(revisit, missed=count, due_at=None if count >= MISSES else now + soon)


def failed(revisit: ScheduledRevisit, now: datetime) -> ScheduledRevisit:
    """Return the revisit, updated after a failed or skipped visit.

    It is due again after a day, or earlier if the notice was first seen less than a day ago.
    """
    return replace(revisit, due_at=now + min(_AGAIN, max(now - revisit.first_seen_at, timedelta(seconds=1))))


def to_revisit(revisits: Sequence[ScheduledRevisit], now: datetime, limit: int = AT_ONCE) -> tuple[Revisit, ...]:
    """Return the crawler requests for at most `limit` due revisits, in order of their due times."""
    due = sorted(
        (revisit for revisit in revisits if revisit.due_at and revisit.due_at <= now),
        key=lambda revisit: revisit.due_at or now,
    )
    return tuple(
        Revisit(
            url=revisit.url,
            etag=revisit.etag,
            modified=revisit.modified,
            page_hash=revisit.page_hash,
            link=revisit.link,
        )
        for revisit in due[:limit]
    )


def _due(revisit: ScheduledRevisit, ages: Sequence[timedelta]) -> datetime | None:
    if revisit.done >= len(ages):
        return None
    age = ages[revisit.done]
    part = crc32(revisit.url.encode("utf-8", "replace")) % 1000 / 1000
    return revisit.first_seen_at + age * (1 + _SPREAD * part)


def _with_page(revisit: ScheduledRevisit, found: PolledNotice) -> ScheduledRevisit:
    """Return the revisit with the state of the page just read, so that the next request can be conditional.

    If the page has attachments, they may change while the page stays the same. In this case, the state consists only of
    a hash of the page and its attachments, without an ETag or a modification time.
    """
    page = found.page
    link = found.link
    if page is None:
        own = next((attachment.sha256 for attachment in found.attachments if attachment.url == found.url), None)
        return replace(revisit, etag=None, modified=None, page_hash=own, link=link or revisit.link)
    bare = not any(attachment.url for attachment in found.attachments)
    return replace(
        revisit,
        etag=page.etag if bare else None,
        modified=page.modified if bare else None,
        page_hash=evidence_hash(page.sha256, found.attachments),
        link=link or revisit.link,
    )
