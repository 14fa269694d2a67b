"""Reading of the beginning of files that may be devices, pipes, or larger than memory."""

import errno
from pathlib import Path


def read_beginning(path: Path, limit: int) -> bytes:
    """Return the first `limit` bytes of a file, or all bytes if the file is shorter.

    Raise OSError if the file cannot be read or is a pipe. A pipe is refused because reading from it could block.
    """
    if path.is_fifo():
        raise OSError(errno.EINVAL, "a pipe, not a file")
    with path.open("rb") as file:
        return file.read(limit)
