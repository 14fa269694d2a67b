"""The sandbox process, `python -m crawler.sandbox IDLE_SECONDS NICENESS`, controlled by `crawler.sandbox.process`.

A request is eight bytes (the length, and the CPU time limit in milliseconds, big-endian) and a pickled pair of a
function and its arguments. The response is four bytes (the length) and a pickled pair, see `crawler.sandbox.answers`.
The process ends when its input ends (for example, because the parent process ended), after IDLE_SECONDS without a
request, and when its resident memory exceeds RESIDENT.
"""

import gc
import os
import pickle
import resource
import select
import signal
import struct
import sys
from pathlib import Path

from crawler.sandbox.answers import pickled, result_of

MEMORY = 1024 * 1024 * 1024
"""The limit on the process's address space in bytes. The program itself needs about 100 MB."""
RESIDENT = 200 * 1024 * 1024
"""The maximum resident memory in bytes. If it is exceeded, the process ends before the next request."""


def main() -> None:
    """Answer requests until the input ends."""
    idle_s = float(sys.argv[1])
    os.nice(int(sys.argv[2]))
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Output printed by libraries must not be mixed with answers.
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    while _resident() < RESIDENT and select.select([requests], [], [], idle_s)[0]:
        head = requests.read(8)
        if len(head) < 8:
            return
        length, milliseconds = struct.unpack(">II", head)
        # The signal's default action ends the process, even within a C library and after the parent has ended. CPU time
        # is limited rather than elapsed time, because a busy machine is not the page's fault.
        signal.setitimer(signal.ITIMER_PROF, milliseconds / 1000)
        answer = _answer(requests.read(length))
        answers.write(struct.pack(">I", len(answer)) + answer)
        answers.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)


def _answer(request: bytes) -> bytes:
    try:
        # Data from the parent is trusted; data sent back is not.
        step, args = pickle.loads(request)  # noqa: S301
        return pickled(result_of(step, args))
    finally:
        if len(request) > 1024 * 1024:
            gc.collect()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    main()
