"""A function that returns freed memory to the operating system."""

import ctypes


def release_memory() -> None:
    """Return the memory that was freed after a large task, such as loading the configuration, to the operating system.

    The C library keeps it otherwise. Only glibc has the function; elsewhere, nothing happens.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
