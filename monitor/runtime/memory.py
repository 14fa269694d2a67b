"""A function that returns freed memory to the operating system."""

import ctypes


def release_memory() -> None:
    """Return memory that was freed after a large task to the operating system.

    Loading the configuration is such a task. The C library keeps the memory otherwise. Only glibc has the function;
    elsewhere, nothing happens.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
