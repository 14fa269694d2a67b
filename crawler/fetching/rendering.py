"""Requests for pages that are loaded in the browser, and their responses.

These requests pass through the same middlewares as other requests. So robots.txt, delays, pauses and the source's
cookies apply to them, too.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from time import time
from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.browser.messages import BrowserCookie, JsonResponse, LoadedPage, LoadFailure, LoadRequest
from crawler.browser.page_limits import CHALLENGES
from crawler.browser.process import Browser
from crawler.fetching.usage import count_bytes, count_request
from crawler.model.details.fetching import BrowserDetail
from crawler.model.errors import BlockedError, BrowserFailedError, FetchError
from crawler.model.listing_options import PageRole, Rendering
from crawler.model.reason import Reason

META = "rendering"
"""The meta key of a request that is to be loaded in the browser. Its value is a Rendering."""
RECORDS = "records"
"""The meta key whose list receives the JSON data that the page loads."""
SERVED = "served"
"""The flag of a browser response showing that the server sends the whole page to a client with the right cookies.

Later requests can therefore be sent without the browser.
"""
ALLOWS = "allows"
"""The meta key of the function that returns whether robots.txt allows a URL."""
COOKIE_S = 12 * 3600
"""The maximum time in seconds for which the cookies of a page are kept after the browser has closed."""
SOURCES = 2000
"""The maximum number of sources for which it is remembered that their pages can now be fetched without the browser."""
_LEAST_S = 1.0
_SPARE_S = 2.0


Download = Callable[[Request], Awaitable[Response]]


class RenderedPages:
    """A downloader for sources with the option `render`. It uses the browser only if a plain request is not enough.

    Some sites answer the first request with a script that only sets cookies. They send the complete page to every
    request that contains these cookies. At such a site the browser is used only to get the cookies; afterwards, plain
    requests are sent.
    """

    def __init__(self) -> None:
        self._served: set[tuple[str, PageRole | None]] = set()

    async def response(
        self, download: Download, request: Request, rendering: Rendering, role: PageRole | None
    ) -> Response:
        """Send a request, through the browser if necessary, and return the response.

        `download` sends the request, and `role` is the role of the page (listing or notice). Raise BlockedError if the
        site refuses access even to the browser.
        """
        key = (str(request.meta["cookiejar"]), role)
        if key in self._served:
            response = await download(request)
            if response.status not in CHALLENGES:
                return response
            self._served.discard(key)
        response = await download(_in_browser(request, rendering))
        if response.status in CHALLENGES:
            raise BlockedError(BrowserDetail.REFUSED.of(status=response.status))
        if SERVED in response.flags and len(self._served) < SOURCES:
            self._served.add(key)
        return response


def _in_browser(request: Request, rendering: Rendering) -> Request:
    """Return a copy of a request that loads the page in the browser, without conditional headers."""
    headers = request.headers.copy()
    for name in ("If-None-Match", "If-Modified-Since"):
        headers.pop(name, None)
    timeout = min(rendering.timeout.total_seconds(), request.meta.get("download_timeout", math.inf))
    return request.replace(headers=headers, meta={**request.meta, META: rendering, "download_timeout": timeout})


async def loaded(browser: Browser, request: Request) -> HtmlResponse:
    """Return the page of a request after its scripts have run. Raise FetchError if it cannot be loaded."""
    rendering: Rendering = request.meta[META]
    patience_s = min(rendering.timeout.total_seconds(), _left_s(request) - _SPARE_S)
    message = LoadRequest(
        id=0,
        url=request.url,
        user_agent=(request.headers.get(b"User-Agent") or b"").decode("latin-1"),
        cookies=_sent_cookies(request),
        wait_for=rendering.wait_for,
        timeout_s=max(_LEAST_S, patience_s),
        trusted=request.meta.get("trusted") is True,
        verify_tls=request.meta.get("verify") is not False,
        asks=ALLOWS in request.meta,
        records=RECORDS in request.meta,
    )
    allows: Callable[[str], Awaitable[bool]] = request.meta.get(ALLOWS, _allowed)
    answer = await browser.load(message, allows)
    for _ in range(answer.requests - 1):
        count_request(request.meta)
    # The size of the document itself is counted with the response.
    count_bytes(request.meta, answer.bytes - (len(answer.body) if isinstance(answer, LoadedPage) else 0))
    if isinstance(answer, LoadFailure):
        raise _ERRORS.get(answer.code, BrowserFailedError)(Reason.from_json(answer.detail))
    recorded: list[JsonResponse] = request.meta.get(RECORDS, [])
    recorded += answer.recorded
    return _response(request, answer)


def _left_s(request: Request) -> float:
    """Return the time in seconds until the request's deadline, or infinity if it has none."""
    ends: float | None = request.meta.get("ends")
    return math.inf if ends is None else ends - asyncio.get_running_loop().time()


async def _allowed(_: str) -> bool:
    return True


def _response(request: Request, page: LoadedPage) -> HtmlResponse:
    cookies = [_set_cookie(cookie) for cookie in page.cookies if cookie.name]
    return HtmlResponse(
        page.url,
        status=page.status,
        headers={"Content-Type": page.content_type, **({"Set-Cookie": cookies} if cookies else {})},
        # The byte order mark takes precedence over the encoding that the document states.
        body=b"\xef\xbb\xbf" + page.body.encode("utf-8", "replace"),
        flags=[SERVED] if page.is_served else [],
        request=request,
    )


def _sent_cookies(request: Request) -> tuple[BrowserCookie, ...]:
    """Return the cookies in the source's cookie jar that apply to the request."""
    found = []
    for part in (request.headers.get(b"Cookie") or b"").decode("utf-8", "replace").split(";"):
        name, equals, value = part.strip().partition("=")
        if name and equals:
            found.append(BrowserCookie(name=name, value=value))
    return tuple(found)


def _set_cookie(cookie: BrowserCookie) -> str:
    """Return a Set-Cookie header with which a cookie of the browser is added to the source's cookie jar.

    The cookie expires after COOKIE_S seconds at the latest.
    """
    left = COOKIE_S if cookie.expires < 0 else min(cookie.expires - time(), COOKIE_S)
    parts = [f"{cookie.name}={cookie.value}", f"Path={cookie.path or '/'}", f"Max-Age={max(0, int(left))}"]
    if cookie.domain.startswith("."):
        parts.append(f"Domain={cookie.domain}")
    if cookie.secure:
        parts.append("Secure")
    return "; ".join(parts)


def _classes(kind: type[FetchError]) -> dict[str, type[FetchError]]:
    found: dict[str, Any] = {kind.code: kind}
    for each in kind.__subclasses__():
        found |= _classes(each)
    return found


_ERRORS = _classes(FetchError)
