"""This process as the holder of leases, and whether another one still lives."""

import os
import socket
from collections.abc import Iterable
from pathlib import Path


def lease_owner() -> str:
    """This process's name in leases: host, process id and the time it started, which tells apart reused ids."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{_started(pid)}"


def dead_owners(owners: Iterable[str]) -> list[str]:
    """Those of the owners that ran on this host and run no more. The leases of other hosts simply run out."""
    return [one for one in owners if _is_dead(one)]


def _is_dead(name: str) -> bool:
    host, pid, started = name.rsplit("/", 2)
    return host == socket.gethostname() and _started(int(pid)) != started


def _started(pid: int) -> str:
    """When the process started, in the kernel's own ticks; empty when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]
