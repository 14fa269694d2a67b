"""The crawler's side of the browser process: starting it on demand, sending requests, and replacing the process."""

import asyncio
import contextlib
import itertools
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic

from crawler.browser.chromium_options import missing, program
from crawler.browser.messages import (
    FROM_BROWSER,
    AccessQuestion,
    AccessReply,
    LoadedPage,
    LoadFailure,
    LoadRequest,
)
from crawler.model.details.fetching import BrowserDetail
from crawler.model.errors import BrowserFailedError, BrowserMissingError, TimedOutError
from crawler.sandbox.children import KEPT

logger = logging.getLogger(__name__)

PAGES_AT_ONCE = 2
"""The number of pages that are loaded at the same time."""
RENEW_PAGES = 200
"""The number of pages after which the process is replaced, to limit the effect of memory leaks."""
IDLE_S = 120.0
"""The time in seconds without a request after which the process ends."""
GRACE_S = 20.0
"""The time in seconds beyond the limit of a page after which a process that has not answered is regarded as hung."""
_LINE_LIMIT = 64 * 1024 * 1024
_CLOSE_S = 8.0
_REMOVALS = 100
_REMOVAL_S = 0.1

Allows = Callable[[str], Awaitable[bool]]
"""A function that returns whether robots.txt allows a URL."""


class BrowserProcess:
    """A running browser process with its pending requests. `folder` contains its temporary files."""

    def __init__(self, process: asyncio.subprocess.Process, folder: str) -> None:
        self._process = process
        self._folder = folder
        self._pending: dict[int, tuple[asyncio.Future[LoadedPage | LoadFailure], Allows]] = {}
        self._replies: set[asyncio.Task[None]] = set()
        self._reader = asyncio.ensure_future(self._read())
        self._is_ending = False
        self.asked = 0

    @classmethod
    async def start(cls, path: str) -> "BrowserProcess":
        """Start a browser process for the program at `path`. Raise OSError if it cannot be started."""
        folder = tempfile.mkdtemp(prefix="noticewatch-browser-")
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        # Separate pipes and a separate session, as for the processes that parse pages.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "crawler.browser", path, folder),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**kept, "HOME": folder, "TMPDIR": folder},
            limit=_LINE_LIMIT,
            start_new_session=True,
        )
        return cls(process, folder)

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Return whether the process can answer further requests: it has not ended and is not about to end."""
        return not self._is_ending and not self._reader.done()

    @property
    def is_busy(self) -> bool:
        """Return whether pages are being loaded."""
        return bool(self._pending)

    async def load(self, request: LoadRequest, allows: Allows) -> LoadedPage | LoadFailure:
        """Return the answer to a request. `allows` returns whether robots.txt allows a URL.

        Raise BrowserFailedError if the process ends without an answer, and TimedOutError if it does not answer in time.
        """
        future: asyncio.Future[LoadedPage | LoadFailure] = asyncio.get_running_loop().create_future()
        self._pending[request.id] = future, allows
        self.asked += 1
        try:
            async with asyncio.timeout(request.timeout_s + GRACE_S):
                await self._send(request)
                return await future
        except TimeoutError as error:
            logger.warning("the browser does not answer", extra={"action": "browse", "pid": self.pid})
            self.kill()
            raise TimedOutError(BrowserDetail.SILENT.of()) from error
        except ConnectionError as error:
            raise BrowserFailedError(BrowserDetail.EXITED.of()) from error
        finally:
            self._pending.pop(request.id, None)
            future.cancel()

    def kill(self) -> None:
        """Kill the process. The browser ends with it, because its control pipe is closed."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def close(self, patience_s: float = _CLOSE_S) -> None:
        """Let the process finish its pages within `patience_s` seconds, then end it and remove its files."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(patience_s):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()
        await asyncio.gather(self._reader, return_exceptions=True)
        # A browser whose process was killed ends a little later, and may write until then.
        for _ in range(_REMOVALS):
            shutil.rmtree(self._folder, ignore_errors=True)
            if not Path(self._folder).exists():
                return
            await asyncio.sleep(_REMOVAL_S)

    async def _send(self, message: LoadRequest | AccessReply) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(message.model_dump_json().encode() + b"\n")
        await stdin.drain()

    async def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            while line := await stdout.readline():
                self._take(FROM_BROWSER.validate_json(line))
        except ValueError:
            # A page may have compromised the browser; its further output is not trusted.
            logger.exception("the browser process sent an invalid answer")
            self.kill()
        finally:
            for future, _ in self._pending.values():
                if not future.done():
                    future.set_exception(BrowserFailedError(BrowserDetail.EXITED.of()))

    def _take(self, message: LoadedPage | LoadFailure | AccessQuestion) -> None:
        pending = self._pending.get(message.id)
        if pending is None:
            return
        if isinstance(message, AccessQuestion):
            task = asyncio.ensure_future(self._reply(message, pending[1]))
            self._replies.add(task)
            task.add_done_callback(self._replies.discard)
            return
        self._is_ending = self._is_ending or message.is_last
        if not pending[0].done():
            pending[0].set_result(message)

    async def _reply(self, question: AccessQuestion, allows: Allows) -> None:
        allowed = await allows(question.url)
        with contextlib.suppress(ConnectionError):
            await self._send(AccessReply(id=question.id, url=question.url, allowed=allowed))


class Browser:
    """The browser of a crawler, which runs in one process at a time.

    The process is started on demand, replaced from time to time, and ended when it has been idle for a while.
    """

    def __init__(self, path: str | None = None) -> None:
        self._path = path
        self._process: BrowserProcess | None = None
        self._starting = asyncio.Lock()
        self._places = asyncio.Semaphore(PAGES_AT_ONCE)
        self._ids = itertools.count(1)
        self._retired: set[asyncio.Task[None]] = set()
        self._used_at = monotonic()
        self._idle: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Return the id of the process, or None if it is not running."""
        return self._process.pid if self._process and self._process.is_alive else None

    async def load(self, request: LoadRequest, allows: Allows) -> LoadedPage | LoadFailure:
        """Load a page and return the answer. The request is sent with a new, unique id.

        `allows` returns whether robots.txt allows a URL. Raise BrowserMissingError if no browser is installed,
        BrowserFailedError if the browser ends, TimedOutError if it does not answer in time.
        """
        if reason := missing(self._path):
            raise BrowserMissingError(reason)
        async with self._places:
            process = await self._running()
            try:
                return await process.load(request.model_copy(update={"id": next(self._ids)}), allows)
            finally:
                self._used_at = monotonic()

    async def close(self) -> None:
        """End the current process at once, and wait until replaced processes have ended, too."""
        if self._idle:
            self._idle.cancel()
        if self._process:
            if self._process.is_busy:
                self._process.kill()
            await self._process.close()
            self._process = None
        if self._retired:
            await asyncio.wait(self._retired)

    async def _running(self) -> BrowserProcess:
        async with self._starting:
            process = self._process
            if process and (not process.is_alive or process.asked >= RENEW_PAGES):
                self._retire(process)
                process = None
            if process is None:
                path = program(self._path)
                assert path is not None
                try:
                    process = await asyncio.shield(asyncio.ensure_future(BrowserProcess.start(path)))
                except OSError as error:
                    raise BrowserMissingError(BrowserDetail.PROCESS_NOT_STARTED.of(reason=error)) from error
                self._process = process
            if self._idle is None or self._idle.done():
                self._idle = asyncio.ensure_future(self._end_when_idle())
            return process

    def _retire(self, process: BrowserProcess) -> None:
        """End a process in the background as soon as it has loaded its remaining pages."""
        task = asyncio.ensure_future(process.close(patience_s=60.0 + GRACE_S))
        self._retired.add(task)
        task.add_done_callback(self._retired.discard)
        self._process = None

    async def _end_when_idle(self) -> None:
        while self._process is not None:
            await asyncio.sleep(IDLE_S / 4)
            async with self._starting:
                process = self._process
                if process and not process.is_busy and monotonic() - self._used_at > IDLE_S:
                    self._retire(process)
