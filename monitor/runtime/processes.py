"""The memory use and the start times of processes on this host.

This is the only module that imports psutil. The import takes 40 ms and is therefore done only when it is needed.
"""

from collections.abc import Callable


def memory_reader(pid: int) -> Callable[[], int]:
    """Return a function that returns the resident memory of a process in bytes, or 0 if the process has ended."""
    import psutil

    try:
        process = psutil.Process(pid)
    except psutil.Error:
        return lambda: 0

    def resident_bytes() -> int:
        try:
            return int(process.memory_info().rss)
        except psutil.Error:
            return 0

    return resident_bytes


def start_time(pid: int) -> int | None:
    """Return when a process started, in hundredths of a second since boot, or None if the process has ended.

    The time is relative to boot, because the wall-clock time of the start changes whenever the system clock is set.
    """
    import psutil

    try:
        process = psutil.Process(pid)
        with process.oneshot():
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            started: int = round((process.create_time() - psutil.boot_time()) * 100)
            return started
    except psutil.Error:
        return None
