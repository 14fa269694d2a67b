"""Notifications to the service manager about the daemon's state, using the protocol of sd_notify(3)."""

import os
import socket
import time
from collections.abc import Mapping

READY = "READY=1"
STOPPING = "STOPPING=1"
WATCHDOG = "WATCHDOG=1"


def notify(state: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Send a state to the service manager, and return whether this was successful.

    The result is False if there is no service manager. A failed notification never raises an exception.
    """
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    # In NOTIFY_SOCKET, an at sign represents the leading zero byte of an abstract socket's name.
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
    """Return the state that must be sent to the service manager before the configuration is reloaded.

    After the reload, `READY` must be sent.
    """
    return f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}"


def watchdog_s(environment: Mapping[str, str] = os.environ) -> float | None:
    """Return the watchdog time-out of this process in seconds, or None if no watchdog monitors this process."""
    written = environment.get("WATCHDOG_USEC", "")
    process = environment.get("WATCHDOG_PID", str(os.getpid()))
    if not written.isdecimal() or process != str(os.getpid()):
        return None
    return int(written) / 1e6 or None
