"""A separate process for parsing files, so that a crash or hang does not stop the crawler.

The process parses one file at a time, within limits of time and memory; see `crawler.sandbox`.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from crawler.files.read import read_file
from crawler.files.values import FileText
from crawler.model.errors import CrawlerError, FileTooLargeError
from crawler.sandbox.process import DiedError, NotStartedError, OvertimeError, SandboxProcess, request_of

SECONDS = 20.0
"""Maximum time for parsing a file, in seconds."""
PACKED_SECONDS = 5.0
"""Maximum time for parsing a spreadsheet or an OFD file, in seconds.

Normal files take far less time, but even a small file may be a zip bomb.
"""
_PACKED = (b"xl/workbook", b"OFD.xml")
"""Entry names in the zip's table of contents by which spreadsheets (XLSX) and OFD files are recognized."""


class FileReader:
    """Reader of files, which parses one file at a time, in the order of the requests.

    A reader is not bound to an event loop.
    """

    def __init__(self, seconds: float = SECONDS, command: tuple[str, ...] | None = None) -> None:
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")
        self._process = SandboxProcess(command)

    async def read(self, body: bytes, patience: float = SECONDS) -> FileText:
        """Return the content of a file, or its fault.

        The fault is `damaged` when the process died while parsing the file. It is `too_slow` when parsing exceeded the
        time limit of the file, or `patience` seconds including the wait for earlier files.
        """
        ends = monotonic() + patience
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, body, ends)

    @property
    def pid(self) -> int | None:
        """Return the id of the process, or None if it is not running."""
        return self._process.pid

    def close(self) -> None:
        """Stop the process."""
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
    """Return the maximum time for parsing a file, in seconds."""
    is_packed = body.startswith(b"PK") and any(name in body for name in _PACKED)
    return PACKED_SECONDS if is_packed else SECONDS
