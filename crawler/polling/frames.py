"""The frames of a page whose article is in them: they are fetched, and become a part of the page."""

import logging
from collections.abc import Sequence

from crawler.fetching.fetcher import Fetcher
from crawler.model.errors import FetchError, NotAPageError
from crawler.model.page import Page
from crawler.model.source import Source

logger = logging.getLogger(__name__)


async def fetched_frames(fetcher: Fetcher, urls: Sequence[str], source: Source, ends: float) -> dict[str, Page | None]:
    """Return the frames at these addresses; None for a file, which is an attachment.

    A frame is fetched by the same rules as a page, before `ends`, the loop's time. Frames that cannot be fetched are
    left out.
    """
    found: dict[str, Page | None] = {}
    for url in urls:
        try:
            found[url] = await fetcher.fetch(url, source, ends=ends)
        except NotAPageError:
            found[url] = None
        except FetchError as error:
            logger.info("a frame could not be had", extra={"action": "frame", "url": url, "detail": str(error)})
    return found
