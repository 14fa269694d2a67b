"""changedetection.io on the sites of the soak: the processor time of a check by all its processes.

It is installed by hand into an environment of its own; its plain fetcher is used, without a browser. It watches fewer
sources, each so often that its checks come as close together as the polls of the soak do.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.processes import spent
from tests.benchmarks.soak_sites import Sites

WATCHES = 200
EVERY_S = 15
WARM_UP_S = 60.0
MEASURED_S = 120.0
PATIENCE_S = 120.0
_ENVIRONMENT = {
    "ALLOW_IANA_RESTRICTED_ADDRESSES": "true",
    "DISABLE_VERSION_CHECK": "true",
    "LLM_FEATURES_DISABLED": "true",
    "LOGGER_LEVEL": "ERROR",
}


def run(python: Path, site: Sites, count: int) -> str:
    """Has `count` sources watched; what a check costs, as a line. None of them changes meanwhile."""
    with tempfile.TemporaryDirectory() as name, _peer(python, Path(name), site, count) as pid:
        time.sleep(WARM_UP_S)
        before = spent(pid)
        checked = site.report()["polls"]
        time.sleep(MEASURED_S)
        used = spent(pid) - before
        checks = site.report()["polls"] - checked
    return (
        f"changedetection.io: {used / max(1, checks) * 1000:.2f} ms a check of {count} watches "
        f"({checks} checks, {checks / MEASURED_S:.1f}/s)"
    )


@contextlib.contextmanager
def _peer(python: Path, folder: Path, site: Sites, count: int) -> Iterator[int]:
    """The running peer's process id. It is given its watches on the command line; without, it looks at sites of its own
    choice."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    watch = json.dumps({"time_between_check": {"seconds": EVERY_S}, "time_between_check_use_default": False})
    watches = [argument for number in range(count) for argument in ("-u", site.url(number), f"-u{number}", watch)]
    command = [
        python.absolute().parent / "changedetection.io",
        "-C",
        "-d",
        folder,
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        *watches,
    ]
    process = subprocess.Popen(
        command, env={**os.environ, **_ENVIRONMENT}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _until_open(port, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()


def _until_open(port: int, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.5)
    sys.exit("changedetection.io did not start")
