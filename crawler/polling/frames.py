"""Fetching of the frames (`frame` and `iframe` elements) that contain the article of a page.

The content of the frames is later inserted into the page, before the page is parsed.
"""

import logging
from collections.abc import Sequence

from crawler.fetching.fetcher import Fetcher
from crawler.model.errors import FetchError, NotAPageError
from crawler.model.page import Page
from crawler.model.source import Source

logger = logging.getLogger(__name__)


async def fetched_frames(fetcher: Fetcher, urls: Sequence[str], source: Source, ends: float) -> dict[str, Page | None]:
    """Return a mapping from the URLs of frames to their pages, or to None if the response is a file instead of a page.

    No frame is requested after `ends`, a time of the event loop. Frames that cannot be fetched are omitted.
    """
    found: dict[str, Page | None] = {}
    for url in urls:
        try:
            found[url] = await fetcher.fetch(url, source, ends=ends, role="notice")
        except NotAPageError:
            found[url] = None
        except FetchError as error:
            logger.info("a frame could not be fetched", extra={"action": "frame", "url": url, "detail": str(error)})
    return found
