"""Classes that manage crawler child processes, which answer requests as JSON Lines over pipes."""

import asyncio
import contextlib
import itertools
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from crawler.model.codes import FailureCode
from crawler.model.details.pages import RequestDetail
from crawler.model.errors import CrawlerError
from crawler.model.requests import AnyRequest, PingRequest, PollRequest
from crawler.model.results import (
    RESULT,
    AnyResult,
    PollResult,
    PongResult,
    failed_result,
    state_excess,
    within_state_limit,
)
from monitor.config import Settings
from monitor.config.source_secrets import without_secrets
from monitor.errors import ChildError
from monitor.runtime.logging import log_again
from monitor.runtime.processes import memory_reader
from monitor.runtime.temporary_folder import TemporaryFolder

logger = logging.getLogger(__name__)

GRACE_S = 15.0
"""The number of seconds after a request's deadline after which the child process is regarded as hung."""
PING_S = 4.0
SILENT_S = 20.0
"""The seconds without output after which a child with pending requests is pinged (`PING_S`) or regarded as hung
(`SILENT_S`)."""
POLLS_A_CHILD = 24
"""The maximum number of simultaneous polls per child."""
RENEW_REQUESTS = 20_000
RENEW_BYTES = 512 * 1024 * 1024
"""The number of requests (`RENEW_REQUESTS`) and the resident memory in bytes (`RENEW_BYTES`) at which a child is
replaced."""
LINE_LIMIT = 512 * 1024 * 1024
ALONE_AFTER = 2
GIVEN_UP_AFTER = 3
"""The number of children lost during a request after which the request is sent to a separate child (`ALONE_AFTER`) or
fails (`GIVEN_UP_AFTER`)."""


def crawler_command(settings: Settings, folder: Path | None = None) -> list[str]:
    """Return the command that starts a crawler child. `folder` is the configuration folder.

    The option `-P` prevents Python from importing a folder named `crawler` in the user's working directory.
    """
    command = [sys.executable, "-P", "-m", "crawler", "serve", "--delay", str(settings.delay.total_seconds())]
    if settings.contact:
        command += ["--contact", settings.contact]
    if settings.browser:
        command += ["--browser", settings.browser]
    if settings.allow_commands and folder:
        command += ["--programs", str(folder.resolve())]
    return command


class CrawlerProcess:
    """A crawler child process, which answers several requests at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._resident_bytes = memory_reader(process.pid)
        self._waiting: dict[str, asyncio.Future[AnyResult]] = {}
        self.asked = 0
        self._unsent: list[bytes] = []
        self._may_have_grown = False
        self._heard_at = time.monotonic()
        self._watcher = asyncio.create_task(self._watch())
        self._reader = asyncio.create_task(self._read())
        self._listener = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, command: Sequence[str]) -> "CrawlerProcess":
        """Start a crawler process in a separate session, so that a terminal's interrupt reaches only the parent."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE_LIMIT,
            start_new_session=True,
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def describe(self) -> dict[str, int]:
        """Return the current state of the process.

        The keys are `pid` (process id), `asked` (number of requests sent so far), `in_flight` (number of pending
        requests) and `bytes` (resident memory).
        """
        return {
            "pid": self.pid,
            "asked": self.asked,
            "in_flight": len(self._waiting),
            "bytes": self._resident_bytes(),
        }

    @property
    def alive(self) -> bool:
        """Return whether the process still answers requests."""
        return not self._reader.done()

    async def ask(self, request: AnyRequest, tag: str) -> AnyResult:
        """Send a request with the id `tag` to the process, and return the result.

        If the source state in the request or in the result exceeds the size limit, a failed result is returned. Raises
        ChildError if the process ends before it answers.
        """
        if excess := state_excess(request):
            return failed_result(request, CrawlerError.code, excess)
        future: asyncio.Future[AnyResult] = asyncio.get_running_loop().create_future()
        self._waiting[tag] = future
        self.asked += 1
        stdin = self._process.stdin
        assert stdin is not None
        try:
            self._send(request.model_copy(update={"id": tag}))
            await stdin.drain()
            result = await future
        except ConnectionError as error:
            if future.done() and not future.cancelled():
                future.exception()  # the reader task reports the same error; it is raised only once
            raise ChildError("the crawler child ended") from error
        finally:
            self._waiting.pop(tag, None)
        # The poll of an unchanged listing parses no page.
        self._may_have_grown |= not (isinstance(result, PollResult) and result.outcome == "not_modified")
        answer = within_state_limit(request, result.model_copy(update={"id": request.id}))
        if isinstance(request, PollRequest) and isinstance(answer, PollResult):
            return without_secrets(answer, request.source)
        return answer

    def _send(self, request: AnyRequest | PingRequest) -> None:
        """Send a request to the process, together with the others of this iteration of the event loop.

        Each write would wake the process, which then competes with this one for the processor.
        """
        if not self._unsent:
            asyncio.get_running_loop().call_soon(self._write)
        # Without defaults, the process reads the request in two thirds of the time.
        fields = request.model_dump_json(exclude_defaults=True).removeprefix("{")
        self._unsent.append(f'{{"do":"{request.do}",{fields}\n'.encode())

    def _write(self) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        if self._unsent and not stdin.is_closing():
            stdin.writelines(self._unsent)
        self._unsent = []

    async def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            while line := await stdout.readline():
                result = RESULT.validate_json(line)
                self._heard_at = time.monotonic()
                if isinstance(result, PongResult):
                    continue
                future = self._waiting.get(result.id)
                if future and not future.done():
                    future.set_result(result)
        except ValueError:
            # The output is not a result or exceeds the line limit, so the rest cannot be interpreted.
            logger.exception("a crawler child sent an invalid result", extra={"action": "child"})
            self.kill()
        finally:
            self._watcher.cancel()
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(ChildError("the crawler child ended"))

    async def _watch(self) -> None:
        """Kill the process if it no longer answers, for example because it is stopped or its event loop is blocked."""
        while True:
            await asyncio.sleep(PING_S)
            silent_s = time.monotonic() - self._heard_at
            if not self._waiting:
                self._heard_at = time.monotonic()
            elif silent_s > SILENT_S:
                logger.warning("a crawler child does not answer", extra={"action": "child", "pid": self.pid})
                self.kill()
                return
            elif silent_s >= PING_S:
                self._send(PingRequest(id="ping"))

    async def _listen(self) -> None:
        """Log what the child writes to standard error, except lines that exceed the length limit."""
        stderr = self._process.stderr
        assert stderr is not None
        while not stderr.at_eof():
            with contextlib.suppress(ValueError):
                log_again(await stderr.readline(), self.pid)

    def is_worn(self) -> bool:
        """Return whether the process must be replaced because of its number of requests or its memory use."""
        if self.asked >= RENEW_REQUESTS:
            return True
        may_have_grown = self._may_have_grown
        self._may_have_grown = False
        return may_have_grown and self._resident_bytes() > RENEW_BYTES

    def kill(self) -> None:
        """Kill the process."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def close(self, patience_s: float = 2.0) -> None:
        """Wait at most `patience_s` seconds for the child to finish, and kill the child if it does not finish."""
        self._write()
        if self._process.stdin:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(patience_s):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()
        await self._reader
        await asyncio.wait([self._listener], timeout=1.0)
        self._listener.cancel()


class CrawlerPool:
    """A pool of crawler children, which are started on demand.

    If a child is lost, its pending requests are sent again to other children.
    """

    def __init__(self, command: Sequence[str], count: int = 1, grace_s: float = GRACE_S) -> None:
        self._command = list(command)
        self._count = count
        self._grace_s = grace_s
        self._children: dict[int, CrawlerProcess] = {}
        self._retired: dict[asyncio.Task[None], CrawlerProcess] = {}
        self._starting = asyncio.Lock()
        self._alone = asyncio.Lock()
        self._tags = itertools.count()
        self._folder: TemporaryFolder | None = None
        self._clock_ahead_s = 0.0

    async def ask(self, request: AnyRequest) -> AnyResult:
        """Send a request to a child, and return the result.

        A child is lost if it ends or exceeds the request's deadline. The request is then sent to another child. When
        `GIVEN_UP_AFTER` children have been lost, a failed result is returned.
        """
        reason = ""
        for deaths in range(GIVEN_UP_AFTER):
            try:
                if deaths < ALONE_AFTER:
                    return await self._ask(await self._pick(request), request)
                return await self._ask_alone(request)
            except ChildError as error:
                reason = str(error)
                logger.warning("a crawler child was lost: %s", reason, extra={"action": "child", "request": request.id})
        return failed_result(
            request, FailureCode.CHILD_DIED, RequestDetail.CHILDREN_LOST.of(count=GIVEN_UP_AFTER, reason=reason)
        )

    async def _ask(self, child: CrawlerProcess, request: AnyRequest) -> AnyResult:
        tag = f"{next(self._tags)}"
        try:
            async with asyncio.timeout(request.deadline_s + self._grace_s):
                return await child.ask(request, tag)
        except TimeoutError as error:
            child.kill()
            raise ChildError("the crawler child hung beyond the deadline and was ended") from error

    async def _ask_alone(self, request: AnyRequest) -> AnyResult:
        """Send a request to a separate child, so that it cannot affect other requests, and return the result."""
        async with self._alone:
            child = await self._start()
            try:
                return await self._ask(child, request)
            finally:
                await child.close()

    async def _pick(self, request: AnyRequest) -> CrawlerProcess:
        """Return the child that is responsible for the host of a request's URL.

        All requests to a host use the same child, because Scrapy's delays for a host apply only within one process.
        """
        url = request.source.url if isinstance(request, PollRequest) else request.url
        place = crc32((urlsplit(url).hostname or "").encode()) % self._count
        async with self._starting:
            child = self._children.get(place)
            if child and child.alive and child.is_worn():
                self._retire(child)
            elif child and child.alive:
                return child
            self._children[place] = await self._start()
            return self._children[place]

    async def _start(self) -> CrawlerProcess:
        try:
            # Shielded: if the start of a process is cancelled, asyncio waits for the process forever.
            return await asyncio.shield(asyncio.ensure_future(CrawlerProcess.start(self._shared_command())))
        except OSError as error:
            raise ChildError(f"the crawler child could not be started: {error}") from error

    def _shared_command(self) -> list[str]:
        """Return the command that starts a child.

        If the pool has several children, the command names a folder for files that the children share. They use these
        files to apply the limits on requests to a host to all children together.
        """
        command = list(self._command)
        if self._clock_ahead_s:
            command += ["--clock-ahead", str(self._clock_ahead_s)]
        if self._count == 1:
            return command
        self._folder = self._folder or TemporaryFolder()
        return [*command, "--shared", str(self._folder.path)]

    def _retire(self, child: CrawlerProcess) -> None:
        """End a child in the background after it has answered its pending requests."""
        task = asyncio.create_task(child.close(patience_s=300))
        self._retired[task] = child
        task.add_done_callback(self._retired.pop)

    async def renew(self, command: Sequence[str]) -> None:
        """Set the command that starts children from now on.

        If the command has changed, the running children end after they have answered their pending requests.
        """
        async with self._starting:
            if list(command) == self._command:
                return
            self._command = list(command)
            self._retire_all()

    def _retire_all(self) -> None:
        for child in self._children.values():
            if child.alive:
                self._retire(child)
        self._children = {}

    async def set_clock_ahead(self, seconds: float) -> None:
        """Set the number of seconds that new children subtract from the time of this host's clock, which is ahead.

        If the number has changed, the running children end after they have answered their pending requests.
        """
        async with self._starting:
            if seconds != self._clock_ahead_s:
                self._clock_ahead_s = seconds
                self._retire_all()

    def describe(self) -> list[dict[str, int]]:
        """Return the state of each running child, including retired ones, as described by `CrawlerProcess.describe`."""
        return [child.describe() for child in (*self._children.values(), *self._retired.values()) if child.alive]

    async def kill(self) -> None:
        """Kill all children. Their pending requests are sent again to other children, unless they were cancelled."""
        for child in (*self._children.values(), *self._retired.values()):
            child.kill()

    async def close(self) -> None:
        """Kill all children. Their pending requests are lost."""
        children = list(self._children.values())
        retiring = list(self._retired)
        for child in (*children, *self._retired.values()):
            child.kill()
        await asyncio.gather(*(child.close() for child in children), *retiring)
        self._children = {}
        if self._folder:
            self._folder.remove()
            self._folder = None
