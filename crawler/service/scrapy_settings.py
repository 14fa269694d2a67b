"""Scrapy's settings for the crawler's only spider."""

from typing import Any

from crawler import VERSION
from crawler.fetching.content_coding import ACCEPTED_CODINGS
from crawler.fetching.fetcher import PAGE_LIMIT, TIMEOUT_S


def user_agent(contact: str | None = None) -> str:
    """Return a User-Agent that identifies the crawler and contains the operator's `contact`, if given."""
    return f"noticewatch/{VERSION}" + (f" (+{contact})" if contact else "")


def scrapy_settings(contact: str | None = None, browser: str | None = None, **overrides: Any) -> dict[str, Any]:
    """Return Scrapy's settings. `browser` is the path of the browser's program if it is not in the search path.

    Values in `overrides` take precedence; they are used in tests and benchmarks.
    """
    return {
        "USER_AGENT": user_agent(contact),
        "BROWSER": browser,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en",
            "User-Agent": user_agent(contact),
            "Accept-Encoding": ACCEPTED_CODINGS,
        },
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "TELNETCONSOLE_ENABLED": False,
        # The crawler needs none of Scrapy's extensions. One that is disabled in EXTENSIONS would still be imported, and
        # the remote control loads aiohttp.
        "EXTENSIONS_BASE": {},
        # Scrapy's defaults also read file:// and data: addresses.
        "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER, "file": None, "data": None, "ftp": None, "s3": None},
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
            "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
            # The download handler and the default headers take their place.
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "crawler.fetching.transfer.PromptRefreshMiddleware": 580,
            "crawler.fetching.transfer.TransferMiddleware": 590,
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
            "crawler.fetching.cookies.BoundedCookiesMiddleware": 700,
            "crawler.fetching.middlewares.OwnHeadersMiddleware": 90,
            "crawler.fetching.middlewares.RobotsMiddleware": 100,
        },
        "HTTPPROXY_ENABLED": False,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
        "DOWNLOAD_DELAY": 0.25,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": TIMEOUT_S,
        "DOWNLOAD_MAXSIZE": PAGE_LIMIT,
        "DOWNLOAD_WARNSIZE": 0,
        # Scrapy's default resolver uses ten threads, and returns only the first IPv4 address.
        "TWISTED_DNS_RESOLVER": "crawler.fetching.resolver.NameResolver",
        "REDIRECT_MAX_TIMES": 8,
        # A page that refreshes itself later than that is read like any other page.
        "METAREFRESH_MAXDELAY": 5,
        "METAREFRESH_IGNORE_TAGS": ["script", "noscript", "template", "style", "textarea"],
        # TransferMiddleware decides from the page whether data loss matters.
        "DOWNLOAD_FAIL_ON_DATALOSS": False,
        "RETRY_TIMES": 2,
        # 429 and 503 ask the client to wait, so an immediate retry would be wrong.
        "RETRY_HTTP_CODES": [500, 502, 504, 522, 524, 408],
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        "COOKIES_ENABLED": True,
        **overrides,
    }


_HANDLER = "crawler.fetching.address_guard.GuardedDownloadHandler"
