"""Fetching of pages and files through Scrapy's downloader and its middlewares."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.browser.messages import JsonResponse
from crawler.fetching.barriers import body_error
from crawler.fetching.error_mapping import answer_error, download_error
from crawler.fetching.middlewares import site_of
from crawler.fetching.politeness import set_host_delay
from crawler.fetching.rendering import RECORDS, RenderedPages
from crawler.fetching.usage import usage_meta
from crawler.model.details.fetching import FetchDetail
from crawler.model.encoding import decode
from crawler.model.errors import BrokenTransferError, EmptyBodyError, FetchError, TooLargeError
from crawler.model.http_request import ListingRequest
from crawler.model.listing_options import PageRole
from crawler.model.markup import is_whole
from crawler.model.page import Page
from crawler.model.raw.compressed import ContentCodingError, DecodedTooLargeError, gunzipped, is_gzip
from crawler.model.source import Source
from crawler.model.url_key import names_a_page

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response


TIMEOUT_S = 30.0
"""The maximum duration of a request in seconds."""
PAGE_LIMIT = 10 * 1024 * 1024
"""The maximum size of a page in bytes, both compressed and decompressed."""
SITEMAP_LIMIT = 50 * 1024 * 1024
"""The maximum size of a sitemap in bytes, as in the sitemap protocol."""
FILE_TIMEOUT_S = 50.0
"""The maximum duration of a request for an attachment in seconds.

It is longer than TIMEOUT_S because many attachments are several megabytes on slow servers.
"""


@dataclass(frozen=True)
class Validators:
    """The values (ETag and Last-Modified) that make a request conditional (RFC 9110, 13.1)."""

    etag: str | None = None
    modified: str | None = None


class Fetcher:
    """A client that fetches pages and attachments of sources through Scrapy's engine."""

    def __init__(self, spider: "Spider", clock: Callable[[], datetime]) -> None:
        self._spider = spider
        self._clock = clock
        self._rendered = RenderedPages()

    async def fetch(
        self,
        url: str,
        source: Source,
        validators: Validators | None = None,
        ends: float | None = None,
        post: ListingRequest | None = None,
        role: PageRole | None = None,
        records: list[JsonResponse] | None = None,
    ) -> Page | None:
        """Return the page at `url`, or None if the server answers that the page has not changed (304 Not Modified).

        None is returned only if `validators` are given. `ends` is the time of the event loop at which all requests are
        stopped. If `post` has a body, the body is posted. If the source's option `render` applies to pages with this
        `role`, the page is loaded in the browser, and the JSON data that it loads is added to `records`.

        Redirects, retries, robots.txt, delays and limits are handled by Scrapy and the address guard. Raise FetchError
        if the page cannot be fetched. The text of the page is checked later, in the process that parses the page; see
        `barriers.require_page`.
        """
        self._pace(url, source)
        rendering = source.rendering(role)
        try:
            request = _request(url, source, validators, ends, None if rendering else post)
            if rendering and records is not None:
                request.meta[RECORDS] = records
            if rendering:
                response = await self._rendered.response(self._engine.download_async, request, rendering, role)
            else:
                response = await self._engine.download_async(request)
        except Exception as error:
            raise download_error(error) from error
        if response.status == 304 and validators and (validators.etag or validators.modified):
            return None
        refused = answer_error(response)
        if refused:
            raise refused
        page = await self._page(url, response, size_limit(source))
        fault = body_error(page)
        if fault:
            raise fault
        return page

    async def fetch_file(self, url: str, source: Source, limit: int, ends: float) -> bytes:
        """Return the bytes of an attachment, at most `limit`. The attachment is fetched by the same rules as a page.

        `ends` is the time of the event loop at which the request stops. The type of the bytes is not checked. Raise
        FetchError if the attachment cannot be fetched or the response is empty.
        """
        self._pace(url, source)
        request = _request(url, source, None, ends, None)
        request.meta["download_maxsize"] = limit
        request.meta["download_timeout"] = FILE_TIMEOUT_S
        request.meta["max_retry_times"] = 1
        try:
            response = await self._engine.download_async(request)
        except Exception as error:
            raise download_error(error) from error
        refused = answer_error(response)
        if refused:
            raise refused
        if not response.body:
            raise EmptyBodyError()
        body: bytes = response.body
        return body

    @property
    def _engine(self):  # type: ignore[no-untyped-def]
        return self._spider.crawler.engine

    def _pace(self, url: str, source: Source) -> None:
        """Set the delay between requests to the host of `url` to the delay of the source. Do nothing if it has none."""
        if source.delay is None:
            return
        set_host_delay(self._engine.downloader, urlsplit(url).hostname or "", asked=source.delay.total_seconds())

    async def _page(self, url: str, response: "Response", limit: int) -> Page:
        def header(name: str) -> str | None:
            value = response.headers.get(name)
            return value.decode("latin-1")[:500] if value else None

        body: bytes = response.body
        if is_gzip(body):
            # In a thread, because a small file may be large inside.
            body = await asyncio.to_thread(_unzipped, body, limit, header("Content-Type"))
        return Page(
            url=url,
            body=body,
            fetched_at=self._clock(),
            content_type=header("Content-Type"),
            final_url=_with_item(response.url, url),
            etag=header("ETag"),
            modified=header("Last-Modified"),
        )


def _with_item(final_url: str, url: str) -> str:
    """Return `final_url`, the URL of the response, with the fragment of the requested URL if it identifies a page.

    Some sites show several pages at one URL and distinguish them by the fragment. As in browsers, the fragment is kept
    after a redirect to a URL without a fragment.
    """
    fragment = urlsplit(url).fragment
    return f"{final_url}#{fragment}" if "#" not in final_url and names_a_page(fragment) else final_url


def _unzipped(body: bytes, limit: int, content_type: str | None) -> bytes:
    """Return the decompressed bytes of a gzip file, or `body` unchanged if it is not valid gzip data.

    `content_type` is the content type of the file inside, for finding its encoding. Raise TooLargeError if the result
    exceeds `limit` bytes, or BrokenTransferError if the file inside is truncated.
    """
    try:
        plain, came_whole = gunzipped(body, limit)
    except DecodedTooLargeError as error:
        raise TooLargeError(FetchDetail.UNPACKS_ABOVE.of(limit=limit)) from error
    except ContentCodingError:
        return body
    if not plain:
        return body
    if not came_whole and not is_whole(decode(plain, content_type)):
        raise BrokenTransferError(FetchDetail.GZIP_TRUNCATED.of())
    return plain


def size_limit(source: Source) -> int:
    """Return the maximum number of bytes for a page of the source."""
    return SITEMAP_LIMIT if source.type == "sitemap" else PAGE_LIMIT


def _request(
    url: str, source: Source, validators: Validators | None, ends: float | None, post: ListingRequest | None
) -> Request:
    body = post.body if post else None
    # A source's headers may contain credentials, so they are sent to its own site only.
    headers = dict(source.headers) if site_of(url) == site_of(source.url) else {}
    if post and post.content_type:
        headers.setdefault("Content-Type", post.content_type)
    if validators and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators and validators.modified:
        headers["If-Modified-Since"] = validators.modified
    meta: dict[str, object] = {
        "trusted": source.trusted,
        "verify": source.verify_tls,
        "dont_obey_robotstxt": not source.obey_robots,
        "cookiejar": source.id,
        "own_headers": list(headers),
        **usage_meta(),
    }
    if source.type == "sitemap":
        meta["download_maxsize"] = size_limit(source)
    if ends is not None:
        meta["ends"] = ends
    try:
        return Request(
            url,
            method="GET" if body is None else "POST",
            body=body,
            headers=headers,
            meta=meta,
            dont_filter=True,
            callback=NO_CALLBACK,
        )
    except ValueError as error:
        raise FetchError(FetchDetail.INVALID_URL.of(reason=error)) from error
