"""Steps that misbehave, for the tests of the processes that run them."""

import os
import signal
import time
from pathlib import Path


def echo(value):
    return value


def hang(_):
    while True:
        pass


def spend(seconds):
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        pass
    return seconds


def wait_for(path):
    while not Path(path).exists():
        time.sleep(0.01)


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def devour(_):
    return bytes(4 * 1024**3)


def pid_of(_):
    return os.getpid()


def modules(_):
    import sys

    return tuple(sys.modules)


def autogroup(_):
    from pathlib import Path

    return Path("/proc/self/autogroup").read_text()
