"""A function that determines whether attachments of a known notice have become available or unavailable.

Pure function; no I/O.
"""

from typing import Literal

from crawler.model.notice import Notice
from crawler.model.url_key import url_key
from monitor.identity.fingerprint import fingerprint

Change = Literal["came", "missing"]


def change(before: Notice, found: Notice) -> Change | None:
    """Return how the availability of attachments changed on a page whose own text is unchanged.

    The result is `came` if attachments that were unavailable before are available now, and none has become unavailable.
    Otherwise, it is `missing` if any attachment is unavailable on this visit. In all other cases, and if the page's own
    text has changed, the result is None.
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
