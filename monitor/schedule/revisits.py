"""Decide which known notices are due for another visit, and when the next visit is. Pure.

A notice is visited again at certain ages, counted from when it was first seen, at growing distances: a correction or
withdrawal happens soon after publication, or never.
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
"""The number of revisits that one poll makes besides reading its new notices."""
MISSES = 2
"""The number of consecutive answers that a page does not exist after which it is gone: servers give wrong answers for a
while."""
_AGAIN = timedelta(days=1)
_SPREAD = 0.1
"""The part of an age by which revisits are put off, each by a different amount: notices that were first seen together,
such as a baseline, are not revisited together."""


def first_look(found: PolledNotice, rhythm: Sequence[timedelta], now: datetime) -> ScheduledRevisit | None:
    """Return the first revisit of a notice that was read now; None without a rhythm.

    A notice published longer ago than the last age is visited once, at that age.
    """
    ages = sorted(rhythm)
    if not ages:
        return None
    published = found.published_on
    is_old = published is not None and now.date() - published > max(ages[-1], timedelta(days=1))
    revisit = ScheduledRevisit(found.url, now, len(ages) - 1 if is_old else 0, None)
    return replace(_with_page(revisit, found), due_at=_due(revisit, ages))


def looked_at(
    revisit: ScheduledRevisit, found: PolledNotice | None, rhythm: Sequence[timedelta], now: datetime
) -> ScheduledRevisit:
    """Return the next revisit after this one, which found the page unchanged or changed.

    Ages that have passed meanwhile are skipped: after a pause a notice is visited once.
    """
    ages = sorted(rhythm)
    passed = sum(1 for age in ages if revisit.first_seen_at + age <= now)
    after = replace(revisit, done=max(revisit.done + 1, passed), missed=0)
    after = replace(after, due_at=_due(after, ages))
    return _with_page(after, found) if found else after


def read_again(revisit: ScheduledRevisit, found: PolledNotice, rhythm: Sequence[timedelta]) -> ScheduledRevisit:
    """Return the revisit of a notice that was read again from its listing.

    The page is then known in its present form, and does not count as missed.
    """
    due_at = revisit.due_at or _due(revisit, sorted(rhythm))
    return _with_page(replace(revisit, missed=0, due_at=due_at), found)


def missed(revisit: ScheduledRevisit, now: datetime) -> ScheduledRevisit:
    """Return the next revisit after the page was missing: soon, or None once it is gone."""
    count = revisit.missed + 1
    soon = min(_AGAIN, max(now - revisit.first_seen_at, timedelta(seconds=1)))
    return replace(revisit, missed=count, due_at=None if count >= MISSES else now + soon)


def failed(revisit: ScheduledRevisit, now: datetime) -> ScheduledRevisit:
    """Return the next revisit after a skipped one: a day later, or sooner for a recent notice."""
    return replace(revisit, due_at=now + min(_AGAIN, max(now - revisit.first_seen_at, timedelta(seconds=1))))


def to_revisit(revisits: Sequence[ScheduledRevisit], now: datetime, limit: int = AT_ONCE) -> tuple[Revisit, ...]:
    """Return the crawler requests for the revisits that are due, the longest due first, at most `limit` of them."""
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
    """Return the revisit with the values that make the next request conditional.

    An unchanged page may lead to changed attachments, so for a page with attachments the only such value is the hash of
    everything that was read, which no page alone has.
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
