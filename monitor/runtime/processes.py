"""Inspect other processes of this host.

This is the only importer of psutil, which takes 40 ms to import: commands that need no other process do without it.
"""


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process; 0 if it has ended."""
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def start_time(pid: int) -> int | None:
    """Return when a process started, in hundredths of a second since the boot; None if it has ended.

    Relative to the boot, because the wall-clock time of the start shifts whenever the system's clock is set.
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
