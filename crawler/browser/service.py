"""The browser process: it answers requests from standard input until the input ends.

It ends when the browser ends or no longer responds; the crawler then starts another process.
"""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from pydantic import ValidationError

from crawler.browser.chromium import Chromium, chromium
from crawler.browser.messages import (
    TO_BROWSER,
    AccessQuestion,
    AccessReply,
    LoadedPage,
    LoadFailure,
    LoadRequest,
)
from crawler.browser.page_limits import BYTES_LIMIT
from crawler.browser.proxy import Allowance, FilteringProxy
from crawler.model.errors import BrowserFailedError, BrowserMissingError, FetchError
from crawler.sandbox.process_tree import descendants, private_bytes

logger = logging.getLogger(__name__)

MEMORY = 1024 * 1024 * 1024
"""The maximum memory of the browser with all its processes in bytes. If it is exceeded, the largest page is ended."""
_CHECK_S = 0.5
_ANSWER_S = 10.0
"""The time in seconds to wait for the answer to a question about robots.txt. Without an answer, the URL is refused."""

Emit = Callable[[LoadedPage | LoadFailure | AccessQuestion], None]


class BrowserService:
    """A service that loads pages concurrently.

    `emit` is called with each AccessQuestion, and with the answer to each request.
    """

    def __init__(self, program: str, folder: str, emit: Emit, proxy: FilteringProxy | None = None) -> None:
        self._program = program
        self._folder = folder
        self._emit = emit
        self._proxy = proxy or FilteringProxy()
        self._questions: dict[tuple[int, str], asyncio.Future[bool]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()

    async def serve(self, lines: AsyncIterator[str]) -> None:
        """Answer the requests in `lines`. Return when the lines or the browser have ended."""
        try:
            async with chromium(self._program, self._proxy, self._folder) as browser:
                tasks = [asyncio.ensure_future(self._read(lines, browser)), asyncio.ensure_future(self._watch(browser))]
                await asyncio.wait(
                    (*tasks, ended := asyncio.ensure_future(self._ended.wait())), return_when="FIRST_COMPLETED"
                )
                for task in (*tasks, ended):
                    task.cancel()
                if self._running:
                    await asyncio.wait(self._running, timeout=_CHECK_S)
        except BrowserMissingError as error:
            await self._refuse(lines, error)
        finally:
            await self._proxy.close()

    async def _refuse(self, lines: AsyncIterator[str], error: FetchError) -> None:
        """Answer the first request in `lines` with `error`, which states why the browser cannot be started."""
        async for line in lines:
            request = TO_BROWSER.validate_json(line)
            if isinstance(request, LoadRequest):
                self._emit(LoadFailure.of(request.id, error))
                return

    async def _read(self, lines: AsyncIterator[str], browser: Chromium) -> None:
        async for line in lines:
            try:
                message = TO_BROWSER.validate_json(line)
            except ValidationError:
                logger.exception("invalid request from the crawler")
                continue
            if isinstance(message, AccessReply):
                future = self._questions.get((message.id, message.url))
                if future and not future.done():
                    future.set_result(message.allowed)
                continue
            task = asyncio.ensure_future(self._load(message, browser))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        if self._running:
            await asyncio.wait(self._running)

    async def _load(self, request: LoadRequest, browser: Chromium) -> None:
        allowance = Allowance(request.trusted, BYTES_LIMIT, lambda: None)
        try:
            answer: LoadedPage | LoadFailure = await browser.load(
                request, lambda url: self._asked(request.id, url), allowance
            )
        except FetchError as error:
            answer = LoadFailure.of(request.id, error)
        except Exception:
            logger.exception("a page could not be loaded", extra={"action": "browse", "url": request.url})
            answer = LoadFailure.of(request.id, BrowserFailedError())
        used = {"requests": allowance.connections, "bytes": allowance.bytes, "is_last": browser.is_broken}
        self._emit(answer.model_copy(update=used))
        if browser.is_broken:
            self._ended.set()

    async def _asked(self, number: int, url: str) -> bool:
        """Ask the crawler whether robots.txt allows a URL, and return the answer.

        `number` is the id of the LoadRequest.
        """
        future = self._questions.get((number, url))
        if future is None:
            future = self._questions[number, url] = asyncio.get_running_loop().create_future()
            self._emit(AccessQuestion(id=number, url=url))
        try:
            async with asyncio.timeout(_ANSWER_S):
                return await asyncio.shield(future)
        except TimeoutError:
            return False
        finally:
            self._questions.pop((number, url), None)

    async def _watch(self, browser: Chromium) -> None:
        """Check the browser's memory use repeatedly until the browser ends.

        If it exceeds the limit, kill the renderer process that uses the most memory.
        """
        while not browser.is_broken:
            await asyncio.sleep(_CHECK_S)
            sizes = {pid: private_bytes(pid) for pid in descendants()}
            if sum(sizes.values()) <= MEMORY:
                continue
            pages = {pid: size for pid, size in sizes.items() if _is_page(pid)}
            if not pages:
                return
            with contextlib.suppress(OSError):
                os.kill(max(pages, key=lambda pid: pages[pid]), signal.SIGKILL)


def _is_page(pid: int) -> bool:
    """Return whether a process is a renderer process of the browser, which displays pages."""
    with contextlib.suppress(OSError):
        return b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
