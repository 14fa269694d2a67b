"""Functions that find the browser's program, explain why it cannot be started, and build its command line.

Apart from checks of the environment (programs, packages, user), they are pure functions.
"""

import os
import shutil
from importlib.util import find_spec

from crawler.model.details.fetching import BrowserDetail
from crawler.model.reason import Reason

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Names of the program, in the order of preference. Debian's headless shell is the smallest."""
HEAP_MB = 512
"""The maximum size of a page's JavaScript heap in megabytes."""
REMOVED = ("--disable-ipc-flooding-protection",)
"""Arguments of Playwright that are left out.

With this one, a page that changes its URL without end would block the whole browser, not only itself.
"""
EXTRA = "pip install 'noticewatch[browser]'"
PROGRAM = "apt-get install chromium-headless-shell"


def program(path: str | None) -> str | None:
    """Return the path of the browser's program: `path` or, if not given, the first of PROGRAMS in the search path."""
    if path:
        return path if os.access(path, os.X_OK) else None
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def missing(path: str | None) -> Reason | None:
    """Return why the browser cannot be started and what to do about it, or None if it can be started.

    `path` is the configured path of the browser's program, or None if it is to be searched for.
    """
    if find_spec("playwright") is None:
        return BrowserDetail.NO_SUPPORT.of(command=EXTRA)
    if program(path) is None:
        if path:
            return BrowserDetail.NO_PROGRAM.of(path=path, command=PROGRAM)
        return BrowserDetail.NO_CHROMIUM.of(command=PROGRAM)
    if os.geteuid() == 0:
        return BrowserDetail.ROOT.of()
    return None


def arguments() -> list[str]:
    """Return the arguments that restrict the browser, in addition to Playwright's own arguments.

    They prevent name lookups and connections that bypass the proxy, as a second line of defence.
    """
    return [
        # Only the proxy resolves names, so a connection that bypasses it finds no address.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        # WebRTC would otherwise send UDP packets to any address.
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--disable-quic",
        # With HTTP/2, a page could send many requests at a time to a server.
        "--disable-http2",
        "--disable-background-networking",
        "--no-pings",
        "--dns-prefetch-disable",
        "--disable-domain-reliability",
        "--disable-client-side-phishing-detection",
        "--disable-gpu",
        "--mute-audio",
        "--blink-settings=imagesEnabled=false",
        f"--js-flags=--max-old-space-size={HEAP_MB}",
    ]
