"""The event log and daemons' signs of life."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from monitor.model import (
    Beat,
    Event,
    EventKind,
)


class EventRepository(Protocol):
    """The event log and its readers' positions."""

    def add(
        self, kind: EventKind, at: datetime, source: str | None, notice: int | None, detail: dict[str, Any]
    ) -> None:
        """Appends an event."""

    def after(self, position: int, limit: int) -> list[Event]:
        """Events with a larger id than `position`, in order."""

    def last_id(self) -> int:
        """The id of the latest event; 0 when there is none."""

    def counts(self, position: int) -> dict[str, int]:
        """How many events of each kind there are with a larger id than `position`."""

    def position(self, name: str) -> int | None:
        """How far somebody has followed the events; None when they never did."""

    def put_position(self, name: str, event: int | None) -> None:
        """Notes how far somebody has followed the events; None forgets it."""


class HeartbeatRepository(Protocol):
    """Signs of life of running daemons."""

    def put(self, beat: Beat) -> None:
        """Notes the sign of life of a daemon in place of its last one."""

    def drop(self, owners: Sequence[str]) -> None:
        """Forgets these daemons."""

    def all(self) -> list[Beat]:
        """The signs of life there are, the latest first."""
