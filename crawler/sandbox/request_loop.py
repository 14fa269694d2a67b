"""The loop of a sandbox process, which runs one step after the other.

A request consists of twelve bytes (three big-endian numbers: the length, the CPU time limit in milliseconds, and the
additional milliseconds if the process has not run the function before) and a pickled pair of a function and its
arguments. A response consists of eight bytes (the length, and the CPU time used in milliseconds, which is 0 only if the
process had not run the function before) and a pickled pair, see `crawler.sandbox.answers`.
"""

import contextlib
import gc
import os
import pickle
import resource
import select
import signal
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crawler.sandbox.answers import pickled, result_of
from crawler.sandbox.stdout import claim_stdout

_OBJECTS_PER_COLLECTION = 50_000
"""The number of new objects after which garbage is collected. A page's objects are needed until the page is parsed."""


def answer_requests(idle_s: float, niceness: int, memory: int) -> None:
    """Answer requests from standard input on standard output, within limits.

    Return when the input ends (for example, because the parent process ended), after `idle_s` seconds without a
    request, and when the resident memory exceeds a fifth of `memory`, the limit on the address space in bytes. The
    process yields to others according to `niceness`.
    """
    _yield_to_others(niceness)
    requests = os.fdopen(os.dup(0), "rb")
    answers = claim_stdout()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    gc.set_threshold(_OBJECTS_PER_COLLECTION)
    known = set[Callable[..., Any]]()
    while _resident() < memory // 5 and select.select([requests], [], [], idle_s)[0]:
        head = requests.read(12)
        if len(head) < 12:
            return
        length, milliseconds, first_milliseconds = struct.unpack(">III", head)
        # Data from the parent is trusted; data sent back is not.
        step, args = pickle.loads(requests.read(length))  # noqa: S301
        # The first run of a step imports its libraries.
        is_first = step not in known
        known.add(step)
        seconds = (milliseconds + is_first * first_milliseconds) / 1000
        # The signal's default action ends the process, even within a C library and after the parent has ended. CPU time
        # is limited rather than elapsed time, because a busy machine is not the page's fault.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = pickled(result_of(step, args))
        if is_first:
            gc.freeze()  # the imported modules, which need not be searched for garbage
        if length > 1024 * 1024:
            gc.collect()
        left, _ = signal.setitimer(signal.ITIMER_PROF, 0)
        used = 0 if is_first else max(1, round((seconds - left) * 1000))
        answers.write(struct.pack(">II", len(answer), used) + answer)
        answers.flush()


def _yield_to_others(niceness: int) -> None:
    """Lower the scheduling priority of the process.

    If Linux schedules sessions as groups (`sched_autogroup`), the niceness of a process counts only within its session.
    Therefore the session gets a niceness as well, but only half of it: with the full value, a busy machine might give
    the session no time at all, and its pages would be reported as too complex.
    """
    os.nice(niceness)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(f"{niceness // 2}\n", encoding="ascii")


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
