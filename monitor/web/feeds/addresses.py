"""Secret URLs: the publication of a selection, and the URL paths of its formats."""

import secrets
from datetime import datetime

from monitor.config.web import Web
from monitor.model.readers import FeedAddress
from monitor.ports import Store
from monitor.web.feeds.selection import FORMATS, Selection

_SECRET_BYTES = 24


def publish_selection(store: Store, owner: str, selection: Selection, now: datetime) -> FeedAddress:
    """Publish a selection at a new secret URL, and return it.

    If the owner already publishes the same selection, the existing URL is returned.
    """
    with store.writing() as tx:
        return tx.readers.add_feed(secrets.token_urlsafe(_SECRET_BYTES), owner, selection.written(), now)


def format_paths(feed: FeedAddress, selection: Selection) -> list[tuple[str, str]]:
    """Return the formats of a published selection as pairs of file name and URL path, without the site's prefix."""
    return [(name, f"/feeds/{feed.token}/{name}") for name in FORMATS[selection.content]]


def configured_base(web: Web) -> str:
    """Return the URL of the web page according to its settings, for use where no request names its host.

    It has the first of `hosts` or, if there are none, the address on which the server listens.
    """
    scheme = "https" if web.secure_cookies else "http"
    return f"{scheme}://{next(iter(web.hosts), web.listen)}{web.prefix}"
