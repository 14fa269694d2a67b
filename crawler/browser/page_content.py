"""What Playwright returns of a loaded page: results of scripts, cookies, and the texts of responses."""

import asyncio
import contextlib
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Response
from playwright.async_api import Error as PlaywrightError

from crawler.browser import page_limits as limits
from crawler.browser.messages import BrowserCookie, JsonResponse

_TRIES = 10
_PAUSE_S = 0.1


async def evaluate(cdp: CDPSession, script: str, seconds: float | None = None) -> Any:
    """Return the result of a script in the page's main frame, or None if the page keeps navigating.

    The script runs in a separate JavaScript context, which the page's own scripts cannot access. Raise TimeoutError
    after `seconds`.
    """
    async with asyncio.timeout(seconds):
        for _ in range(_TRIES):
            # A page may navigate to another page while it is read.
            with contextlib.suppress(PlaywrightError):
                tree = await cdp.send("Page.getFrameTree")
                frame = tree["frameTree"]["frame"]["id"]
                world = await cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "noticewatch"})
                parameters = {"expression": script, "contextId": world["executionContextId"], "returnByValue": True}
                found = await cdp.send("Runtime.evaluate", parameters)
                return found["result"].get("value")
            await asyncio.sleep(_PAUSE_S)
    return None


async def context_cookies(context: BrowserContext, url: str) -> tuple[BrowserCookie, ...]:
    """Return the cookies that the browser would send to `url`."""
    return tuple(
        BrowserCookie(
            name=cookie.get("name", ""),
            value=cookie.get("value", ""),
            domain=cookie.get("domain", ""),
            path=cookie.get("path", "/"),
            expires=cookie.get("expires", -1),
            secure=cookie.get("secure", False),
        )
        for cookie in await context.cookies(url)
    )


async def json_response(response: Response) -> JsonResponse | None:
    """Return the JSON data in a response together with the request for it, or None if the response contains no JSON.

    The result is also None if the response is too large or not successful, or if the request is neither GET nor POST.
    """
    request = response.request
    method = request.method
    if method not in ("GET", "POST") or not 200 <= response.status < 300:
        return None
    text = await response_text(response)
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) or len(text) > limits.JSON_BYTES:
        return None
    try:
        posted = request.post_data
    except UnicodeDecodeError:
        return None
    kind = request.headers.get("content-type", "")
    return JsonResponse(url=response.url, method=method, posted=posted, content_type=kind, body=clean(text))


async def response_text(response: Response) -> str:
    """Return the text of a response, or an empty string if the browser no longer has it."""
    try:
        return (await response.body()).decode("utf-8", "replace")
    except PlaywrightError:
        return ""


def clean(text: str) -> str:
    """Return the text without lone surrogates, which JSON cannot represent."""
    return text.encode("utf-8", "replace").decode("utf-8")
