"""A function that returns freed memory to the operating system."""

import ctypes


def release_memory() -> None:
    """Return freed memory to the operating system.

    This is useful after a large task, such as loading the configuration, because the C library would keep the memory.
    With C libraries other than glibc, nothing happens.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
