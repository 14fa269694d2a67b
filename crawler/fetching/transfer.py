"""Downloader middlewares for compressed responses, truncated responses, and redirects by `<meta refresh>`."""

import re

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.fetching.content_coding import CODINGS_LIMIT, codings_of, decoded
from crawler.model.details.fetching import FetchDetail
from crawler.model.encoding import decode
from crawler.model.errors import BrokenTransferError, TooLargeError
from crawler.model.markup import is_whole
from crawler.model.raw.compressed import ContentCodingError, DecodedTooLargeError
from crawler.model.reason import Reason
from crawler.model.url_key import url_key

_HEAD_BYTES = 8 * 4096
"""The size of the beginning of a page that contains its first 4,096 characters, the part that Scrapy searches for a
refresh, in any encoding."""
_COMMA_REFRESH = re.compile(
    rb"(?i)(<meta\b[^>]{0,300}?\bcontent\s{0,5}=\s{0,5}[\"']?\s{0,5}\d{1,4}(?:\.\d{0,4})?\s{0,5}),(?=\s{0,5}url\s{0,5}=)"
)
"""Matches a refresh with a comma before its URL, which browsers accept (HTML Standard, shared declarative refresh)."""


class TransferMiddleware:
    """A downloader middleware that decodes bodies and refuses truncated bodies.

    It replaces Scrapy's HttpCompressionMiddleware. If a body is declared as compressed but is plain text, it is
    accepted unchanged. A truncated response is accepted if its document is complete. Otherwise the document is
    requested again; if it is truncated again, BrokenTransferError is raised.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "TransferMiddleware":
        """Return the middleware; required by Scrapy."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the response with its body decoded, or a request to fetch it again.

        Raise BrokenTransferError if the body cannot be decoded or remains truncated, TooLargeError if the body is too
        large.
        """
        cause = FetchDetail.DATA_LOSS.of() if "dataloss" in response.flags else None
        if request.method == "HEAD" or (not response.body and not cause):
            return response
        body = response.body
        codings = codings_of(response.headers.getlist("Content-Encoding"))
        if len(codings) > CODINGS_LIMIT:
            raise BrokenTransferError(FetchDetail.TOO_MANY_CODINGS.of(count=len(codings), limit=CODINGS_LIMIT))
        for coding in codings:
            try:
                body, came_whole = decoded(body, coding, request.meta.get("download_maxsize", self._limit))
            except DecodedTooLargeError as error:
                raise TooLargeError(FetchDetail.UNPACKS_TOO_LARGE.of()) from error
            except ContentCodingError as error:
                raise BrokenTransferError(FetchDetail.WRONG_CODING.of(coding=coding, reason=error)) from error
            if not came_whole:
                cause = cause or FetchDetail.TRUNCATED.of(coding=coding)
        if cause and 200 <= response.status < 300 and not is_whole(decode(body, _content_type(response))):
            return self._again(request, FetchDetail.INCOMPLETE.of(cause=cause))
        return _with_body(response, body) if codings else response

    def _again(self, request: Request, cause: Reason) -> Request:
        spider = self._crawler.spider
        assert spider is not None
        again = get_retry_request(request, spider=spider, reason="data loss")
        if again is None:
            raise BrokenTransferError(cause)
        return again


def _content_type(response: Response) -> str | None:
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def _with_body(response: Response, body: bytes) -> Response:
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    return response.replace(cls=kind, body=body, headers=headers)


class PromptRefreshMiddleware(MetaRefreshMiddleware):
    """A downloader middleware that follows a `<meta refresh>` used as a redirect.

    It is used as a redirect if it takes effect at once or within METAREFRESH_MAXDELAY seconds. A page that refreshes to
    its own URL is requested again only once. If the second response refreshes to this URL as well, it is returned.
    """

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - the signature of Scrapy's own
    ) -> Request | Response:
        """Return the request for the URL of the refresh, or the response if there is no refresh to follow."""
        if not _may_refresh(response.body):
            return response
        written = _COMMA_REFRESH.sub(rb"\1;", response.body, count=1)
        led = super().process_response(request, response.replace(body=written))
        if not isinstance(led, Request):
            return response
        been = [response.url, *request.meta.get("redirect_urls", ())]
        again = url_key(led.url) == url_key(response.url)
        return response if again and sum(url_key(url) == url_key(led.url) for url in been) > 1 else led


def _may_refresh(body: bytes) -> bool:
    """Return whether a page may contain a `<meta refresh>` (a fast check of the raw bytes).

    A page with NUL bytes may be encoded in UTF-16 or UTF-32, so the result is True for it.
    """
    head = body[:_HEAD_BYTES].lower()
    return b"refresh" in head or b"\0" in head
