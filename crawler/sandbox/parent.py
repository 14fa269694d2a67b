"""The end of the parent process, as the kernel reports it to a child process."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def prctl(option: int, value: int = 1) -> None:
    """Set a property of this process. Do nothing on systems other than Linux, which lack this call."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, int(value), 0, 0, 0)


def end_with_parent(number: signal.Signals = signal.SIGCONT) -> None:
    """Let the kernel send a signal to this process when the thread of the parent that started it ends.

    By default, a stopped process is continued, and other processes are not affected. A child that ends when its input
    ends would otherwise not notice this end while it is stopped, and remain forever.
    """
    prctl(_PR_SET_PDEATHSIG, number)
