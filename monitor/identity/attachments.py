"""Determine whether the attachments of a known notice have come since, or are unavailable this time. Pure."""

from typing import Literal

from crawler.model.notice import Notice
from crawler.model.url_key import url_key
from monitor.identity.fingerprint import fingerprint

Change = Literal["came", "missing"]


def change(before: Notice, found: Notice) -> Change | None:
    """Return how the attachments changed on a page whose own text is unchanged.

    `came`: some that were unavailable before are there now. `missing`: some are unavailable this time, which changes
    nothing about the notice. None: neither, or the page's own text has changed.
    """
    if fingerprint(before.title, before.text) != fingerprint(found.title, found.text):
        return None
    missed = _out_of_reach(before)
    misses = _out_of_reach(found)
    named = {url_key(attachment.url) for attachment in found.attachments}
    if (missed & named) - misses and misses <= missed:
        return "came"
    return "missing" if misses else None


def _out_of_reach(notice: Notice) -> set[str]:
    return {url_key(attachment.url) for attachment in notice.attachments if attachment.passing}
