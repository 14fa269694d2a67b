"""The event log and the heartbeats of daemons."""

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
        """Append an event."""

    def after(self, position: int, limit: int) -> list[Event]:
        """Return the events with a larger id than `position`, in order."""

    def last_id(self) -> int:
        """Return the id of the latest event; 0 if there is none."""

    def counts(self, position: int) -> dict[str, int]:
        """Return how many events of each kind have a larger id than `position`."""

    def position(self, name: str) -> int | None:
        """Return the position of a reader in the event log; None if it never read any."""

    def put_position(self, name: str, event: int | None) -> None:
        """Record the position of a reader in the event log; None removes it."""


class HeartbeatRepository(Protocol):
    """Heartbeats of running daemons."""

    def put(self, beat: Beat) -> None:
        """Record the heartbeat of a daemon in place of its previous one."""

    def drop(self, owners: Sequence[str]) -> None:
        """Remove the heartbeats of these daemons."""

    def all(self) -> list[Beat]:
        """Return all heartbeats, the latest first."""
