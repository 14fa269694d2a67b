"""The interfaces of the store: repositories that share a transaction. `monitor.store` implements them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from crawler.model.notice import Notice
from monitor.identity.normalized import NormalizedNotice
from monitor.model.prepared import PreparedText
from monitor.model.turns import TurnLease
from monitor.ports.alerts import AlertRepository, DeadlineRepository
from monitor.ports.deliveries import ChannelRepository, DeliveryRepository, LeaseRepository
from monitor.ports.events import ConfigurationRepository, EventRepository, HeartbeatRepository
from monitor.ports.identity import IdentityRepository
from monitor.ports.lists import LivingListRepository
from monitor.ports.notices import (
    FlappingRepository,
    LocationRepository,
    NoticeRepository,
    ReadingRepository,
    RevisitRepository,
)
from monitor.ports.readers import ListingRepository, ReaderRepository, TokenRepository
from monitor.ports.retention import RetentionRepository
from monitor.ports.search import SearchRepository
from monitor.ports.series import SeriesRepository
from monitor.ports.sources import PollRepository, SourceRepository
from monitor.ports.turns import ShardRepository, TurnRepository
from monitor.topics import Matchable

__all__ = ["Store", "Transaction"]
T = TypeVar("T")


class Transaction(Protocol):
    """The store's repositories within one transaction.

    A transaction opened by `Store.reading` must not change anything.
    """

    @property
    def sources(self) -> SourceRepository:
        """Return the repository of sources and their problems."""

    @property
    def polls(self) -> PollRepository:
        """Return the repository of recorded polls."""

    @property
    def notices(self) -> NoticeRepository:
        """Return the repository of notices and their revisions."""

    @property
    def locations(self) -> LocationRepository:
        """Return the repository of the URLs at which notices are located."""

    @property
    def readings(self) -> ReadingRepository:
        """Return the repository of readings: the texts read from pages, by source and URL."""

    @property
    def flapping(self) -> FlappingRepository:
        """Return the repository of pages that change on every visit."""

    @property
    def revisits(self) -> RevisitRepository:
        """Return the repository of scheduled revisits of known pages."""

    @property
    def identity(self) -> IdentityRepository:
        """Return the repository of the data by which known notices are recognised."""

    @property
    def alerts(self) -> AlertRepository:
        """Return the repository of alerts."""

    @property
    def deadlines(self) -> DeadlineRepository:
        """Return the repository of deadlines of recorded notices."""

    @property
    def deliveries(self) -> DeliveryRepository:
        """Return the repository of queued messages and their outcomes."""

    @property
    def channels(self) -> ChannelRepository:
        """Return the repository of the states of channels, such as their failures and pauses."""

    @property
    def leases(self) -> LeaseRepository:
        """Return the repository of leases on sources and deliveries."""

    @property
    def turns(self) -> TurnRepository:
        """Return the repository of turns, which are the rights of workers to do certain work."""

    @property
    def shards(self) -> ShardRepository:
        """Return the repository of shards, which are the groups into which sources are divided."""

    @property
    def events(self) -> EventRepository:
        """Return the repository of the event log and its readers' positions."""

    @property
    def configuration(self) -> ConfigurationRepository:
        """Return the repository of recorded configuration entries, with which a new configuration is compared."""

    @property
    def heartbeats(self) -> HeartbeatRepository:
        """Return the repository of the heartbeats of running daemons."""

    @property
    def search(self) -> SearchRepository:
        """Return the repository of the search index."""

    @property
    def series(self) -> SeriesRepository:
        """Return the repository of series of recurring notices."""

    @property
    def readers(self) -> ReaderRepository:
        """Return the repository of the data of the web page's users: their marks, sessions and feeds."""

    @property
    def tokens(self) -> TokenRepository:
        """Return the repository of the tokens of the HTTP API."""

    @property
    def lists(self) -> LivingListRepository:
        """Return the repository of living lists."""

    @property
    def listings(self) -> ListingRepository:
        """Return the repository that lists data of all notices, such as measures and deadlines."""

    @property
    def retention(self) -> RetentionRepository:
        """Return the repository that finds and deletes old data, and finds stored pages to be read again."""


class Store(Protocol):
    """A database of notices, alerts and deliveries, which is accessed through transactions.

    There is only one writing transaction at a time. Transactions are atomic.
    """

    def prepare(self, notice: Notice, matchable: Matchable, gist: NormalizedNotice) -> PreparedText:
        """Compute the data that is recorded with the text of a notice.

        It is computed before the transaction is opened, so that the transaction is short. `matchable` is the notice in
        the form in which queries are matched, and `gist` is the notice in the form in which notices are compared.
        """

    def reading(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that only reads."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that is committed at its end, or rolled back if an exception is raised in it."""

    def write(self, step: Callable[[Transaction], T], lease: TurnLease | None = None) -> T:
        """Run a step in a writing transaction, and return the step's result.

        The step may be run twice, so any effects outside its transaction must be harmless if repeated. If `lease` is
        given but is no longer the newest lease of its turn, nothing is written and StaleEpochError is raised.
        """

    def claiming(self) -> AbstractContextManager[Transaction]:
        """Open a transaction in which work, such as polling due sources, is claimed with a single statement."""

    def updating(self) -> AbstractContextManager[Transaction]:
        """Open a writing transaction for changes to the rows of only one source or one turn.

        These rows are changed only by the process that owns the source or the turn. Therefore, on PostgreSQL, the
        transaction does not wait for other writers unless an event is added in it.
        """

    def compact_index(self, stopped: Callable[[], bool]) -> bool:
        """Rebuild the search index if new entries have made it too large, and return whether it was rebuilt.

        This may take minutes, during which others read and write. It is cancelled when `stopped` returns true.
        """
