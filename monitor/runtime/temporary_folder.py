"""Temporary folders. The folder of a process that was killed is removed when another folder is created."""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "noticewatch-"
_LOCK = "owner.lock"
_YOUNG_S = 60.0
"""The age in seconds from which a folder without a lock file counts as a leftover; its process may be creating it."""


class TemporaryFolder:
    """A folder for temporary files, which is locked by its process.

    The lock ends with the process. If another process can lock the folder, its owner was killed, and the folder can be
    removed. Comparing process ids would not be sufficient, because containers may share the folder but not the ids.
    """

    def __init__(self) -> None:
        remove_leftovers()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Delete the folder and its files."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def remove_leftovers() -> None:
    """Delete this user's temporary folders whose processes have ended."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if not path.is_symlink() and path.is_dir() and path.stat().st_uid == os.geteuid() and _is_leftover(path):
                shutil.rmtree(path, ignore_errors=True)


def _is_leftover(path: Path) -> bool:
    try:
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False if time.time() - path.stat().st_mtime < _YOUNG_S else not any(path.iterdir())
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(lock)
