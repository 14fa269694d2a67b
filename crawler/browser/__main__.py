"""The browser process, `python -m crawler.browser PROGRAM FOLDER`; see `crawler.browser.service`."""

import asyncio
import logging
import os
import shutil
import sys
import threading
from collections.abc import AsyncIterator

from crawler.browser.messages import AccessQuestion, LoadedPage, LoadFailure
from crawler.browser.service import BrowserService
from crawler.logs import log_as_json
from crawler.sandbox.parent import end_with_parent


def main() -> None:
    """Answer the crawler's requests until standard input ends."""
    end_with_parent()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    log_as_json()
    # Playwright leaves tasks behind for requests of pages that were closed, and asyncio logs each as an error.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    program, folder = sys.argv[1:3]

    def emit(message: LoadedPage | LoadFailure | AccessQuestion) -> None:
        try:
            out.write(message.model_dump_json().encode() + b"\n")
            out.flush()
        except BrokenPipeError:
            os._exit(0)

    asyncio.run(_serve(BrowserService(program, folder, emit)))
    # The crawler removes the folder too, unless it was killed.
    shutil.rmtree(folder, ignore_errors=True)


async def _serve(service: BrowserService) -> None:
    await service.serve(_lines())


async def _lines() -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue[bytes | None]()

    def read() -> None:
        for line in sys.stdin.buffer:
            loop.call_soon_threadsafe(queue.put_nowait, line)
        loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
