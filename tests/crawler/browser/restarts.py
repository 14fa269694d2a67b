"""Loads pages while the browser is killed, and prints what happened as JSON: `python -m …restarts URL`."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from crawler.browser.messages import LoadedPage, LoadRequest
from crawler.browser.process import Browser
from crawler.model.errors import FetchError
from crawler.sandbox.process_tree import descendants


def browsers() -> list[int]:
    """The main processes of Chromium."""
    found = []
    for pid in descendants():
        # Chromium's other processes write their arguments as one word.
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"chromium" in command.split(b"\0")[0] and b"--type=" not in command:
            found.append(pid)
    return found


async def main() -> None:
    browser = Browser()
    said = []

    async def load(url: str) -> None:
        try:
            page = await browser.load(LoadRequest(id=0, url=url, user_agent="noticewatch", trusted=True), allowed)
            said.append("loaded" if isinstance(page, LoadedPage) else page.code)
        except FetchError as error:
            said.append(error.code)

    async def allowed(_: str) -> bool:
        return True

    await load(sys.argv[1])
    flags = Path(f"/proc/{browsers()[-1]}/cmdline").read_bytes().decode().replace("\0", " ")
    for victims in (lambda: [browser.pid], browsers):
        loading = asyncio.ensure_future(load(f"{sys.argv[1]}?slow"))
        await asyncio.sleep(1)
        for pid in victims():
            os.kill(pid, signal.SIGKILL)
        await loading
        await load(sys.argv[1])
    await browser.close()
    await asyncio.sleep(0.5)
    left = [str(Path(f"/proc/{pid}/exe").readlink()) for pid in descendants()]
    sys.stdout.write(json.dumps({"said": said, "flags": flags, "left": left}))


if __name__ == "__main__":
    asyncio.run(main())
