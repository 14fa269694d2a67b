"""Counting of the requests sent and bytes received in a poll, including redirects, retries and robots.txt."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from crawler.model.results import Usage

_META = "spending"


@dataclass
class Meter:
    """Counter of requests and bytes."""

    requests: int = 0
    bytes: int = 0

    @property
    def spent(self) -> Usage:
        """Return the usage counted so far."""
        return Usage(requests=self.requests, bytes=self.bytes)


# Tasks inherit the context of their poll, including the meter.
_RUNNING: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Yield a meter that counts all requests and bytes inside the `with` block."""
    meter = Meter()
    token = _RUNNING.set(meter)
    try:
        yield meter
    finally:
        _RUNNING.reset(token)


def usage_meta() -> dict[str, Any]:
    """Return the request meta data that makes the active meter count a request, or an empty dict if none is active."""
    meter = _RUNNING.get()
    return {_META: meter} if meter else {}


def inherited_usage(meta: dict[str, Any]) -> dict[str, Any]:
    """Return the request meta data that makes a new request count in the same meter as the request that caused it.

    `meta` is the meta dict of the request that caused the new request. If no meter counts that request, the result is
    empty.
    """
    return {_META: meta[_META]} if _META in meta else {}


def count_request(meta: dict[str, Any]) -> None:
    """Count a request that is about to be sent."""
    if meter := meta.get(_META):
        meter.requests += 1


def count_bytes(meta: dict[str, Any], received: int) -> None:
    """Count the bytes of a response's body as received, i.e. before decompression."""
    if meter := meta.get(_META):
        meter.bytes += received
