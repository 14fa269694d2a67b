"""What is spent on a poll: requests sent and bytes received, whoever sends them (redirects, retries, robots.txt)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from crawler.model.results import Usage

_META = "spending"


@dataclass
class Meter:
    """Counts while it runs."""

    requests: int = 0
    bytes: int = 0

    @property
    def spent(self) -> Usage:
        """What it has counted so far."""
        return Usage(requests=self.requests, bytes=self.bytes)


# The tasks of a poll inherit its context, and with it its meter.
_RUNNING: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """A meter for all that is fetched inside the block."""
    meter = Meter()
    token = _RUNNING.set(meter)
    try:
        yield meter
    finally:
        _RUNNING.reset(token)


def usage_meta() -> dict[str, Any]:
    """What a request carries for the meter that runs, if one does."""
    meter = _RUNNING.get()
    return {_META: meter} if meter else {}


def inherited_usage(meta: dict[str, Any]) -> dict[str, Any]:
    """What a request made for the sake of another carries for that one's meter."""
    return {_META: meta[_META]} if _META in meta else {}


def count_request(meta: dict[str, Any]) -> None:
    """Counts a request that is about to be sent."""
    if meter := meta.get(_META):
        meter.requests += 1


def count_bytes(meta: dict[str, Any], received: int) -> None:
    """Counts the bytes of an answer's body, packed as they came."""
    if meter := meta.get(_META):
        meter.bytes += received
