"""A process of its own for reading files, which may die or hang without stopping the crawler.

One process reads one file after the other, within limits of time and memory; see `crawler.sandbox`.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from crawler.files.read import read_file
from crawler.files.values import FileText
from crawler.model.errors import CrawlerError, FileTooLargeError
from crawler.sandbox.process import DiedError, NotStartedError, OvertimeError, SandboxProcess, request_of

SECONDS = 20.0
"""Seconds that one file may take to read."""
PACKED_SECONDS = 5.0
"""Seconds that a spreadsheet or an OFD may take: an honest one takes far less, and small ones unpack to much."""
_PACKED = (b"xl/workbook", b"OFD.xml")
"""Names of parts that a spreadsheet (XLSX) and an OFD have in their zip's table of contents."""


class FileReader:
    """Read files one at a time, in the order requested. Not bound to an event loop."""

    def __init__(self, seconds: float = SECONDS, command: tuple[str, ...] | None = None) -> None:
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")
        self._process = SandboxProcess(command)

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
        return self._process.pid

    def close(self) -> None:
        """End the process."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._process.close()

    def _ask(self, body: bytes, ends: float) -> FileText:
        wait_s = min(self._seconds, ends - monotonic())
        seconds = min(wait_s, seconds_for(body))
        if seconds <= 0:
            return FileText(None, None, "too_slow", "there was no time left to read it", passing=True)
        try:
            text: FileText = self._process.ask(request_of(read_file, body), seconds, wait_s)
        except OvertimeError:
            return FileText(None, None, "too_slow", f"it took more than {seconds:.0f} s to read")
        except DiedError:
            return FileText(None, None, "damaged", "the process that read it came to an end over it")
        except NotStartedError as error:
            return FileText(None, None, "not_read", f"the process to read it cannot be started: {error}", passing=True)
        except CrawlerError as error:
            return FileText(None, None, FileTooLargeError.code, str(error))
        return text


def seconds_for(body: bytes) -> float:
    """Return the seconds that a file may take to read."""
    is_packed = body.startswith(b"PK") and any(name in body for name in _PACKED)
    return PACKED_SECONDS if is_packed else SECONDS
