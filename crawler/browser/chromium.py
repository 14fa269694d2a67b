"""Chromium, controlled by Playwright.

Each page has a context of its own, with its own cookies, cache and credentials for the proxy.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, async_playwright
from playwright.async_api import Error as PlaywrightError

from crawler.browser.chromium_options import REMOVED, arguments
from crawler.browser.messages import LoadedPage, LoadRequest
from crawler.browser.page_load import LAST_S, Ask, PageLoad
from crawler.browser.proxy import Allowance, FilteringProxy
from crawler.model.details.fetching import BrowserDetail
from crawler.model.errors import BrowserFailedError, BrowserMissingError, TimedOutError

_START_S = 30.0
_CLOSE_S = 5.0


@asynccontextmanager
async def chromium(program: str, proxy: FilteringProxy, folder: str) -> AsyncIterator["Chromium"]:
    """Start Chromium with its files in `folder`, yield it, and close it at the end of the `with` block.

    Raise BrowserMissingError if it does not start.
    """
    server = await proxy.start()
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=program,
                # Without this option, Playwright turns Chromium's sandbox off.
                chromium_sandbox=True,
                args=arguments(),
                ignore_default_args=[*REMOVED],
                proxy={"server": server},
                env={"HOME": folder, "TMPDIR": folder, "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder},
                handle_sigint=False,
                handle_sighup=False,
                timeout=_START_S * 1000,
            )
        except PlaywrightError as error:
            raise BrowserMissingError(BrowserDetail.NOT_STARTED.of(reason=_start_reason(str(error)))) from error
        try:
            yield Chromium(browser, proxy, server)
        finally:
            with contextlib.suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(_CLOSE_S):
                    await browser.close()


class Chromium:
    """The browser Chromium, as started by the function `chromium`."""

    def __init__(self, browser: Browser, proxy: FilteringProxy, server: str) -> None:
        self._browser = browser
        self._proxy = proxy
        self._server = server
        self._is_stuck = False

    @property
    def is_broken(self) -> bool:
        """Return whether the browser has ended or no longer responds, so that it must be replaced."""
        return self._is_stuck or not self._browser.is_connected()

    async def load(self, request: LoadRequest, ask: Ask, allowance: Allowance) -> LoadedPage:
        """Load a page in a context of its own. Raise FetchError if it cannot be loaded.

        `ask` returns whether robots.txt allows a URL. `allowance` limits and counts the page's use of the network.
        """
        self._proxy.admit(allowance)
        context = None
        try:
            async with asyncio.timeout(request.timeout_s + 2 * LAST_S):
                context = await self._browser.new_context(
                    proxy={"server": self._server, "username": allowance.user, "password": allowance.password},
                    user_agent=request.user_agent,
                    service_workers="block",
                    accept_downloads=False,
                    ignore_https_errors=not request.verify_tls,
                )
                return await PageLoad(request, ask, allowance).run(context)
        except TimeoutError as error:
            raise TimedOutError(BrowserDetail.SCRIPTS_LATE.of()) from error
        except PlaywrightError as error:
            raise BrowserFailedError(BrowserDetail.FAILED_BECAUSE.of(reason=error.message[:200])) from error
        finally:
            self._proxy.dismiss(allowance)
            if context is not None:
                await self._closed(context)

    async def _closed(self, context: BrowserContext) -> None:
        try:
            async with asyncio.timeout(_CLOSE_S):
                await context.close()
        except (PlaywrightError, TimeoutError):
            self._is_stuck = True


def _start_reason(message: str) -> str:
    """Return the decisive line of Playwright's error message for a browser that failed to start.

    This is the last line that contains `ERROR` or `FATAL`, or the first line if there is none.
    """
    said = [line.strip() for line in message.splitlines() if "ERROR" in line or "FATAL" in line]
    return (said or message.splitlines())[-1 if said else 0]
