"""The fork server, `python -m crawler.sandbox.fork_server`, started by `crawler.sandbox.children`.

It loads libraries once, and starts sandbox processes (see `crawler.sandbox.request_loop`) as forks of itself, which
share its memory. It never handles untrusted bytes itself, and has a single thread.

Its standard input is a stream socket. A request is a pickled `ForkRequest` (as a plain tuple), with three file
descriptors: the standard input and output of the sandbox process, and a socket for its state. The server writes the id
of the process to this socket and, when the process has ended, its exit status, each as a big-endian number of four
bytes. If the socket is shut down at the other end, the process is killed. The server ends with all of its processes
when its own input ends, and after IDLE_S seconds without a process.
"""

import contextlib
import gc
import importlib
import logging
import os
import pickle
import select
import signal
import socket
import struct
from typing import NamedTuple

from crawler.sandbox.parent import end_with_parent
from crawler.sandbox.request_loop import answer_requests

IDLE_S = 60.0
REQUEST_LIMIT = 4096
"""The maximum size in bytes of a pickled `ForkRequest`."""
logger = logging.getLogger(__name__)


class ForkRequest(NamedTuple):
    """A request to fork a sandbox process after loading the module with the name `module`.

    If the module has a function `load`, it is called, too. It loads the libraries that the functions of the module
    import when they are called. The other values are the limits of the process, see `answer_requests`.
    """

    idle_s: float
    niceness: int
    memory: int
    module: str


def main() -> None:
    """Fork sandbox processes on request until the input ends."""
    end_with_parent()
    _Server(socket.socket(fileno=os.dup(0))).run()


class _Server:
    def __init__(self, requests: socket.socket) -> None:
        self._requests = requests
        self._states: dict[int, socket.socket] = {}
        """The socket for the state of each process, by the id of the process."""
        self._loaded = set[str]()
        self._ended, wake = os.pipe()
        os.set_blocking(self._ended, False)
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake)

    def run(self) -> None:
        while True:
            poll = select.poll()
            pids = {state.fileno(): pid for pid, state in self._states.items()}
            for number in (self._requests.fileno(), self._ended, *pids):
                poll.register(number, select.POLLIN)
            ready = {number for number, _ in poll.poll(None if pids else IDLE_S * 1000)}
            if not ready:
                return
            for number in ready & pids.keys():
                os.kill(pids[number], signal.SIGKILL)
            if self._ended in ready:
                os.read(self._ended, 1024)
            if self._requests.fileno() in ready and not self._fork():
                return
            self._reap()

    def _fork(self) -> bool:
        """Start a process as requested. Return False, in the server, if there are no more requests."""
        message, descriptors, _, _ = socket.recv_fds(self._requests, REQUEST_LIMIT, 3)
        if not message:
            return False
        request = ForkRequest(*pickle.loads(message))  # noqa: S301 - from the parent
        self._load(request.module)
        state = socket.socket(fileno=descriptors[2])
        if not (pid := os.fork()):
            _become_sandbox(request, descriptors)
        for number in descriptors[:2]:
            os.close(number)
        self._states[pid] = state
        _tell(state, pid)
        return True

    def _load(self, name: str) -> None:
        if name in self._loaded:
            return
        self._loaded.add(name)
        try:
            load = getattr(importlib.import_module(name), "load", None)
            if load:
                load()
        except Exception:
            # The processes load what they need, which only takes longer.
            logger.exception("%s could not be loaded in advance", name)
        # The processes then neither search nor copy the objects that exist now.
        gc.collect()
        gc.freeze()

    def _reap(self) -> None:
        for pid in list(self._states):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                with self._states.pop(pid) as state:
                    _tell(state, os.waitstatus_to_exitcode(status))


def _tell(state: socket.socket, number: int) -> None:
    # The crawler may have ended.
    with contextlib.suppress(OSError):
        state.sendall(struct.pack(">i", number))


def _become_sandbox(request: ForkRequest, descriptors: list[int]) -> None:
    """Answer requests in the forked process, which keeps no file descriptor of the server, and then exit."""
    try:
        end_with_parent(signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.dup2(descriptors[0], 0)
        os.dup2(descriptors[1], 1)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        answer_requests(request.idle_s, request.niceness, request.memory)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
