"""Standard input of a process that answers requests, one per line."""

import asyncio
import contextlib
import os
import stat
import sys
import threading
from collections.abc import AsyncIterator

_LINE_LIMIT = 512 * 1024 * 1024
"""The maximum length of a request in bytes, as long as the monitor's limit for a result."""


async def input_lines() -> AsyncIterator[str]:
    """Yield the lines of standard input until it ends. Bytes that are not UTF-8 are replaced by U+FFFD."""
    mode = os.fstat(0).st_mode
    lines = _piped_lines() if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) else _lines_by_thread()
    async for line in lines:
        yield line.decode("utf-8", "replace")


async def _piped_lines() -> AsyncIterator[bytes]:
    """Yield the lines of standard input, a pipe.

    It is read by the event loop. A thread would cost a switch between threads for each line.
    """
    reader = asyncio.StreamReader(limit=_LINE_LIMIT)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer
    )
    with contextlib.closing(transport):
        while line := await reader.readline():
            yield line


async def _lines_by_thread() -> AsyncIterator[bytes]:
    """Yield the lines of standard input, a file or a terminal. The event loop cannot wait for either."""
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue[bytes | None]()

    def read() -> None:
        for line in sys.stdin.buffer:
            loop.call_soon_threadsafe(queue.put_nowait, line)
        loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line
