"""The peer of the benchmark `browser`: a plain spider with scrapy-playwright, `PYTHON browser_peer.py CHROMIUM URL …`.

It runs in an environment of its own, with scrapy-playwright and without noticewatch.
"""

import sys

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy_playwright.page import PageMethod

PROGRAM, *URLS = sys.argv[1:]


class PageSpider(scrapy.Spider):
    """A spider that loads each page until it is quiet, and counts the rows of its list."""

    name = "pages"

    async def start(self):
        quiet = [PageMethod("wait_for_load_state", "networkidle")]
        for url in URLS:
            yield scrapy.Request(url, meta={"playwright": True, "playwright_page_methods": quiet})

    def parse(self, response):
        sys.stdout.write(f"{len(response.css('li a'))}\n")
        sys.stdout.flush()


process = CrawlerProcess(
    {
        "DOWNLOAD_HANDLERS": dict.fromkeys(
            ("http", "https"), "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
        ),
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": PROGRAM, "chromium_sandbox": True},
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,
        "PLAYWRIGHT_ABORT_REQUEST": lambda request: request.resource_type in ("image", "media", "font"),
        "CONCURRENT_REQUESTS": 2,
        "DOWNLOAD_DELAY": 0,
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
    }
)
process.crawl(PageSpider)
process.start()
