"""Functions that replace files as a whole, so that readers see either the old or the new content."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacement(path: Path, mode: int) -> Iterator[Path]:
    """Yield an empty file beside `path`, and rename it to `path` with the permissions `mode` at the end of the block.

    If the block or the renaming fails, `path` is unchanged and the new file is removed. A device or a pipe is never
    replaced: it is yielded itself, to be written to. Raises OSError.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        made = Path(file.name)
    try:
        yield made
        made.chmod(mode)
        sync(made)
        made.replace(path)
        with suppress(OSError):  # a folder that may only be written to cannot be opened
            sync(path.parent)
    finally:
        made.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Make sure that the content of a file, or the list of files in a folder, is written to the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
