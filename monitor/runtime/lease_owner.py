"""The names under which processes own leases, and the detection of owners that have ended."""

import os
import socket
from collections.abc import Iterable

from monitor.runtime.processes import start_time


def lease_owner() -> str:
    """Return the name under which this process owns leases: its host name, process id and start time.

    The start time distinguishes this process from earlier processes with the same id.
    """
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{start_time(pid)}"


def dead_owners(owners: Iterable[str]) -> list[str]:
    """Return those of the `owners` that ran on this host and have ended.

    Leases held by processes on other hosts end only when they expire.
    """
    return [owner for owner in owners if _is_dead(owner)]


def _is_dead(owner: str) -> bool:
    host, pid, started = owner.rsplit("/", 2)
    return host == socket.gethostname() and str(start_time(int(pid))) != started
