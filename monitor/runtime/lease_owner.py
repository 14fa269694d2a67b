"""This process as an owner of leases, and whether other owners are still alive."""

import os
import socket
from collections.abc import Iterable

from monitor.runtime.processes import start_time


def lease_owner() -> str:
    """Return this process's name in leases: host, process id and start time, which distinguishes reused ids."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{start_time(pid)}"


def dead_owners(owners: Iterable[str]) -> list[str]:
    """Return the owners that ran on this host and have ended. The leases of other hosts simply expire."""
    return [owner for owner in owners if _is_dead(owner)]


def _is_dead(owner: str) -> bool:
    host, pid, started = owner.rsplit("/", 2)
    return host == socket.gethostname() and str(start_time(int(pid))) != started
