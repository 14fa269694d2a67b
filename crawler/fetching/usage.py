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
    """The number of requests sent and bytes received so far."""

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
    """Return the meta data with which the active meter counts a request, or an empty dict if no meter is active."""
    meter = _RUNNING.get()
    return {_META: meter} if meter else {}


def inherited_usage(meta: dict[str, Any]) -> dict[str, Any]:
    """Return the meta data with which a request is counted by the same meter as an earlier request.

    `meta` is the meta data of the earlier request, which caused the new one. If the earlier request is not counted, the
    result is empty.
    """
    return {_META: meta[_META]} if _META in meta else {}


def count_request(meta: dict[str, Any]) -> None:
    """Count a request that is about to be sent, if its `meta` names a meter."""
    if meter := meta.get(_META):
        meter.requests += 1


def count_bytes(meta: dict[str, Any], received: int) -> None:
    """Count `received`, the size of a response's body before decompression, if the request's `meta` names a meter."""
    if meter := meta.get(_META):
        meter.bytes += received
