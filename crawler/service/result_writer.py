"""Writing of results to the monitor, together where they need not arrive at once."""

import asyncio
import os
from typing import BinaryIO

from crawler.model.results import AnyResult, PollResult, PongResult

WAIT_S = 0.1
MOST = 8
"""The maximum time in seconds that the result of an unchanged poll waits for others, and the number of such results
that are written at once."""


class ResultWriter:
    """A writer of results to a pipe, one JSON object per line.

    Each write wakes the monitor, which takes it longer than reading the result of an unchanged poll. Such results are
    therefore written together. All other results are written at once. If the pipe is closed, the process exits.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._lines: list[bytes] = []
        self._timer: asyncio.TimerHandle | None = None

    def write(self, result: AnyResult | PongResult) -> None:
        """Write a result now or, if it may wait, within `WAIT_S` seconds."""
        self._lines.append(result.model_dump_json().encode() + b"\n")
        if not _may_wait(result) or len(self._lines) >= MOST:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WAIT_S, self.flush)

    def flush(self) -> None:
        """Write all results that are waiting."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines = b"".join(self._lines)
        self._lines.clear()
        try:
            self._out.write(lines)
            self._out.flush()
        except BrokenPipeError:
            os._exit(0)


def _may_wait(result: AnyResult | PongResult) -> bool:
    return isinstance(result, PollResult) and result.outcome == "not_modified" and not (result.notices or result.gone)
