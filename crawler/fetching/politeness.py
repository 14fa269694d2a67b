"""How much traffic a host and a server may get: requests in flight, the time between two, and pauses.

With a shared folder, the limits hold for all crawler processes together. The clock is the monotonic one, which the
processes of a machine share.
"""

import asyncio
import fcntl
import hashlib
import os
import struct
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from scrapy.http import Response

from crawler.fetching.error_mapping import retry_after
from crawler.model.errors import BlockedError, TimedOutError

SITES = 5000
"""Hosts whose pauses are kept in mind."""
FIRST_PAUSE_S = 10.0
LONGEST_PAUSE_S = 900.0
"""Seconds of the first pause after a refusal that names none; it doubles with each refusal, up to the second, and is
halved with each answer."""
SHORTEST_PAUSE_S = 2.5
RETRY_S = 0.1
"""Seconds between two tries to get a place that another process holds."""
_REFUSALS = (429, 503)
_FORM = struct.Struct("ddd")


@dataclass
class HostTraffic:
    """The times of a host, by the monotonic clock: its pause, the length of its next pause, and the next request."""

    until: float = 0.0
    pause_s: float = 0.0
    next_at: float = 0.0


class HostTraffics:
    """The traffic of hosts in this process."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, HostTraffic] = OrderedDict()

    @contextmanager
    def changing(self, host: str) -> Iterator[HostTraffic]:
        """Yield what is known of a host; changes are kept."""
        yield self._hosts.get(host) or self._new(host)

    def _new(self, host: str) -> HostTraffic:
        found = self._hosts[host] = HostTraffic()
        if len(self._hosts) > SITES:
            self._hosts.popitem(last=False)
        return found


class SharedHostTraffics(HostTraffics):
    """The traffic of hosts in all processes that share a folder, a small file for each host."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    @contextmanager
    def changing(self, host: str) -> Iterator[HostTraffic]:
        """Yield what is known of a host while no other process changes it; changes are kept."""
        with _locked(self._folder / f"{_name(host)}.host") as file:
            raw = os.pread(file, _FORM.size, 0)
            traffic = HostTraffic(*_FORM.unpack(raw)) if len(raw) == _FORM.size else HostTraffic()
            yield traffic
            os.pwrite(file, _FORM.pack(traffic.until, traffic.pause_s, traffic.next_at), 0)


class Pauses:
    """The pauses of hosts: those that they ask for, and growing ones after refusals."""

    def __init__(self, traffics: HostTraffics) -> None:
        self._traffics = traffics

    def check(self, url: str) -> None:
        """Raise BlockedError while the pause of the address's site is not over."""
        with self._traffics.changing(urlsplit(url).netloc) as traffic:
            left = traffic.until - monotonic()
        if left > 0:
            raise BlockedError(f"the site asked the crawler to wait another {left:.0f} s", left)

    def note(self, response: Response) -> None:
        """Record the pause that a response asks for, or that it calls for."""
        refused = response.status in _REFUSALS
        wait = retry_after(response) if refused else None
        now = monotonic()
        with self._traffics.changing(urlsplit(response.url).netloc) as traffic:
            if wait is not None:
                traffic.until = now + wait
            elif refused and now >= traffic.until:
                traffic.pause_s = min(max(2 * traffic.pause_s, FIRST_PAUSE_S), LONGEST_PAUSE_S)
                traffic.until = now + traffic.pause_s
            elif not refused and traffic.pause_s:
                # Step by step: another request only after a shorter pause.
                shorter = traffic.pause_s / 2
                traffic.pause_s = shorter if shorter >= SHORTEST_PAUSE_S else 0.0
                traffic.until = now + traffic.pause_s


class Places:
    """Places for requests in flight, so many for each host and for each address of a server."""

    def __init__(self, count: int, folder: Path | None) -> None:
        self._count = count
        self._folder = folder
        # Those of which nothing is under way or waiting are forgotten.
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def place(self, name: str) -> AsyncIterator[None]:
        """Hold a place of a host or an address; wait until there is one."""
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
        """Return an open file whose lock is a place; closing it, or the end of the process, gives the place back."""
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


async def take_turn(traffics: HostTraffics, host: str, delay: float, ends: float | None) -> None:
    """Wait until `delay` seconds after the last request to the host, by whichever process.

    Raise TimedOutError when that is after `ends`, the loop's time.
    """
    now = monotonic()
    with traffics.changing(f"{host} turn") as traffic:
        at = max(now, traffic.next_at)
        if ends is not None and at - now > ends - asyncio.get_running_loop().time():
            raise TimedOutError("the host's delay leaves no time for this request")
        traffic.next_at = at + delay
    if at > now:
        await asyncio.sleep(at - now)


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
