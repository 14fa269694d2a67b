"""Telling the service manager how the daemon is (sd_notify(3)): one datagram to the socket it names."""

import os
import socket
import time
from collections.abc import Mapping

READY = "READY=1"
STOPPING = "STOPPING=1"
WATCHDOG = "WATCHDOG=1"


def notify(state: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Notify the manager; return whether there is one that accepted it. A missing manager is no reason to stop."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    # An abstract socket's name is written with an at sign in the place of its first byte, zero.
    name = f"\0{address[1:]}" if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.settimeout(1)
            channel.connect(name)
            channel.sendall(state.encode())
    except OSError:
        return False
    return True


def reloading() -> str:
    """Return the state of reading the configuration again, which READY ends."""
    return f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}"


def watchdog_s(environment: Mapping[str, str] = os.environ) -> float | None:
    """Return the seconds after which the manager expects a sign of this process; None when it expects none."""
    written = environment.get("WATCHDOG_USEC", "")
    process = environment.get("WATCHDOG_PID", str(os.getpid()))
    if not written.isdecimal() or process != str(os.getpid()):
        return None
    return int(written) / 1e6 or None
