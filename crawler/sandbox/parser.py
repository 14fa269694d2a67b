"""Parsers, which run steps (functions that parse a page), usually in processes that can be killed.

There are three lanes: one for small pages, one for large pages and pages of slow sources, and one for suspect sources,
whose pages took too long even there. Each lane is a process. If a small page takes long, a second process parses the
small pages of other sources. Therefore, a page can delay only pages of the same kind, and a small page can delay them
only briefly. The processes are forks of one process that has loaded the libraries.
"""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Any, ParamSpec, Protocol, TypeVar

from crawler.model.details.pages import PageDetail
from crawler.model.errors import TooComplexError
from crawler.sandbox.children import ForkServer
from crawler.sandbox.lanes import ELSEWHERE, Lane, LaneLimits
from crawler.sandbox.process import (
    DiedError,
    NotStartedError,
    OvertimeError,
    SandboxError,
    StepRequest,
    request_of,
)

P = ParamSpec("P")
T = TypeVar("T")
logger = logging.getLogger(__name__)


class Parser(Protocol):
    """Interface for running steps on pages."""

    async def run(self, source: str, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a step for a page of `source`. Return the step's result or raise its exception."""

    def close(self) -> None:
        """End the processes."""


class InlineParser:
    """A parser that runs steps in the current process and thread. Used for trusted pages and in tests."""

    async def run(self, source: str, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:  # noqa: ARG002
        """Run a step immediately. Return its result or raise its exception. `source` is ignored."""
        return step(*args, **kwargs)

    def close(self) -> None:
        """Do nothing, because there is no process."""


SMALL_BYTES = 256 * 1024
"""The maximum size of a request in the lane for small pages, in bytes.

A request consists of a page and the known data about the page.
"""
SMALL = LaneLimits(seconds=1.0, idle_s=600.0, niceness=0, first_s=1.5)
LARGE = LaneLimits(seconds=6.0, idle_s=60.0, niceness=5)
"""Limits of the lane for large pages.

A poll ends with its last page, so that a much higher niceness would delay all notices of a source with a large page.
"""
RELIEF = replace(SMALL, idle_s=60.0)
"""Limits of the second process for small pages, which runs only while the first one is held up."""
SUSPECT = LaneLimits(seconds=15.0, idle_s=30.0, niceness=15)
SLOW_S = 0.25
"""The CPU time in seconds of a step for a small page after which its source is slow.

The small pages of a slow source are parsed in the lane for large pages, until one of them takes less time there, but
for at most SUSPECT_S seconds.
"""
QUEUE_LIMIT = 4
"""The maximum number of waiting steps for suspect sources, whose pages have taken too long.

Further steps fail at once.
"""
SUSPECT_S = 3600.0
"""The time in seconds for which a source is slow or suspect after one of its pages took too long.

A step that failed in the lane (process) for suspect sources is not run again for the same time.
"""
REMEMBERED = 5000


class _Recent:
    """A set of keys that forgets each key after SUSPECT_S seconds."""

    def __init__(self) -> None:
        self._until: OrderedDict[Any, float] = OrderedDict()

    def add(self, key: Any) -> None:
        self._until.pop(key, None)
        self._until[key] = monotonic() + SUSPECT_S
        if len(self._until) > REMEMBERED:
            self._until.popitem(last=False)

    def discard(self, key: Any) -> None:
        self._until.pop(key, None)

    def __contains__(self, key: Any) -> bool:
        return self._until.get(key, 0.0) > monotonic()


class ProcessParser:
    """A parser that runs steps in processes, which are started on demand."""

    def __init__(self) -> None:
        self._server = ForkServer()
        self._small = Lane(SMALL, self._server, Lane(RELIEF, self._server))
        self._large = Lane(LARGE, self._server)
        self._last = Lane(SUSPECT, self._server)
        self._slow = _Recent()
        self._suspects = _Recent()
        self._hopeless = _Recent()

    async def run(self, source: str, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a step for a page of `source` in one of the processes. Return the step's result or raise its exception.

        Raise TooComplexError if the page takes too much time or memory, or makes the process crash.
        """
        assert not kwargs
        request = request_of(step, *args)

        result: T
        while (lane := self._lane(source, request)) is not self._last:
            try:
                result = await lane.ask(
                    source,
                    request,
                    partial(self._is_right, lane, source, request),
                    partial(self._took, lane, source, is_small=len(request.data) <= SMALL_BYTES),
                )
            except OvertimeError:
                (self._slow if lane is self._small else self._suspects).add(source)
            except DiedError:
                self._suspects.add(source)
            except NotStartedError as error:
                raise TooComplexError(PageDetail.PROCESS_NOT_STARTED.of(reason=error)) from error
            else:
                if result is not ELSEWHERE:
                    return result
        result = await self._ask_last(source, request)
        return result

    def _is_right(self, lane: Lane, source: str, request: StepRequest) -> bool:
        return lane is self._lane(source, request)

    def _took(self, lane: Lane, source: str, seconds: float, *, is_small: bool) -> None:
        """Record the CPU time of a step in seconds, which is 0 if the step failed or also imported libraries."""
        if lane is self._small and seconds > SLOW_S:
            self._slow.add(source)
        elif lane is self._large and is_small and 0 < seconds <= SLOW_S:
            self._slow.discard(source)

    def _lane(self, source: str, request: StepRequest) -> Lane:
        if source in self._suspects:
            return self._last
        is_small = len(request.data) <= SMALL_BYTES and source not in self._slow
        return self._small if is_small else self._large

    async def _ask_last(self, source: str, request: StepRequest) -> Any:
        digest = hashlib.blake2b(request.data, digest_size=16).digest()
        if digest in self._hopeless:
            raise TooComplexError(PageDetail.PARSING_HOPELESS.of())
        if self._last.waiting >= QUEUE_LIMIT:
            raise TooComplexError(PageDetail.QUEUE_FULL.of())
        try:
            return await self._last.ask(source, request, lambda: True)
        except SandboxError as error:
            self._hopeless.add(digest)
            detail = PageDetail.PARSING_TIME if isinstance(error, OvertimeError) else PageDetail.PARSING_CRASH
            failed = TooComplexError(detail.of())
            logger.warning("%s: %s", source, failed, extra={"action": "parse", "source": source})
            raise failed from error

    def close(self) -> None:
        """End the processes."""
        for lane in (self._small, self._large, self._last):
            lane.close()
        self._server.close()
