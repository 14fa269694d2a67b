"""The port of the store: repositories inside one transaction. `monitor.store` implements it."""

from contextlib import AbstractContextManager
from typing import Protocol

from monitor.ports.alerts import AlertRepository, DeadlineRepository
from monitor.ports.deliveries import ChannelRepository, DeliveryRepository, LeaseRepository
from monitor.ports.events import EventRepository, HeartbeatRepository
from monitor.ports.identity import IdentityRepository
from monitor.ports.notices import (
    FlappingRepository,
    LocationRepository,
    NoticeRepository,
    ReadingRepository,
    RevisitRepository,
)
from monitor.ports.readers import ListingRepository, ReaderRepository
from monitor.ports.retention import RetentionRepository
from monitor.ports.search import SearchRepository
from monitor.ports.sources import PollRepository, SourceRepository

__all__ = ["Store", "Transaction"]


class Transaction(Protocol):
    """The store inside one transaction.

    A transaction for reading changes nothing.
    """

    @property
    def sources(self) -> SourceRepository:
        """Sources and their troubles."""

    @property
    def polls(self) -> PollRepository:
        """Polls on record."""

    @property
    def notices(self) -> NoticeRepository:
        """Notices and their revisions."""

    @property
    def locations(self) -> LocationRepository:
        """URLs at which notices are located."""

    @property
    def readings(self) -> ReadingRepository:
        """Texts read at URLs, by source."""

    @property
    def flapping(self) -> FlappingRepository:
        """Pages that change on every visit."""

    @property
    def revisits(self) -> RevisitRepository:
        """Scheduled revisits of known pages."""

    @property
    def identity(self) -> IdentityRepository:
        """Stored texts, fingerprints and links, by which notices are recognised."""

    @property
    def alerts(self) -> AlertRepository:
        """Alerts and their queue slots."""

    @property
    def deadlines(self) -> DeadlineRepository:
        """Deadlines of recorded notices."""

    @property
    def deliveries(self) -> DeliveryRepository:
        """Queued messages and their outcomes."""

    @property
    def channels(self) -> ChannelRepository:
        """Circuit-breaker state of channels."""

    @property
    def leases(self) -> LeaseRepository:
        """Leases on sources and deliveries."""

    @property
    def events(self) -> EventRepository:
        """The event log and its readers' positions."""

    @property
    def heartbeats(self) -> HeartbeatRepository:
        """Heartbeats of running daemons."""

    @property
    def search(self) -> SearchRepository:
        """The search index."""

    @property
    def readers(self) -> ReaderRepository:
        """Marks, sessions and feed addresses of the web page's readers."""

    @property
    def listings(self) -> ListingRepository:
        """Rows of lists over all notices."""

    @property
    def retention(self) -> RetentionRepository:
        """Old rows to re-read or prune."""


class Store(Protocol):
    """Opens transactions.

    There is one writer at a time; a transaction is committed whole or not at all.
    """

    def reading(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that only reads."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that is committed at its end, and rolled back if an error leaves it."""
