"""Reading of the beginning of files that may be devices, pipes, or larger than memory."""

import errno
from pathlib import Path


def read_beginning(path: Path, limit: int) -> bytes:
    """Return at most `limit` bytes of a file. Raise OSError if it cannot be read or is a pipe, which may block."""
    if path.is_fifo():
        raise OSError(errno.EINVAL, "a pipe, not a file")
    with path.open("rb") as file:
        return file.read(limit)
