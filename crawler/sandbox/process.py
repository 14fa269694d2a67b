"""The parent's side of one process: start, ask, kill, replace. Blocking; for use in a thread of its own."""

import contextlib
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

from crawler.sandbox.answers import unpickled

_RENEW = 5000
"""Requests after which the process is renewed: what a library leaks ends with it."""
_ANSWER_LIMIT = 64 * 1024 * 1024
# What a process needs to start; it has no use for the secrets of ours.
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "PYTHONDONTWRITEBYTECODE", "TZ")
WAIT_S = 4.0
WAIT_FACTOR = 3.0
"""Seconds after which a process is killed that neither answers nor uses its time, and that part of its time besides."""
IDLE_S = 60.0
"""Seconds without a request after which a process ends."""


class SandboxError(Exception):
    """A step was not completed."""


class OvertimeError(SandboxError):
    """The step took longer than it may."""


class DiedError(SandboxError):
    """The process came to an end over the step."""


class NotStartedError(SandboxError):
    """The process cannot be started."""


def command(idle_s: float = IDLE_S, niceness: int = 5) -> tuple[str, ...]:
    """Return the command that starts a process; others go before it by its niceness.

    `-P`: a folder named `crawler` in the user's directory is not ours.
    """
    return (sys.executable, "-P", "-m", "crawler.sandbox", str(idle_s), str(niceness))


class SandboxProcess:
    """One process, which runs one step at a time; it is started when it is needed."""

    def __init__(self, argv: tuple[str, ...] | None = None) -> None:
        self._argv = argv or command()
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    @property
    def pid(self) -> int | None:
        """The id of the process, when there is one."""
        return self._process.pid if self._process else None

    def ask(self, request: bytes, seconds: float, wait_s: float | None = None) -> Any:
        """Return the value of a request, see `request_of`. Raise SandboxError, or the step's own error.

        It may take `seconds` of the processor, and `wait_s` in all: a busy machine is not the page's fault.
        It is repeated once when the process dies: it may not have been this request that killed it.
        """
        ends = monotonic() + (WAIT_S + WAIT_FACTOR * seconds if wait_s is None else wait_s)
        try:
            return self._ask_once(request, seconds, ends)
        except DiedError:
            if ends - monotonic() <= 0:
                raise OvertimeError from None
            return self._ask_once(request, seconds, ends)

    def close(self) -> None:
        """End the process."""
        process = self._process
        self._process = None
        if process:
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()

    def _ask_once(self, request: bytes, seconds: float, ends: float) -> Any:
        try:
            process = self._running()
        except OSError as error:
            raise NotStartedError(str(error)) from error
        try:
            answer = _exchange(process, request, seconds, ends)
        except (OSError, EOFError, TimeoutError) as error:
            # The process ends by itself when its time is over, unless it is stopped.
            process.kill()
            is_late = isinstance(error, TimeoutError) or process.wait() == -signal.SIGPROF
            self.close()
            raise (OvertimeError() if is_late else DiedError()) from error
        try:
            return unpickled(answer)
        except (pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, ValueError) as error:
            self.close()
            raise DiedError("the answer is no result") from error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and (self._process.poll() is not None or self._asked >= _RENEW):
            self.close()
        if self._process is None:
            environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
            # Its own pipes and session: the crawler's carry requests and results, and a terminal's interrupt is not
            # for it.
            self._process = subprocess.Popen(  # noqa: S603
                self._argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
                bufsize=0,
            )
            assert self._process.stdin
            os.set_blocking(self._process.stdin.fileno(), False)
            self._asked = 0
        self._asked += 1
        return self._process


def request_of(step: Callable[..., Any], *args: Any) -> bytes:
    """Return the request that runs a step, a function of a module, with these arguments."""
    return pickle.dumps((step, args), pickle.HIGHEST_PROTOCOL)


def _exchange(process: subprocess.Popen[bytes], request: bytes, seconds: float, ends: float) -> bytes:
    """Send a request and wait for the answer.

    Raises OSError or EOFError when the process has ended, TimeoutError when it does neither answer nor end in time.
    """
    assert process.stdin
    assert process.stdout
    _write(process.stdin.fileno(), struct.pack(">II", len(request), max(1, int(seconds * 1000))) + request, ends)
    length = struct.unpack(">I", _read(process.stdout.fileno(), 4, ends))[0]
    # The process has read a stranger's bytes: what it answers is bounded as well.
    if not 0 < length <= _ANSWER_LIMIT:
        raise EOFError
    return _read(process.stdout.fileno(), length, ends)


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
    # Not select(), which knows no more than 1024 files.
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(0.0, ends - monotonic()) * 1000):
        raise TimeoutError
