"""Limits on the traffic to a host and to a server: concurrent requests, delays between requests, and pauses.

With a shared folder, the limits apply to all crawler processes together. All times are in seconds of the monotonic
clock, which is the same for all processes on a machine.
"""

import asyncio
import fcntl
import hashlib
import math
import os
import struct
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from scrapy.http import Response

from crawler.fetching.error_mapping import retry_after
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import BlockedError, TimedOutError

SITES = 10_000
"""The maximum number of entries about the pauses and the delays of hosts, two for each host."""
FIRST_PAUSE_S = 10.0
LONGEST_PAUSE_S = 900.0
"""FIRST_PAUSE_S is the pause in seconds after a first refusal without Retry-After, and LONGEST_PAUSE_S is the maximum.

Each further refusal doubles the pause, and each successful response after the pause halves it.
"""
SHORTEST_PAUSE_S = 2.5
LATE_S = 0.05
RETRY_S = 0.1
"""The time in seconds between two attempts to get a slot that another process occupies (`RETRY_S`), and from a deadline
to the error of a request that waits beyond it (`LATE_S`)."""
_REFUSALS = (429, 503)
_FORM = struct.Struct("ddd")
CRAWL_DELAY_LIMIT_S = 60.0
"""The maximum Crawl-delay in seconds that is obeyed.

With a longer delay, a poll would have no time to fetch a page. The interval between polls is set by `every`.
"""


@dataclass
class HostTraffic:
    """The times that determine when requests to a host are allowed, in seconds of the monotonic clock.

    `until` is the end of the host's pause, `pause_s` is the length of its latest pause, and `sent_at` is the time of
    its latest request.
    """

    until: float = 0.0
    pause_s: float = 0.0
    sent_at: float = -math.inf


class HostTraffics:
    """The HostTraffic of each host, for the requests of this process only."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, HostTraffic] = OrderedDict()

    @contextmanager
    def changing(self, host: str) -> Iterator[HostTraffic]:
        """Yield the HostTraffic of a host, which may be modified in the `with` block."""
        yield self._hosts.get(host) or self._new(host)

    def _new(self, host: str) -> HostTraffic:
        found = self._hosts[host] = HostTraffic()
        if len(self._hosts) > SITES:
            self._hosts.popitem(last=False)
        return found


class SharedHostTraffics(HostTraffics):
    """The HostTraffic of each host, for all processes that share a folder.

    The folder contains a small file for each host.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    @contextmanager
    def changing(self, host: str) -> Iterator[HostTraffic]:
        """Yield the HostTraffic of a host, which may be modified in the `with` block.

        Until the block ends, the host's file is locked. Then the changes are written to it.
        """
        with _locked(self._folder / f"{_name(host)}.host") as file:
            raw = os.pread(file, _FORM.size, 0)
            traffic = HostTraffic(*_FORM.unpack(raw)) if len(raw) == _FORM.size else HostTraffic()
            yield traffic
            os.pwrite(file, _FORM.pack(traffic.until, traffic.pause_s, traffic.sent_at), 0)


class Pauses:
    """Pauses of hosts that refuse requests.

    A pause is as long as the header Retry-After says. Without this header, the first pause is short, and each refusal
    after the end of a pause doubles the length of the next one, up to a limit.
    """

    def __init__(self, traffics: HostTraffics) -> None:
        self._traffics = traffics

    def check(self, url: str) -> None:
        """Raise BlockedError if requests to the host of `url` are paused."""
        with self._traffics.changing(urlsplit(url).netloc) as traffic:
            left = traffic.until - monotonic()
        if left > 0:
            raise BlockedError(FetchDetail.PAUSED.of(seconds=round(left)), left)

    def note(self, response: Response) -> None:
        """Start, lengthen or shorten the pause of the host that sent a response.

        A response that refuses the request starts a pause or lengthens it. Any other response after the end of a pause
        starts a shorter pause, until the pauses are so short that they are omitted.
        """
        refused = response.status in _REFUSALS
        wait = retry_after(response) if refused else None
        now = monotonic()
        with self._traffics.changing(urlsplit(response.url).netloc) as traffic:
            if wait is not None:
                traffic.until = max(traffic.until, now + wait)
            elif refused and now >= traffic.until:
                traffic.pause_s = min(max(2 * traffic.pause_s, FIRST_PAUSE_S), LONGEST_PAUSE_S)
                traffic.until = now + traffic.pause_s
            elif not refused and traffic.pause_s and now >= traffic.until:
                # The pause shrinks step by step: the next request is sent after a shorter pause, from which the time
                # without a refusal is subtracted. A response that arrives within a pause says nothing about its end.
                shorter = traffic.pause_s / 2 - (now - traffic.until)
                traffic.pause_s = shorter if shorter >= SHORTEST_PAUSE_S else 0.0
                traffic.until = now + traffic.pause_s


class RequestSlots:
    """Limits the number of concurrent requests to each host and to each server address to `count`.

    If `folder` is given, all processes that use this folder share the limit.
    """

    def __init__(self, count: int, folder: Path | None) -> None:
        self._count = count
        self._folder = folder
        # Entries without running or waiting requests are discarded.
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def slot(self, name: str) -> AsyncIterator[None]:
        """Wait for a free slot of a host or server address, and hold the slot inside the `with` block."""
        places = self._places.get(name)
        if places is None:
            places = self._places[name] = asyncio.Semaphore(self._count)
        async with places:
            if self._folder is None:
                yield
                return
            file = await self._file(self._folder, name)
            try:
                yield
            finally:
                os.close(file)

    async def _file(self, folder: Path, name: str) -> int:
        """Wait for a free slot of a host or server address, and return the descriptor of a locked file in `folder`.

        `name` is the host or the address. The slot is free again when the file is closed or the process ends.
        """
        while True:
            for number in range(self._count):
                file = os.open(folder / f"{_name(name)}.{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(file)
                else:
                    return file
            await asyncio.sleep(RETRY_S)


async def wait_for_turn(traffics: HostTraffics, host: str, delay: float, ends: float | None) -> None:
    """Wait until `delay` seconds have passed since the last request to the host, whichever process sent it.

    `ends` is a time of the event loop. If the wait would last longer, raise TimedOutError just after that time. A poll
    whose time ends then is not told earlier, because it would begin its other pages, and all of them would fail.

    Another request may take the turn in the meantime, see `take_turn`.
    """
    with traffics.changing(_turns(host)) as traffic:
        wait = traffic.sent_at + delay - monotonic()
    if wait <= 0:
        return
    left = math.inf if ends is None else ends - asyncio.get_running_loop().time()
    if wait > left:
        await asyncio.sleep(max(0.0, left) + LATE_S)
        raise TimedOutError(FetchDetail.NO_TURN.of())
    await asyncio.sleep(wait)


def take_turn(traffics: HostTraffics, host: str, delay: float) -> bool:
    """Return whether a request may be sent to the host now, `delay` seconds after the last one. If so, record it."""
    now = monotonic()
    with traffics.changing(_turns(host)) as traffic:
        if now < traffic.sent_at + delay:
            return False
        traffic.sent_at = now
    return True


def _turns(host: str) -> str:
    return f"{host} turn"


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _name(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def set_host_delay(downloader: Any, host: str, asked: float | None = None, least: float | None = None) -> None:
    """Set the delay between requests to a host.

    `asked` is the delay that the source specifies, and `least` is the minimum delay in the host's robots.txt, both in
    seconds. The larger of the two applies. A value of None leaves the previous value unchanged.
    """
    known = downloader.per_slot_settings.setdefault(host, {})
    if asked is not None:
        known["asked"] = asked
    if least is not None:
        known["least"] = min(least, CRAWL_DELAY_LIMIT_S)
    known["delay"] = max(known.get("asked", 0.0), known.get("least", 0.0))
