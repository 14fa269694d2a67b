"""Standard streams of any kind: closed, full, or in an encoding that lacks characters of a notice."""

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TextIO

_NULL = Path(os.devnull)
_STANDARD = 3
"""The numbers of the standard streams are below it."""


def prepare_streams() -> None:
    """Make standard output and standard error writable, whatever they are.

    Characters that their encoding lacks become `?`. A closed stream becomes the null device: a file that is opened
    later would otherwise get its number, and what is printed would end in that file.
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
    """Write out what was printed; return the reason if that fails, and drop it.

    Without it, the interpreter would fail at its end.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; there is nobody left to tell.
        drop_output()
        return ""
    except (OSError, ValueError) as error:
        drop_output()
        return getattr(error, "strerror", None) or str(error)
    return None


def drop_output() -> None:
    """Direct standard output to the null device."""
    null = os.open(_NULL, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(null, sys.stdout.fileno())
    os.close(null)
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()


def encodes_all(stream: TextIO) -> bool:
    """Return whether the encoding of a stream has every character."""
    return (stream.encoding or "utf-8").lower().replace("-", "").replace("_", "").startswith("utf")
