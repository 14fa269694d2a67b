"""The port of the store: what the steps need of it. `monitor.store` is the real one, `tests/fakes.py` has the fake."""

from contextlib import AbstractContextManager
from typing import Protocol

from monitor.ports.alerts import AlertPort
from monitor.ports.deliveries import DeliveryPort
from monitor.ports.events import EventPort
from monitor.ports.identity import IdentityPort
from monitor.ports.notices import NoticePort
from monitor.ports.retention import KeepingPort
from monitor.ports.sources import SourcePort

__all__ = ["Store", "Transaction"]


class Transaction(SourcePort, NoticePort, IdentityPort, AlertPort, DeliveryPort, KeepingPort, EventPort, Protocol):
    """The store inside one transaction. A transaction for reading changes nothing."""


class Store(Protocol):
    """Gives out transactions. One writer at a time; what is written is there together or not at all."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """A transaction that only reads."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction that is committed at its end, and rolled back when an error leaves it."""
