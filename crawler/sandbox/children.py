"""Child processes that run steps: started as a program, or forked by a fork server. All calls block."""

import contextlib
import os
import pickle
import socket
import struct
import subprocess
import sys
from threading import Lock
from typing import Protocol

from crawler.sandbox.fork_server import ForkRequest

# The environment variables that a process needs to start. Others are not passed on, as they may be secrets.
KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "PYTHONDONTWRITEBYTECODE", "TZ")
_START_S = 60.0
"""The time in seconds that a fork server may take to load libraries and to start a process."""
_KILL_S = 10.0
"""The time in seconds that a fork server may take to kill a process."""
_LOST = -1
"""The exit status of a process if its fork server does not state it, because the server was killed."""


class Child(Protocol):
    """A running process. `stdin` and `stdout` are file descriptors of pipes."""

    pid: int
    stdin: int
    stdout: int

    def poll(self) -> int | None:
        """Return the exit status, or None if the process is running."""

    def end(self) -> int:
        """Kill the process if it is running, close the pipes, and return the exit status."""


class SpawnedChild:
    """A process that was started as a program."""

    def __init__(self, argv: tuple[str, ...]) -> None:
        # Separate pipes, because the crawler's own pipes carry requests and results. A separate session, because an
        # interrupt from the terminal is meant for the parent only.
        self._process = subprocess.Popen(  # noqa: S603
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
            bufsize=0,
        )
        assert self._process.stdin
        assert self._process.stdout
        self.pid = self._process.pid
        self.stdin = self._process.stdin.fileno()
        self.stdout = self._process.stdout.fileno()
        os.set_blocking(self.stdin, False)

    def poll(self) -> int | None:
        """Return the exit status, or None if the process is running."""
        return self._process.poll()

    def end(self) -> int:
        """Kill the process if it is running, close the pipes, and return the exit status."""
        self._process.kill()
        with contextlib.suppress(OSError):
            self._process.communicate()
        return self._process.wait()


class ForkedChild:
    """A process that was forked by a fork server, and that ends with the server.

    `loaded` are the names of the modules that the server has loaded for its steps.
    """

    def __init__(self, server: socket.socket, request: ForkRequest, loaded: frozenset[str]) -> None:
        self.loaded = loaded
        self._status: int | None = None
        input_end, self.stdin = os.pipe()
        self.stdout, output_end = os.pipe()
        self._state, state_end = socket.socketpair()
        os.set_blocking(self.stdin, False)
        try:
            with state_end:
                socket.send_fds(server, [pickle.dumps(tuple(request))], [input_end, output_end, state_end.fileno()])
            self.pid = self._number(_START_S)
        except OSError:
            self.end()
            raise
        finally:
            os.close(input_end)
            os.close(output_end)

    def poll(self) -> int | None:
        """Return the exit status, or None if the process is running."""
        if self._status is None:
            try:
                self._status = self._number(0.0)
            except BlockingIOError:
                return None
            except OSError:
                self._status = _LOST
        return self._status

    def end(self) -> int:
        """Kill the process if it is running, close the pipes, and return the exit status."""
        with self._state, contextlib.suppress(OSError):
            if self._status is None:
                self._state.shutdown(socket.SHUT_WR)
                self._status = self._number(_KILL_S)
        for pipe in (self.stdin, self.stdout):
            os.close(pipe)
        return _LOST if self._status is None else self._status

    def _number(self, seconds: float) -> int:
        """Return the number that the server sends within `seconds`: first the process id, then the exit status."""
        self._state.settimeout(seconds)
        data = self._state.recv(4)
        if len(data) < 4:
            raise ConnectionResetError("the fork server has ended")
        return int(struct.unpack(">i", data)[0])


class ForkServer:
    """A process that loads libraries once, and of which sandbox processes are forks. It is started on demand.

    It can be used from several threads.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None
        self._loaded = frozenset[str]()

    def start(self, request: ForkRequest) -> ForkedChild:
        """Return a new sandbox process. Raise OSError if it cannot be started."""
        with self._lock:
            if self._requests is None or self._process is None or self._process.poll() is not None:
                self._stop()
                self._requests = self._spawn()
            self._loaded |= {request.module}
            try:
                return ForkedChild(self._requests, request, self._loaded)
            except OSError:
                self._stop()
                raise

    def close(self) -> None:
        """End the server together with its sandbox processes."""
        with self._lock:
            self._stop()

    def _spawn(self) -> socket.socket:
        requests, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                (sys.executable, "-P", "-m", "crawler.sandbox.fork_server"),
                stdin=other.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        return requests

    def _stop(self) -> None:
        if self._requests:
            self._requests.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = self._requests = None
        self._loaded = frozenset()


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}
