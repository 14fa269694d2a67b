"""Send no requests to a site for as long as it has asked for (Retry-After with HTTP 429 or 503)."""

from collections import OrderedDict
from time import monotonic
from urllib.parse import urlsplit

from scrapy.http import Response

from crawler.fetching.error_mapping import retry_after
from crawler.model.errors import BlockedError

SITES = 5000


class RetryAfter:
    """The sites that have asked for a pause; a request to one of them fails at once, without any traffic."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()

    def check(self, url: str) -> None:
        """Raise BlockedError while the pause of the address's site is not over."""
        until = self._until.get(urlsplit(url).netloc)
        if until is not None and (left := until - monotonic()) > 0:
            raise BlockedError(f"the site asked the crawler to wait another {left:.0f} s", left)

    def note(self, response: Response) -> None:
        """Record the pause that a response asks for."""
        wait = retry_after(response) if response.status in (429, 503) else None
        if wait:
            self._until[urlsplit(response.url).netloc] = monotonic() + wait
            if len(self._until) > SITES:
                self._until.popitem(last=False)
