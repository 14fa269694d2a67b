"""The descendants of the current process and their memory, read from /proc.

On systems without /proc, no descendants are found and the memory is 0.
"""

import contextlib
import os
import resource
from pathlib import Path


def descendants(*, stopped: bool = True) -> list[int]:
    """Return the ids of the living descendants. If `stopped` is false, stopped processes are omitted."""
    children: dict[int, list[tuple[int, str]]] = {}
    with contextlib.suppress(OSError):
        for name in filter(str.isdigit, names("/proc")):
            with contextlib.suppress(OSError):
                # The name of the program, in brackets, may contain anything.
                state, parent = Path("/proc", name, "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
                children.setdefault(int(parent), []).append((int(name), state))
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        for pid, state in children.get(waiting.pop(), []):
            waiting.append(pid)
            if state not in "ZX" and (stopped or state not in "Tt"):
                found.append(pid)
    return found


def names(folder: str) -> list[str]:
    """Return the names of the entries of a folder. Raise OSError if it cannot be read."""
    return [path.name for path in Path(folder).iterdir()]


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process in bytes, or 0 if it has ended."""
    return _pages(pid)[0] * resource.getpagesize()


def private_bytes(pid: int) -> int:
    """Return the resident memory in bytes that a process does not share with files or other processes.

    The result is 0 if the process has ended.
    """
    total, shared = _pages(pid)
    return (total - shared) * resource.getpagesize()


def _pages(pid: int) -> tuple[int, int]:
    with contextlib.suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
        return int(fields[1]), int(fields[2])
    return 0, 0
