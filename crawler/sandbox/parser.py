"""Run the steps that parse and read pages: in processes that can be killed, with a lane for those that take long.

Pages that are small, or large, or of a source whose pages took too long before, have a process each. So a page can
delay others of its own kind alone, and small ones only for a moment.
"""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any, ParamSpec, Protocol, TypeVar

from crawler.model.errors import TooComplexError
from crawler.sandbox.process import (
    DiedError,
    NotStartedError,
    OvertimeError,
    SandboxError,
    SandboxProcess,
    command,
    request_of,
)

P = ParamSpec("P")
T = TypeVar("T")
logger = logging.getLogger(__name__)


class Parser(Protocol):
    """Runs steps on pages."""

    async def run(self, source: str, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a step of a poll of `source` returns; raise what it raises."""

    def close(self) -> None:
        """End the processes."""


class InlineParser:
    """Run steps in this process and thread: for a page of one's own, and for tests."""

    async def run(self, source: str, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:  # noqa: ARG002
        """Run the step at once."""
        return step(*args, **kwargs)

    def close(self) -> None:
        """Do nothing: there is no process."""


@dataclass(frozen=True)
class LaneLimits:
    """Limits of a lane.

    They are the seconds that a step may take, the seconds without a step after which its process ends, and how far its
    process stands back when the processor is short.
    """

    seconds: float
    idle_s: float
    niceness: int


SMALL_BYTES = 256 * 1024
"""Bytes of a request that counts as small: the page and what is known of it."""
SMALL = LaneLimits(seconds=2.5, idle_s=600.0, niceness=0)
LARGE = LaneLimits(seconds=6.0, idle_s=60.0, niceness=10)
SUSPECT = LaneLimits(seconds=15.0, idle_s=30.0, niceness=15)
QUEUE_LIMIT = 4
"""Steps of suspect sources that wait at most; a further one fails at once."""
SUSPECT_S = 3600.0
"""Seconds for which a source is suspect, and for which a step that has failed there is not run again."""
REMEMBERED = 5000


_SUSPECT: Any = object()


class _Lane:
    """A process with the thread that waits for it; steps are run in the order in which they come."""

    def __init__(self, limits: LaneLimits) -> None:
        self._limits = limits
        self._process = SandboxProcess(command(limits.idle_s, limits.niceness))
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parser")
        self.waiting = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid

    async def ask(self, request: bytes, is_suspect: Callable[[], bool] = lambda: False) -> Any:
        """Return the result of a request, or _SUSPECT when its source has become suspect while it waited."""
        self.waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._ask, request, is_suspect)
        finally:
            self.waiting -= 1

    def _ask(self, request: bytes, is_suspect: Callable[[], bool]) -> Any:
        return _SUSPECT if is_suspect() else self._process.ask(request, self._limits.seconds)

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._process.close()


class _Recent:
    """Keys that are remembered for SUSPECT_S."""

    def __init__(self) -> None:
        self._until: OrderedDict[Any, float] = OrderedDict()

    def add(self, key: Any) -> None:
        self._until.pop(key, None)
        self._until[key] = monotonic() + SUSPECT_S
        if len(self._until) > REMEMBERED:
            self._until.popitem(last=False)

    def __contains__(self, key: Any) -> bool:
        return self._until.get(key, 0.0) > monotonic()


class ProcessParser:
    """Run steps in processes, which are started when they are needed."""

    def __init__(self) -> None:
        self._small = _Lane(SMALL)
        self._large = _Lane(LARGE)
        self._slow = _Lane(SUSPECT)
        self._suspects = _Recent()
        self._hopeless = _Recent()

    @property
    def pids(self) -> list[int]:
        """The ids of the processes that have been started."""
        return [pid for lane in (self._small, self._large, self._slow) if (pid := lane.pid)]

    async def run(self, source: str, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the step returns, and raise what it raises.

        Raise TooComplexError for a page that takes too much time or memory, or ends the process that reads it.
        """
        assert not kwargs
        request = request_of(step, *args)
        result: T
        if source not in self._suspects:
            lane = self._small if len(request) <= SMALL_BYTES else self._large
            try:
                result = await lane.ask(request, lambda: source in self._suspects)
            except (OvertimeError, DiedError):
                self._suspects.add(source)
            except NotStartedError as error:
                raise TooComplexError(f"the process to read the page cannot be started: {error}") from error
            else:
                if result is not _SUSPECT:
                    return result
        result = await self._ask_slowly(source, request)
        return result

    async def _ask_slowly(self, source: str, request: bytes) -> Any:
        digest = hashlib.blake2b(request, digest_size=16).digest()
        if digest in self._hopeless:
            raise TooComplexError("the page takes too long to read, or ends the process that reads it")
        if self._slow.waiting >= QUEUE_LIMIT:
            raise TooComplexError("too many pages that take long are waiting to be read")
        try:
            return await self._slow.ask(request)
        except SandboxError as error:
            self._hopeless.add(digest)
            reason = "takes too long to read" if isinstance(error, OvertimeError) else "ends the process that reads it"
            logger.warning("a page of %s %s", source, reason, extra={"action": "parse", "source": source})
            raise TooComplexError(f"the page {reason}") from error

    def close(self) -> None:
        """End the processes."""
        for lane in (self._small, self._large, self._slow):
            lane.close()
