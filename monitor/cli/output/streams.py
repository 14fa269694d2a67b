"""Robust standard streams, which may be closed or full, or unable to encode some characters."""

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TextIO

from monitor.text.phrases import os_reason

_NULL = Path(os.devnull)
_STANDARD = 3
"""File descriptors below this number belong to the standard streams."""


def prepare_streams() -> None:
    """Make standard output and standard error writable in all cases.

    Characters that their encoding lacks become `?`. A closed stream is replaced by the null device; otherwise a file
    opened later would get its descriptor, and printed text would be written into that file.
    """
    number = os.open(_NULL, os.O_RDWR)
    while number < _STANDARD:
        number = os.open(_NULL, os.O_RDWR)
    os.close(number)
    sys.stdout = _writable(sys.stdout)
    sys.stderr = _writable(sys.stderr)


def _writable(stream: TextIO | None) -> TextIO:
    if stream is None:
        return _NULL.open("w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        with contextlib.suppress(OSError, ValueError):
            stream.reconfigure(errors="replace")
    return stream


def flush_output() -> str | None:
    """Flush standard output, and return None or the reason why this failed.

    The reason is empty for a broken pipe. After a failure, the output is discarded; otherwise, the interpreter would
    fail when it exits.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reading process has exited, as `head` does, so nothing needs to be reported.
        drop_output()
        return ""
    except (OSError, ValueError) as error:
        drop_output()
        return os_reason(error) if isinstance(error, OSError) else str(error)
    return None


def drop_output() -> None:
    """Redirect standard output to the null device."""
    null = os.open(_NULL, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(null, sys.stdout.fileno())
    os.close(null)
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()


def encodes_all(stream: TextIO) -> bool:
    """Return whether the encoding of a stream can encode every character."""
    return (stream.encoding or "utf-8").lower().replace("-", "").replace("_", "").startswith("utf")
