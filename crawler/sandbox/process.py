"""The parent's side of a sandbox process: start it, send requests, kill and replace it.

All calls are blocking; they are intended for a separate thread.
"""

import os
import pickle
import select
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from crawler.sandbox.answers import unpickled
from crawler.sandbox.children import Child, ForkedChild, ForkServer, SpawnedChild
from crawler.sandbox.fork_server import ForkRequest

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_RENEW = 5000
"""The number of requests after which a process is replaced, to limit the effect of memory leaks in libraries."""
_ANSWER_LIMIT = 64 * 1024 * 1024
WAIT_S = 4.0
WAIT_FACTOR = 3.0
"""A process that neither answers nor ends is killed after WAIT_S seconds plus WAIT_FACTOR times its CPU time limit."""
MEMORY = 1024 * 1024 * 1024
"""The limit on a process's address space in bytes. The program itself needs about 100 MB."""
IDLE_S = 60.0
"""The time in seconds after which a process without a request ends."""


class SandboxError(Exception):
    """The step was not completed."""


class OvertimeError(SandboxError):
    """The step exceeded its time limit."""


class DiedError(SandboxError):
    """The process ended during the step."""


class NotStartedError(SandboxError):
    """The process could not be started."""


def command(idle_s: float = IDLE_S, niceness: int = 5, memory: int = MEMORY) -> tuple[str, ...]:
    """Return the command that starts a process in which steps are run.

    `idle_s` is the time in seconds after which the process ends if it gets no request, `niceness` is the scheduling
    priority of the process, and `memory` is the limit on its address space in bytes. The option `-P` prevents Python
    from importing a folder named `crawler` in the user's working directory.
    """
    return (sys.executable, "-P", "-m", "crawler.sandbox", str(idle_s), str(niceness), str(memory))


class StepRequest(NamedTuple):
    """A pickled request to run a step, and the name of the module with the step."""

    data: bytes
    module: str


def request_of(step: Callable[..., Any], *args: Any) -> StepRequest:
    """Return a request to run `step`, a top-level function of a module, with the given arguments."""
    return StepRequest(pickle.dumps((step, args), pickle.HIGHEST_PROTOCOL), step.__module__)


class SandboxProcess:
    """A process that runs one step at a time. It is started on demand."""

    def __init__(self, argv: tuple[str, ...] | None = None) -> None:
        self._argv = argv or command()
        self._process: Child | None = None
        self._asked = 0
        self.used_s = 0.0
        """The CPU time that the last step used, in seconds.

        It is 0 if the step was not completed, or if the process had not run the step before.
        """

    @property
    def pid(self) -> int | None:
        """Return the id of the process, or None if the process is not running."""
        return self._process.pid if self._process else None

    def cpu_clock(self) -> float:
        """Return the CPU time of the running process in seconds.

        If the process is not running, or on systems without /proc, return the reading of the monotonic clock.
        """
        try:
            # The name of the program, in brackets, may contain anything.
            fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S
        except (OSError, IndexError):
            return monotonic()

    def ask(
        self,
        request: StepRequest,
        seconds: float,
        wait_s: float | None = None,
        first_s: float = 0.0,
    ) -> Any:
        """Return the result of a request made by `request_of`.

        If the step raises an exception, that exception is raised. If the step is not completed, SandboxError is raised.
        `seconds` limits the CPU time of the step; `first_s` is added to it if the process has not run the step before,
        because the step then imports libraries. `wait_s` limits the elapsed time in seconds. By default, it is WAIT_S
        plus WAIT_FACTOR times the CPU time: more than the CPU time, because other programs may keep the machine busy.
        If the process dies, the request is repeated once, because the page may not be the cause.
        """
        ends = monotonic() + (WAIT_S + WAIT_FACTOR * (seconds + first_s) if wait_s is None else wait_s)
        limits = struct.pack(">II", max(1, int(seconds * 1000)), int(first_s * 1000))
        try:
            return self._ask_once(request, limits, ends)
        except DiedError:
            if ends - monotonic() <= 0:
                raise OvertimeError from None
            return self._ask_once(request, limits, ends)

    def close(self) -> None:
        """End the process."""
        process = self._process
        self._process = None
        if process:
            process.end()

    def _ask_once(self, request: StepRequest, limits: bytes, ends: float) -> Any:
        self.used_s = 0.0
        began = monotonic()
        try:
            process = self._running(request.module)
        except OSError as error:
            raise NotStartedError(str(error)) from error
        # On a busy machine, loading libraries may take longer than a step. The fork server limits its time.
        ends += monotonic() - began
        try:
            answer, self.used_s = _exchange(process, request.data, limits, ends)
        except (OSError, EOFError, TimeoutError) as error:
            # The process ends by itself after its CPU time, unless it is suspended.
            self._process = None
            is_late = process.end() == -signal.SIGPROF or isinstance(error, TimeoutError)
            raise (OvertimeError() if is_late else DiedError()) from error
        try:
            return unpickled(answer)
        except (pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, ValueError) as error:
            self.close()
            raise DiedError("the process sent an invalid answer") from error

    def _running(self, module: str) -> Child:
        if self._process and (self._process.poll() is not None or self._asked >= _RENEW or not self._is_loaded(module)):
            self.close()
        if self._process is None:
            self._process = self._start(module)
            self._asked = 0
        self._asked += 1
        return self._process

    def _is_loaded(self, module: str) -> bool:  # noqa: ARG002
        """Return False if the process should be replaced by one in which this module is loaded."""
        return True

    def _start(self, module: str) -> Child:  # noqa: ARG002
        return SpawnedChild(self._argv)


class ForkedSandboxProcess(SandboxProcess):
    """A sandbox process that `server` forks after loading the module of the step."""

    def __init__(self, server: ForkServer, idle_s: float, niceness: int) -> None:
        super().__init__()
        self._server = server
        self._idle_s = idle_s
        self._niceness = niceness

    def _is_loaded(self, module: str) -> bool:
        return isinstance(self._process, ForkedChild) and module in self._process.loaded

    def _start(self, module: str) -> Child:
        return self._server.start(ForkRequest(self._idle_s, self._niceness, MEMORY, module))


def _exchange(process: Child, request: bytes, limits: bytes, ends: float) -> tuple[bytes, float]:
    """Send a request to a process, and return the answer and the CPU time in seconds that the process states.

    `limits` are the limits of the CPU time as bytes. `ends` is the reading of the monotonic clock at which to stop
    waiting. Raise OSError or EOFError if the process has ended, and TimeoutError if there is no answer before `ends`.
    """
    _write(process.stdin, struct.pack(">I", len(request)) + limits + request, ends)
    length, milliseconds = struct.unpack(">II", _read(process.stdout, 8, ends))
    # The process has read untrusted bytes, so its answer is limited as well.
    if not 0 < length <= _ANSWER_LIMIT:
        raise EOFError
    return _read(process.stdout, length, ends), milliseconds / 1000


def _write(pipe: int, data: bytes, ends: float) -> None:
    left = memoryview(data)
    while left:
        _wait(pipe, select.POLLOUT, ends)
        left = left[os.write(pipe, left) :]


def _read(pipe: int, size: int, ends: float) -> bytes:
    parts: list[bytes] = []
    while size:
        _wait(pipe, select.POLLIN, ends)
        part = os.read(pipe, min(size, 1024 * 1024))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _wait(pipe: int, event: int, ends: float) -> None:
    # Not select(), which supports file descriptors below 1024 only.
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(0.0, ends - monotonic()) * 1000):
        raise TimeoutError
