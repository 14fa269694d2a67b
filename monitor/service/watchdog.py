"""The daemon's signs of life: to its own store, to an address outside, to the service manager."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from monitor.model import Beat
from monitor.ports import Store
from monitor.runtime.heartbeat import Heartbeat
from monitor.runtime.systemd import WATCHDOG, notify
from monitor.service.liveness import LivenessSigns, fault
from monitor.service.poll_loop import PollLoop

logger = logging.getLogger(__name__)


class Watchdog:
    """Gives signs of life of the process `name` while it works."""

    def __init__(self, name: str, rounds: PollLoop, clock: Callable[[], datetime]) -> None:
        self._name = name
        self._rounds = rounds
        self._clock = clock
        self.started = self._wrote_at = clock()
        self._heartbeat = Heartbeat()
        self._fault = ""

    def write(self, store: Store, children: list[dict[str, int]]) -> None:
        """Puts a sign into the store, which says what the children are at."""
        sign = Beat(self._name, self.started, self._clock(), {"children": children})
        with store.writing() as tx:
            tx.heartbeats.put(sign)
        self._wrote_at = sign.at

    def works(self) -> bool:
        """Whether the daemon works; that it does not is logged once."""
        found = (
            fault(LivenessSigns(self._wrote_at, self._rounds.looked_at, self._rounds.waiting_since), self._clock())
            or ""
        )
        if found and found != self._fault:
            logger.error("%s; no sign of life is given to others", found, extra={"action": "watchdog"})
        self._fault = found
        return not found

    async def beat(self, url: str | None) -> None:
        """Asks the address of the heartbeat, if there is one."""
        if url and self.works():
            await asyncio.to_thread(self._heartbeat.beat, url)

    async def calm_watchdog(self) -> None:
        """Tells the service manager."""
        if self.works():
            notify(WATCHDOG)
