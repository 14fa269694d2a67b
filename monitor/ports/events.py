"""Interfaces of the repositories of events and heartbeats."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from monitor.model import (
    Beat,
    Event,
    EventKind,
)
from monitor.model.configuration import ConfigEntry, ConfigKind
from monitor.model.events import NewEvent


class EventRepository(Protocol):
    """The repository of the event log and its readers' positions."""

    def add(
        self, kind: EventKind, at: datetime, source: str | None, notice: int | None, detail: dict[str, Any]
    ) -> None:
        """Append an event of the given kind at the time `at` to the event log.

        `source` and `notice` are the ids of the source and the notice that the event is about, or None. `detail`
        contains further data.
        """

    def add_all(self, events: Sequence[NewEvent]) -> None:
        """Append events in the given order."""

    def after(self, position: int, limit: int) -> list[Event]:
        """Return at most `limit` events with an id greater than `position`, in ascending order of ids."""

    def of_list(self, name: str, limit: int) -> list[Event]:
        """Return at most `limit` events about the living list with the id `name`, the latest first."""

    def last_id(self) -> int:
        """Return the id of the latest event, or 0 if there are no events."""

    def counts(self, position: int) -> dict[str, int]:
        """Return for each kind of event how many events have an id greater than `position`."""

    def position(self, name: str) -> int | None:
        """Return the id of the last event that a reader of the event log has read, or None if none is recorded.

        `name` is the name of the reader.
        """

    def put_position(self, name: str, event: int | None) -> None:
        """Record the id of the last event that a reader of the event log has read.

        `name` is the name of the reader. If `event` is None, the recorded position of this reader is removed.
        """


class ConfigurationRepository(Protocol):
    """The repository of recorded configuration entries, with which a new configuration is compared."""

    def is_empty(self) -> bool:
        """Return whether no configuration has been recorded yet."""

    def each(self) -> Iterator[ConfigEntry]:
        """Yield all recorded entries, ordered by kind and id."""

    def some(self, kind: ConfigKind, ids: Sequence[str]) -> list[ConfigEntry]:
        """Return the recorded entries of this kind that have one of these ids, ordered by id."""

    def put(self, entries: Iterable[ConfigEntry]) -> None:
        """Record these entries. Recorded entries with the same kind and id are replaced."""

    def remove(self, kind: ConfigKind, ids: Sequence[str]) -> None:
        """Remove the recorded entries of this kind that have one of these ids."""


class HeartbeatRepository(Protocol):
    """The repository of the heartbeats of running daemons."""

    def put(self, beat: Beat) -> None:
        """Record the heartbeat of a daemon, replacing its previous heartbeat."""

    def drop(self, owners: Sequence[str]) -> None:
        """Remove the heartbeats of the daemons with these owner names."""

    def all(self) -> list[Beat]:
        """Return the heartbeats of all daemons, the latest first."""
