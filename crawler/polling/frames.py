"""The text of a page whose article is in a frame: the frame is fetched, and becomes a part of the page."""

import logging
import re

from crawler.fetching.fetcher import Fetcher
from crawler.model.errors import FetchError, NotAPageError
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.polling.parser_thread import in_parser_thread
from crawler.reading.main_text import missing_frames
from crawler.reading.main_text.elsewhere import with_frames

logger = logging.getLogger(__name__)


async def with_frame_texts(fetcher: Fetcher, page: Page, source: Source, ends: float) -> Page:
    """Return the page with the text of its frames, or unchanged when it shows a text of its own.

    A frame is fetched by the same rules as a page, before `ends`, the loop's time. If it cannot be fetched, the page is
    read without it; if it is a file, it is an attachment.
    """
    if not re.search("(?i)<i?frame", page.text):
        return page
    wanted = await in_parser_thread(missing_frames, page)
    found: dict[str, Page | None] = {}
    for url in wanted:
        try:
            found[url] = await fetcher.fetch(url, source, ends=ends)
        except NotAPageError:
            found[url] = None
        except FetchError as error:
            logger.info("a frame could not be had", extra={"action": "frame", "url": url, "detail": str(error)})
    return await in_parser_thread(with_frames, page, found) if found else page
