"""Loads the hostile page in Chromium and prints the results: `python -m …hostile_load HTTP_PORT TLS_PORT FOLDER`.

Public host names lead to the local portal, through a connector in the place of the network; the addresses of the
private network are real.
"""

import asyncio
import itertools
import json
import sys

from crawler.browser import chromium as chromium_module
from crawler.browser import page_limits
from crawler.browser.chromium import chromium
from crawler.browser.chromium_options import arguments, program
from crawler.browser.connections import connected
from crawler.browser.messages import LoadRequest
from crawler.browser.proxy import Allowance, FilteringProxy
from crawler.model.errors import FetchError

PUBLIC = "93.184.215.14"
PRIVATE = "127.0.0.1"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def main() -> None:
    http, tls = map(int, sys.argv[1:3])
    asked = itertools.count()

    async def resolve(host: str, _: int) -> list[str]:
        if host == "rebind.test":  # the answer changes between a check and a connection that would resolve again
            return [PRIVATE if next(asked) % 2 else PUBLIC]
        return [PRIVATE if host in ("internal.test", "localhost") else PUBLIC]

    async def connect(address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if address == PUBLIC:
            return await asyncio.open_connection("127.0.0.1", tls if port == 443 else http)
        return await connected(address, port)

    # The proxy has to hold without the refusals that make pages small.
    page_limits.REFUSED_KINDS = ()
    chromium_module.arguments = lambda: [word for word in arguments() if "imagesEnabled" not in word]
    results = {}
    proxy = FilteringProxy(resolve, connect)
    path = program(None)
    assert path is not None
    async with chromium(path, proxy, sys.argv[3]) as browser:
        for name, url, trusted in (
            ("http", "http://portal.test/hostile", False),
            ("https", "https://portal.test/hostile", False),
            ("control", "http://portal.test/hostile?control", True),
        ):
            allowance = Allowance(trusted, page_limits.BYTES_LIMIT, lambda: None)
            request = LoadRequest(
                id=1, url=url, user_agent="noticewatch", wait_for="#done", verify_tls=False, asks=False, timeout_s=20
            )
            try:
                page = await browser.load(request, lambda _: asyncio.sleep(0, True), allowance)
                results[name] = page.body
            except FetchError as error:
                results[name] = repr(error)
            results[f"{name} refused"] = sorted(allowance.refused)
            say(f"loaded {name}")
    await proxy.close()
    say(json.dumps(results))


if __name__ == "__main__":
    asyncio.run(main())
