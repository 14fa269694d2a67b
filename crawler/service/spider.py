"""The crawler's only spider. It stays open while requests arrive, and answers them through Scrapy's downloader."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from crawler.fetching.fetcher import Fetcher
from crawler.fetching.scrapy_compat import download_directly
from crawler.service.service import utc_now


class NoticeSpider(scrapy.Spider):
    """A spider that runs the coroutine function `work` with a fetcher, and then closes.

    The spider yields no requests to Scrapy's scheduler. Instead, a poll is a single coroutine that awaits its pages, so
    it always ends with exactly one result.
    """

    name = "notices"

    def __init__(self, work: Callable[[Fetcher], Awaitable[None]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._work = work

    async def start(self) -> AsyncIterator[Any]:
        """Run `work`. Scrapy calls this method to start the spider.

        Nothing is yielded, because the spider has no requests for Scrapy's scheduler. When `work` has ended, the spider
        is idle, and Scrapy closes it.
        """
        download_directly(self.crawler.engine)
        await self._work(Fetcher(self, utc_now))
        return
        yield


def run_spider(work: Callable[[Fetcher], Awaitable[None]], settings: dict[str, Any]) -> None:
    """Run the spider in this process until `work` has ended.

    Call this function only once per process, because a reactor cannot be started twice.
    """
    process = AsyncCrawlerProcess(settings)
    problems: list[BaseException] = []

    async def guarded(fetcher: Fetcher) -> None:
        try:
            await work(fetcher)
        except BaseException as error:
            problems.append(error)
            raise

    process.crawl(NoticeSpider, work=guarded)
    process.start(install_signal_handlers=False)
    if problems:
        raise problems[0]
