"""The process that runs one program, `python -m crawler.sandbox.supervisor JSON`, started by `crawler.sandbox.program`.

JSON is an object with the program's `argv`, `folder` and `environment`, its limits `seconds` and `memory` (bytes), and
the file descriptor `result`. The program inherits standard output and standard error; its standard input is the file
descriptor `stdin`, or empty.

The program is killed when its time is over, when it exceeds the limits on memory or processes, and when the
supervisor's standard input ends, which means that the crawler has ended. Its descendants are always killed with it,
also when the program ends by itself, and even if they have left its session.

The result begins with the id of the program's process or `-`, followed by a space and `exit STATUS`, `time`, `memory`,
`processes`, `closed`, or `start REASON`.
"""

import contextlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

from crawler.sandbox.parent import end_with_parent, prctl
from crawler.sandbox.process_tree import descendants, names, resident_bytes

PROCESSES = 64
"""The maximum number of processes that a program may have at a time."""
FILE_BYTES = 64 * 1024 * 1024
"""The maximum size in bytes of a file that a program may write."""
_CHECK_S = 0.25
_ROUNDS = 200
_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Run the program and write its result."""
    request = json.loads(sys.argv[1])
    end_with_parent()
    # Only Linux has this call. Elsewhere, descendants that leave the program's group are not found.
    prctl(_PR_SET_CHILD_SUBREAPER)
    processes = _processes_of_user() + PROCESSES
    try:
        program = subprocess.Popen(  # noqa: S603
            request["argv"],
            cwd=request["folder"],
            env=request["environment"],
            stdin=subprocess.DEVNULL if request["stdin"] is None else request["stdin"],
            start_new_session=True,
            preexec_fn=lambda: _limit(request["memory"], processes),
        )
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        _write(request["result"], f"- start {getattr(error, 'strerror', None) or error}")
        return
    _write(request["result"], f"{program.pid}")
    result = _watch(program, monotonic() + request["seconds"], request["memory"])
    _kill_all(program.pid)
    _write(request["result"], f" {result}")


def _limit(memory: int, processes: int) -> None:
    """Set the resource limits of the program. Called in the program's process before the program starts.

    `memory` is the maximum memory in bytes. `processes` is the maximum number of all processes of the user. Python code
    may be called at this point because the supervisor has no threads.
    """
    end_with_parent(signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    # Some runtimes reserve address space that they never use; RLIMIT_DATA counts only private writable memory.
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    # The kernel counts all processes of the user. It does not apply this limit to root.
    with contextlib.suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_NPROC)
        resource.setrlimit(resource.RLIMIT_NPROC, (processes if most < 0 else min(processes, most), most))


def _watch(program: "subprocess.Popen[bytes]", ends: float, memory: int) -> str:
    """Wait until the program ends or exceeds a limit, or until the supervisor's standard input ends.

    Return `exit STATUS`, `time`, `memory`, `processes` or `closed`. `ends` is the reading of the monotonic clock at
    which the program's time is over, and `memory` is its limit in bytes.
    """
    ended = _exit_event(program.pid)
    while (status := program.poll()) is None:
        if monotonic() >= ends:
            return "time"
        found = descendants()
        if len(found) > PROCESSES:
            return "processes"
        if sum(map(resident_bytes, found)) > memory:
            return "memory"
        # Standard input has no data, so it is readable only at its end.
        if 0 in select.select([0, *ended], [], [], _CHECK_S)[0]:
            return "closed"
    return f"exit {status}"


def _exit_event(pid: int) -> list[int]:
    """Return a list with a file descriptor that becomes readable when the process ends.

    The list is empty on systems that do not support such file descriptors.
    """
    try:
        return [os.pidfd_open(pid)]
    except (AttributeError, OSError):
        return []


def _kill_all(group: int) -> None:
    """Kill the process group with the id `group` and all descendants of this process, and wait for them to end.

    All of these processes are suspended before any is killed, so that none of them can start another process meanwhile.
    """
    for number in (signal.SIGSTOP, signal.SIGKILL):
        with contextlib.suppress(OSError):
            os.killpg(group, number)
        for _ in range(_ROUNDS):
            found = descendants(stopped=number == signal.SIGKILL)
            for pid in found:
                with contextlib.suppress(OSError):
                    os.kill(pid, number)
            _reap()
            if not found:
                break


def _reap() -> None:
    with contextlib.suppress(OSError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _processes_of_user() -> int:
    """Return the number of processes and threads of the current user."""
    count = 0
    with contextlib.suppress(OSError):
        for name in filter(str.isdigit, names("/proc")):
            with contextlib.suppress(OSError):
                if Path("/proc", name).stat().st_uid == os.getuid():
                    count += len(names(f"/proc/{name}/task"))
    return count


def _write(place: int, result: str) -> None:
    with contextlib.suppress(OSError):
        os.write(place, result.encode("utf-8", "replace")[:1000])


if __name__ == "__main__":
    main()
