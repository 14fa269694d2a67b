"""A separate process for parsing files, so that a crash or hang does not stop the crawler.

The process parses one file at a time, within limits of time and memory; see `crawler.sandbox`.
"""

import asyncio
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic

from crawler.files.kinds import without_lead
from crawler.files.values import DEEPEST, FileTask, FileText, Help, TaskFailure
from crawler.model.details.files import FileDetail
from crawler.model.errors import CrawlerError, FileTooLargeError, FileTooSlowError
from crawler.polling.file_helpers import FileHelpers
from crawler.sandbox.process import DiedError, NotStartedError, OvertimeError, SandboxProcess, request_of

SECONDS = 20.0
"""Maximum time for parsing a file, in seconds."""
PACKED_SECONDS = 5.0
"""Maximum time for parsing a spreadsheet or an OFD file, in seconds.

Normal files take far less time, but even a small file may be a zip bomb.
"""
_PACKED = (b"xl/workbook", b"OFD.xml")
_ARCHIVED = re.compile(rb"(?s)PK\x03\x04.{26}(?!\[Content_Types\]|_rels/|docProps/|xl/|OFD\.xml|Doc_|mimetype)")
"""Byte patterns of ZIP files whose parsing may take longer.

`_PACKED` are names of entries in spreadsheets (XLSX) and OFD files. `_ARCHIVED` matches the beginning of an archive
that may contain such files, because the name of its first entry does not occur in these two formats.
"""


RESERVE = 3.0
"""The time in seconds that is reserved for reading a file again after other programs have helped."""
TASKS_LIMIT = 8
"""The maximum number of tasks for other programs at a time, for the archives and scans in an archive."""
_LATE = TaskFailure(FileTooSlowError.code, FileDetail.NO_TIME_FOR_HELP.of(), passing=True)


class FileReader:
    """Parses files in a separate process, one at a time, in the order of the requests.

    A reader can be used from different event loops.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        command: tuple[str, ...] | None = None,
        helpers: FileHelpers | None = None,
    ) -> None:
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")
        self._helping = ThreadPoolExecutor(max_workers=1, thread_name_prefix="file-helpers")
        self._process = SandboxProcess(command)
        self._helpers = helpers or FileHelpers()

    async def read(self, body: bytes, patience: float = SECONDS) -> FileText:
        """Return the content of a file, or its fault.

        The fault is `damaged` if the process died while parsing the file. It is `too_slow` if parsing exceeded the time
        limit of the file, or if parsing and waiting for earlier files took more than `patience` seconds.
        """
        ends = monotonic() + patience
        body = without_lead(body)
        loop = asyncio.get_running_loop()
        helped: dict[str, Help] = {}
        read = await loop.run_in_executor(self._thread, self._ask, body, helped, ends)
        for _ in range(DEEPEST):
            tasks = [wanted for wanted in read.wanted if wanted.sha256 not in helped][:TASKS_LIMIT]
            if not tasks:
                break
            for wanted in tasks:
                # In a separate thread, because recognizing text takes long and must not delay other files.
                given = loop.run_in_executor(self._helping, self._help, wanted, body, ends)
                helped[wanted.sha256] = await given
            again = await loop.run_in_executor(self._thread, self._ask, body, helped, ends)
            # An archive with many scans may use up the time; the text read before is then kept.
            read = read if again.fault == FileTooSlowError.code and read.text else again
        return replace(read, wanted=())

    @property
    def pid(self) -> int | None:
        """Return the id of the process, or None if it is not running."""
        return self._process.pid

    def close(self) -> None:
        """Stop the process."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._helping.shutdown(wait=True, cancel_futures=True)
        self._process.close()
        self._helpers.close()

    def _help(self, wanted: FileTask, body: bytes, ends: float) -> Help:
        left = ends - monotonic() - RESERVE
        return self._helpers.carry_out(wanted, wanted.body or body, left) if left > 0 else _LATE

    def _ask(self, body: bytes, helped: Mapping[str, Help], ends: float) -> FileText:
        # Imported with the first file, because most polls read none and this loads the readers of all formats.
        from crawler.files.read import read_file

        wait_s = min(self._seconds, ends - monotonic())
        seconds = min(wait_s, seconds_for(body))
        if seconds <= 0:
            return FileText(None, None, "too_slow", FileDetail.NO_TIME.of(), passing=True)
        try:
            text: FileText = self._process.ask(request_of(read_file, body, helped), seconds, wait_s)
        except OvertimeError:
            return FileText(None, None, "too_slow", FileDetail.TOO_SLOW.of(seconds=round(seconds)))
        except DiedError:
            return FileText(None, None, "damaged", FileDetail.CRASH.of())
        except NotStartedError as error:
            return FileText(None, None, "not_read", FileDetail.PROCESS_NOT_STARTED.of(reason=error), passing=True)
        except CrawlerError as error:
            return FileText(None, None, FileTooLargeError.code, error.detail)
        return text


def seconds_for(body: bytes) -> float:
    """Return the time limit for parsing a file in seconds. Spreadsheets (XLSX) and OFD files get more time."""
    is_packed = body.startswith(b"PK") and not _ARCHIVED.match(body) and any(name in body for name in _PACKED)
    return PACKED_SECONDS if is_packed else SECONDS
