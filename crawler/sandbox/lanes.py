"""Lanes, each of which runs the steps for one kind of page in a process, one after the other."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any

from crawler.sandbox.children import ForkServer
from crawler.sandbox.process import ForkedSandboxProcess, StepRequest
from crawler.sandbox.turns import Turns

HELD_UP_S = 0.15
STALLED_S = 2.0
"""The times in seconds after which a step holds up its lane, so that the steps of other sources run in the relief.

`HELD_UP_S` applies to the CPU time, because on a busy machine, another process would only delay all of them more.
`STALLED_S` applies to the elapsed time, for a process that starts or is stopped.
"""
ELSEWHERE: Any = object()
"""The result of a request that was not made, because it belongs to another lane."""


@dataclass(frozen=True)
class LaneLimits:
    """Limits of a lane (a process for one kind of page: small, large, or from a suspect source).

    `seconds` is the CPU time that a step may take. `idle_s` is the time without a step after which the process ends.
    `niceness` is the scheduling priority of the process (higher values yield to other processes). `first_s` is added to
    `seconds` for the first run of a step in the process, which imports the step's libraries.
    """

    seconds: float
    idle_s: float
    niceness: int
    first_s: float = 0.0


class Lane:
    """A process for pages of the same kind, and a thread that waits for its answers.

    Steps run one at a time, source after source. While a step holds up the lane, the steps of other sources run in the
    lane `relief`, if it is given.
    """

    def __init__(self, limits: LaneLimits, server: ForkServer, relief: "Lane | None" = None) -> None:
        self._relief = relief
        self._limits = limits
        self._process = ForkedSandboxProcess(server, limits.idle_s, limits.niceness)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parser")
        self._present: tuple[str, float, float] | None = None
        """The source of the present step, and the elapsed and CPU time at its start, or None if no step is running."""
        self._turns = Turns()
        self.waiting = 0

    async def ask(
        self,
        source: str,
        request: StepRequest,
        belongs: Callable[[], bool],
        took: Callable[[float], None] = lambda _: None,
    ) -> Any:
        """Return the result of a request, which waits for the requests before it.

        If `belongs` returns False after this wait, the request is not made, and ELSEWHERE is returned. `took` is
        called with the CPU time of the step in seconds.
        """
        if self._relief and self._is_held_up(source):
            return await self._relief.ask(source, request, belongs, took)
        self.waiting += 1
        try:
            async with self._turns.turn(source):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._thread, self._ask, source, request, belongs, took)
        finally:
            self.waiting -= 1

    def _ask(
        self, source: str, request: StepRequest, belongs: Callable[[], bool], took: Callable[[float], None]
    ) -> Any:
        if not belongs():
            return ELSEWHERE
        self._present = source, monotonic(), self._process.cpu_clock()
        try:
            return self._process.ask(request, self._limits.seconds, first_s=self._limits.first_s)
        finally:
            self._present = None
            took(self._process.used_s)

    def _is_held_up(self, source: str) -> bool:
        """Return whether a step of another source takes long."""
        if not self._present or self._present[0] == source:
            return False
        _, began, used = self._present
        elapsed = monotonic() - began
        if self._process.pid is None:
            return elapsed > STALLED_S  # the libraries are being loaded
        return elapsed > HELD_UP_S and (elapsed > STALLED_S or self._process.cpu_clock() - used > HELD_UP_S)

    def close(self) -> None:
        """End the process and that of the relief."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._process.close()
        if self._relief:
            self._relief.close()
