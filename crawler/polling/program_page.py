"""Running of a source's program. Its output is treated as the page of the source's listing."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from crawler.model.checks.program_path import ProgramPathError, program_of
from crawler.model.details.listings import ProgramDetail
from crawler.model.errors import ProgramFailedError
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.sandbox.program import SECONDS, ProgramError, run_program

AT_ONCE = 4
"""The maximum number of programs that run at the same time."""
_SHARE = 0.6
"""The share of a poll's time that the source's program may take; the rest is for fetching the notices' pages."""


class Programs:
    """Runs the programs of sources. `folder` is the configuration folder, or None if programs are not allowed."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="program")

    async def page(self, source: Source, clock: Callable[[], datetime], ends: float) -> Page:
        """Run a source's program, and return its output as a page.

        `ends` is the time of the event loop at which the poll ends. Raise ProgramFailedError if the program cannot be
        run, fails, or takes too long.
        """
        try:
            argv = program_of(self._folder, source.command or ())
        except ProgramPathError as error:
            raise ProgramFailedError(error.detail) from error
        loop = asyncio.get_running_loop()
        variables = {"NOTICEWATCH_SOURCE": source.id}

        def run() -> bytes:
            # The time spent waiting for other programs is not available.
            seconds = min(SECONDS, (ends - loop.time()) * _SHARE)
            if seconds < 1:
                raise ProgramError(ProgramDetail.NO_TIME.of())
            return run_program(argv, Path(argv[0]).parent, variables, seconds)

        try:
            body = await loop.run_in_executor(self._threads, run)
        except ProgramError as error:
            raise ProgramFailedError(error.detail) from error
        return Page(url=source.url, body=body, fetched_at=clock(), content_type="application/jsonl; charset=utf-8")
