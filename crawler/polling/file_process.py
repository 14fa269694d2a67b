"""A process of its own for reading files, which may die or hang without stopping the crawler.

One process reads one file after the other. It is killed when a file takes too long, replaced when it has died, and has
limits of its own for memory and time, so that it also ends when the crawler is killed.
"""

import asyncio
import contextlib
import os
import struct
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from pydantic import TypeAdapter, ValidationError

from crawler.files.values import TEXT_LIMIT, FileText

SECONDS = 20.0
"""Seconds that one file may take to read."""
_RENEW = 200
"""Files after which the process is renewed: what a library leaks ends with it."""
_ANSWER_LIMIT = 8 * TEXT_LIMIT
_ANSWER: TypeAdapter[FileText] = TypeAdapter(FileText)
# What a process needs to start; it has no use for the secrets of ours.
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
COMMAND = (sys.executable, "-P", "-m", "crawler.files")


class FileReader:
    """Read files one at a time, in the order requested. Not bound to an event loop."""

    def __init__(self, seconds: float = SECONDS, command: tuple[str, ...] = COMMAND) -> None:
        self._seconds = seconds
        self._command = command
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")
        self._process: subprocess.Popen[bytes] | None = None
        self._read_so_far = 0

    async def read(self, body: bytes, patience: float = SECONDS) -> FileText:
        """Return the file as read.

        Its fault is `damaged` when the process died over it, `too_slow` when it took longer than a file may, or than
        `patience` seconds with those before it.
        """
        ends = monotonic() + patience
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, body, ends)

    @property
    def pid(self) -> int | None:
        """The id of the process, when there is one."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._end()

    def _ask(self, body: bytes, ends: float) -> FileText:
        # Once more when the process dies: it may not have been this file that killed it.
        answer = self._ask_once(body, ends) or self._ask_once(body, ends)
        return answer or FileText(None, None, "damaged", "the process that read it came to an end over it")

    def _ask_once(self, body: bytes, ends: float) -> FileText | None:
        """Return the answer, or None when the process died."""
        seconds = min(self._seconds, ends - monotonic())
        if seconds <= 0:
            return FileText(None, None, "too_slow", "there was no time left to read it", passing=True)
        try:
            process = self._running()
        except OSError as error:
            return FileText(None, None, "not_read", f"the process to read it cannot be started: {error}", passing=True)
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            return _exchange(process, body, seconds)
        except (OSError, EOFError, ValidationError):
            self._end()
            if not late.is_set():
                return None
            return FileText(None, None, "too_slow", f"it took more than {seconds:.0f} s to read")
        finally:
            timer.cancel()
            if late.is_set():
                self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and (self._process.poll() is not None or self._read_so_far >= _RENEW):
            self._end()
        if self._process is None:
            environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
            # Its own pipes and session: the crawler's carry requests and results, and a terminal's interrupt is not
            # for it.
            self._process = subprocess.Popen(  # noqa: S603
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
            self._read_so_far = 0
        self._read_so_far += 1
        return self._process

    def _end(self) -> None:
        process = self._process
        self._process = None
        if process:
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()


def _exchange(process: subprocess.Popen[bytes], body: bytes, seconds: float) -> FileText:
    """Send a file and wait for the answer.

    Raises OSError or EOFError when the process has ended, ValidationError for an invalid answer.
    """
    assert process.stdin
    assert process.stdout
    process.stdin.write(struct.pack(">II", len(body), int(seconds) + 1))
    process.stdin.write(body)
    process.stdin.flush()
    head = process.stdout.read(4)
    length = struct.unpack(">I", head)[0] if len(head) == 4 else 0
    # The process has read a stranger's file: what it answers is bounded as well.
    answer = process.stdout.read(length) if 0 < length <= _ANSWER_LIMIT else b""
    if not answer or len(answer) < length:
        raise EOFError
    return _ANSWER.validate_json(answer)
