"""Loading of one page in a browser context: the requests that are allowed, the end of loading, and the result."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from time import monotonic
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, CDPSession, Dialog, Page, Request, Response, Route
from playwright.async_api import Error as PlaywrightError

from crawler.browser import page_limits as limits
from crawler.browser.messages import JsonResponse, LoadedPage, LoadRequest
from crawler.browser.page_content import clean, context_cookies, evaluate, json_response, response_text
from crawler.browser.proxy import Allowance
from crawler.model.details.fetching import BrowserDetail, FetchDetail
from crawler.model.errors import BrowserFailedError, NotAPageError, TooLargeError

Ask = Callable[[str], Awaitable[bool]]
"""A function that returns whether robots.txt allows a URL."""
LAST_S = 5.0
"""The time in seconds that remains for reading the document when the time for loading the page is over."""
_LOOK_S = 0.1


class PageLoad:
    """Loads one page in a browser context, and collects the responses that it receives."""

    def __init__(self, request: LoadRequest, ask: Ask, allowance: Allowance) -> None:
        self._request = request
        self._ask = ask
        self._allowance = allowance
        self._host = urlsplit(request.url).hostname
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count = 0
        self._open: dict[Request, float] = {}
        self._active_at = monotonic()
        self._statuses: list[int] = []
        self._main: Response | None = None
        self._data: list[Response] = []
        allowance.exceeded = lambda: self._stop(TooLargeError(BrowserDetail.TRAFFIC.of(size=limits.BYTES_LIMIT >> 20)))

    async def run(self, context: BrowserContext) -> LoadedPage:
        """Load the page in the context and return it.

        Raise FetchError if the page cannot be used, or PlaywrightError if the browser reports an error.
        """
        url = self._request.url
        await context.add_cookies(
            [{"name": cookie.name, "value": cookie.value, "url": url} for cookie in self._request.cookies]
        )
        page = await context.new_page()
        context.on("page", lambda other: asyncio.ensure_future(_close(other)))
        page.on("dialog", lambda dialog: asyncio.ensure_future(_dismiss(dialog)))
        page.on("crash", lambda _: self._stop(BrowserFailedError(BrowserDetail.CRASHED.of())))
        page.on("request", self._note_request)
        page.on("requestfinished", self._note_end)
        page.on("requestfailed", self._note_end)
        page.on("response", self._note_response)
        await context.route("**/*", self._route)
        work = asyncio.ensure_future(self._work(page, context))
        try:
            await asyncio.wait((work, self._ended), return_when=asyncio.FIRST_COMPLETED)
            if self._ended.done():
                self._ended.result()
            return work.result()
        finally:
            work.cancel()
            self._ended.cancel()
            await asyncio.gather(work, return_exceptions=True)

    def _stop(self, reason: Exception) -> None:
        if not self._ended.done():
            self._ended.set_exception(reason)

    async def _work(self, page: Page, context: BrowserContext) -> LoadedPage:
        request = self._request
        ends = monotonic() + request.timeout_s
        cdp = await context.new_cdp_session(page)
        try:
            await page.goto(request.url, wait_until="commit", timeout=request.timeout_s * 1000)
        except PlaywrightError as error:
            raise limits.navigation_error(error.message, request.url, self._allowance.refused) from error
        try:
            async with asyncio.timeout(ends - monotonic()):
                await self._wait(page, cdp, ends)
        except (PlaywrightError, TimeoutError):
            # The script never ends. The content it has added so far is read.
            with contextlib.suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(LAST_S / 2):
                    await cdp.send("Runtime.terminateExecution")
        return await self._document(context, cdp)

    async def _wait(self, page: Page, cdp: CDPSession, ends: float) -> None:
        """Wait until the page is loaded or, with the source option `wait_for`, until the element in that option exists.

        A page counts as loaded when it no longer uses the network and its document is neither empty nor a browser check
        (a script that decides whether the client is a browser). `ends` is the time of the monotonic clock at which
        waiting for the element ends.
        """
        if selector := self._request.wait_for:
            kind = "xpath" if selector.startswith(("/", "./", "(")) else "css"
            await page.wait_for_selector(
                f"{kind}={selector}", state="attached", timeout=max(1.0, (ends - monotonic()) * 1000)
            )
            return
        until = monotonic() + limits.CHALLENGE_S
        while True:
            await self._quiet()
            if self._main and not limits.is_html(self._main.headers.get("content-type", "")):
                return
            letters, links = await evaluate(cdp, limits.VISIBLE_COUNTS) or (0, 0)
            is_bare = letters < limits.BARE_LETTERS and not links
            is_challenge = bool(self._statuses) and self._statuses[-1] in limits.CHALLENGES
            if not (is_bare or is_challenge) or monotonic() > until:
                return
            await asyncio.sleep(_LOOK_S)

    async def _quiet(self) -> None:
        until = monotonic() + limits.SETTLE_S
        while (now := monotonic()) < until:
            is_loading = any(now - began < limits.LONG_REQUEST_S for began in self._open.values())
            if not is_loading and now - self._active_at >= limits.NETWORK_IDLE_S:
                return
            await asyncio.sleep(_LOOK_S)

    async def _document(self, context: BrowserContext, cdp: CDPSession) -> LoadedPage:
        main = self._main
        if main is None:
            raise BrowserFailedError(BrowserDetail.NO_RESPONSE.of())
        content_type = main.headers.get("content-type", "")
        if not limits.is_text(content_type):
            raise NotAPageError(FetchDetail.NOT_A_PAGE.of(kind=content_type[:100]))
        url = main.url
        if limits.is_html(content_type):
            found = await evaluate(cdp, limits.SNAPSHOT, LAST_S)
            if not found:
                raise BrowserFailedError(BrowserDetail.REDIRECTING.of())
            if found["tooLarge"]:
                raise TooLargeError(BrowserDetail.TOO_LARGE.of())
            body = str(found["html"])
            url = str(found["url"])
            if url.startswith("chrome-error:"):
                # The page navigated to a URL that could not be loaded.
                raise limits.navigation_error("ERR_CONNECTION_", self._request.url, self._allowance.refused)
            content_type = "text/html"
        else:
            body = await main.text()
        was_challenged = self._statuses[-1] not in limits.CHALLENGES and any(
            status in limits.CHALLENGES for status in self._statuses
        )
        return LoadedPage(
            id=self._request.id,
            url=url if url.startswith(("http://", "https://")) else main.url,
            status=self._statuses[-1],
            content_type=f"{content_type.partition(';')[0].strip()}; charset=utf-8",
            body=clean(body),
            cookies=await context_cookies(context, url),
            was_challenged=was_challenged,
            is_served=was_challenged and limits.is_served(await response_text(main), body),
            recorded=await self._recorded(),
        )

    async def _recorded(self) -> tuple[JsonResponse, ...]:
        found = [await json_response(response) for response in self._data]
        return tuple(filter(None, found))

    async def _route(self, route: Route) -> None:
        request = route.request
        self._count += 1
        refused = request.resource_type in limits.REFUSED_KINDS or self._count > limits.REQUESTS
        with contextlib.suppress(PlaywrightError):
            if refused or not await self._is_allowed(request):
                await route.abort("blockedbyclient")
            else:
                await route.continue_()

    async def _is_allowed(self, request: Request) -> bool:
        """Return whether a request may be sent according to robots.txt.

        robots.txt is checked for the page itself and for requests to the page's host. Requests to other hosts are
        allowed.
        """
        parts = urlsplit(request.url)
        if not self._request.asks or parts.scheme not in ("http", "https"):
            return True
        is_page = request.is_navigation_request() and request.frame.parent_frame is None
        return not (is_page or parts.hostname == self._host) or await self._ask(request.url)

    def _note_request(self, request: Request) -> None:
        self._active_at = monotonic()
        self._open[request] = self._active_at

    def _note_end(self, request: Request) -> None:
        self._active_at = monotonic()
        self._open.pop(request, None)

    def _note_response(self, response: Response) -> None:
        self._active_at = monotonic()
        request = response.request
        if request.is_navigation_request() and request.frame.parent_frame is None:
            is_redirect = 300 <= response.status < 400
            if not is_redirect and (self._main is None or limits.is_displayed(response.status, response.headers)):
                self._main = response
                self._statuses.append(response.status)
        elif self._request.records and request.resource_type in ("xhr", "fetch"):
            self._data = [*self._data, response][: limits.JSON_RESPONSES]


async def _close(page: Page) -> None:
    with contextlib.suppress(PlaywrightError):
        await page.close()


async def _dismiss(dialog: Dialog) -> None:
    with contextlib.suppress(PlaywrightError):
        await dialog.dismiss()
