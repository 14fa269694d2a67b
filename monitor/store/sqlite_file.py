"""Functions that check a SQLite file before it is opened. They compare its size with the size in its 100-byte header.

The header is specified in https://www.sqlite.org/fileformat.html, 1.3.
"""

import os
from pathlib import Path

from monitor.errors import StoreError
from monitor.text.i18n import gettext
from monitor.text.phrases import os_reason

_HEADER = 100
_COUNTER = slice(24, 28)
_PAGES = slice(28, 32)
_COUNTED_AT = slice(92, 96)
_PAGE_SIZES = [2**power for power in range(9, 17)]


def check_file(path: Path) -> None:
    """Check that a SQLite file can be opened for writing: its folder must be writable, and it must not be truncated.

    A missing file is not an error. Raises StoreError if a check fails. SQLite itself would detect missing pages only
    when they are accessed, possibly much later, while the daemon is running.
    """
    if path.parent.is_dir() and not os.access(path.parent, os.W_OK | os.X_OK):
        raise StoreError(gettext("the database {path} cannot be used: its folder is not writable", path=path))
    check_content(path)


def check_content(path: Path) -> None:
    """Check that a SQLite file can be opened for reading: its folder must exist, and it must not be truncated.

    A missing file is not an error. Raises StoreError if a check fails.
    """
    try:
        if not path.parent.is_dir():
            raise StoreError(gettext("the database {path} cannot be used: its folder does not exist", path=path))
        size, wanted = _sizes(path)
    except OSError as error:
        raise StoreError(
            gettext("the database {path} cannot be used: {reason}", path=path, reason=os_reason(error))
        ) from error
    if size < wanted:
        raise StoreError(
            gettext(
                "the database {path} cannot be used: it is truncated ({size} of {wanted} bytes); restore a backup",
                path=path,
                size=size,
                wanted=wanted,
            )
        )


def _sizes(path: Path) -> tuple[int, int]:
    """Return the size of the database file in bytes, and the size that it must have at least according to its header.

    The second size is 0 if it cannot be determined.
    """
    log = Path(f"{path}-wal")
    if not path.is_file() or (log.exists() and log.stat().st_size):
        # Pages that are missing in the file may be in its WAL, also after a crash during a checkpoint.
        return 0, 0
    with path.open("rb") as file:
        header = file.read(_HEADER)
        size = os.fstat(file.fileno()).st_size
    if not header.startswith(b"SQLite format 3\0"):
        return size, 0
    if len(header) < _HEADER:
        return size, _HEADER
    written = int.from_bytes(header[16:18], "big")
    page = 65536 if written == 1 else written
    # The page count is valid only if it was written together with the change counter.
    sound = page in _PAGE_SIZES and header[_COUNTER] == header[_COUNTED_AT]
    return size, page * int.from_bytes(header[_PAGES], "big") if sound else 0
