"""The SQLAlchemy implementation of the store and its transactions."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from monitor.errors import DatabaseLostError, RefusedValueError, StoreError, UnknownError
from monitor.identity.normalized import NormalizedNotice
from monitor.model.prepared import PreparedText
from monitor.model.turns import TurnLease
from monitor.store.alerts import SqlAlertRepository
from monitor.store.channels import SqlChannelRepository
from monitor.store.cluster.shards import SqlShardRepository
from monitor.store.cluster.turns import SqlTurnRepository
from monitor.store.deadlines import SqlDeadlineRepository
from monitor.store.deliveries import SqlDeliveryRepository
from monitor.store.events import SqlConfigurationRepository, SqlEventRepository, SqlHeartbeatRepository
from monitor.store.flapping import SqlFlappingRepository
from monitor.store.identity import SqlIdentityRepository
from monitor.store.leases import SqlLeaseRepository
from monitor.store.listings import SqlListingRepository
from monitor.store.lists.repository import SqlLivingListRepository
from monitor.store.locations import SqlLocationRepository
from monitor.store.lock import sole
from monitor.store.notices import SqlNoticeRepository
from monitor.store.polls import SqlPollRepository
from monitor.store.readers import SqlReaderRepository, SqlTokenRepository
from monitor.store.readings import SqlReadingRepository
from monitor.store.retention import SqlRetentionRepository
from monitor.store.revisits import SqlRevisitRepository
from monitor.store.search.compaction import compact_index
from monitor.store.search.pending import PendingEntries
from monitor.store.search.repository import SqlSearchRepository
from monitor.store.series.repository import SqlSeriesRepository
from monitor.store.sources import SqlSourceRepository
from monitor.store.writing.prepared import prepare_text
from monitor.store.writing.recorded_reads import RecordedReads
from monitor.text.i18n import gettext
from monitor.topics import Matchable

logger = logging.getLogger(__name__)
T = TypeVar("T")
_DROPPED = re.compile(r'(?:database|relation|数据库|关系) "[^\n]{0,300}" (?:does not exist|不存在)|^no such table: ')
"""The messages of PostgreSQL, in English and Chinese, and of SQLite for a database that was dropped or emptied.

A failed connection has no error code that could be compared instead.
"""


class SqlTransaction:
    """The implementation of `monitor.ports.Transaction` with a single SQLAlchemy session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sources = SqlSourceRepository(session)
        self.polls = SqlPollRepository(session)
        self.notices = SqlNoticeRepository(session)
        self.locations = SqlLocationRepository(session)
        self.readings = SqlReadingRepository(session)
        self.flapping = SqlFlappingRepository(session)
        self.revisits = SqlRevisitRepository(session)
        self.identity = SqlIdentityRepository(session)
        self.alerts = SqlAlertRepository(session)
        self.deadlines = SqlDeadlineRepository(session)
        self.deliveries = SqlDeliveryRepository(session)
        self.channels = SqlChannelRepository(session)
        self.leases = SqlLeaseRepository(session)
        self.turns = SqlTurnRepository(session)
        self.shards = SqlShardRepository(session)
        self.events = SqlEventRepository(session)
        self.configuration = SqlConfigurationRepository(session)
        self.heartbeats = SqlHeartbeatRepository(session)
        self.series = SqlSeriesRepository(session)
        self.search = SqlSearchRepository(session)
        self.readers = SqlReaderRepository(session)
        self.tokens = SqlTokenRepository(session)
        self.lists = SqlLivingListRepository(session)
        self.listings = SqlListingRepository(session)
        self.retention = SqlRetentionRepository(session)


class SqlStore:
    """The implementation of `monitor.ports.Store` with an SQLAlchemy engine created by `open_store`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writes=True)
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._file = _identity(engine)
        self._pending = PendingEntries(engine)

    def prepare(self, notice: Notice, matchable: Matchable, gist: NormalizedNotice) -> PreparedText:
        """Return the data that is recorded with the text of a notice. This can be done before a transaction is opened.

        `matchable` and `gist` are the notice as prepared for queries and for comparisons.
        """
        return prepare_text(self.engine.dialect.name, notice, matchable, gist)

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """Open a transaction that only reads."""
        with _faults(), Session(self.engine) as session:
            yield SqlTransaction(session)

    @contextmanager
    def writing(self) -> Iterator[SqlTransaction]:
        """Open a transaction that holds the store's write lock from the beginning.

        Raises DatabaseLostError, instead of committing, if the database file was removed or replaced.
        """
        with _faults(), Session(self._writer) as session, session.begin():
            yield SqlTransaction(session)
            self.verify()
        self._pending.committed(session)

    def write(self, step: Callable[[SqlTransaction], T], lease: TurnLease | None = None) -> T:
        """Run `step` in a writing transaction, and return the result of `step`.

        On PostgreSQL, the step begins without the write lock. Before anything is written, the transaction takes the
        lock and checks that the data read so far is current. If the data is not current, or if the step fails before
        this check, the step is run again, this time with the lock held from the beginning.

        If `lease` is given and its turn has a newer lease, nothing is written, and StaleEpochError is raised.
        """
        if self.engine.dialect.name != "sqlite":
            reads = RecordedReads()
            try:
                return self._write_late(step, lease, reads)
            except Exception as error:
                if reads.is_current:
                    raise
                logger.debug("a transaction is repeated under the write lock: %r", error)
        with self.writing() as tx:
            return _run(step, tx, lease)

    def _write_late(self, step: Callable[[SqlTransaction], T], lease: TurnLease | None, reads: RecordedReads) -> T:
        with _faults(), Session(self.engine) as session, session.begin():
            tx = SqlTransaction(session)
            reads.begin(session.connection())
            if lease:
                tx.turns.check_later(lease, reads)
            result = step(tx)
        self._pending.committed(session)
        return result

    @contextmanager
    def updating(self) -> Iterator[SqlTransaction]:
        """Open a transaction that changes only the rows of one source or of one turn.

        No other process may change these rows. Therefore, on PostgreSQL, the transaction does not wait for the write
        lock. However, adding an event takes the lock, because readers of the event log rely on the order of ids.

        Raises DatabaseLostError, instead of committing, if the database file was removed or replaced.
        """
        engine = self._writer if self.engine.dialect.name == "sqlite" else self.engine
        with _faults(), Session(engine) as session, session.begin():
            yield SqlTransaction(session)
            self.verify()

    @contextmanager
    def claiming(self) -> Iterator[SqlTransaction]:
        """Open a transaction that makes one claim, such as leasing the sources that are due.

        On PostgreSQL, the claim is a single statement that commits itself. It needs only one round trip to the server.

        Raises DatabaseLostError, instead of committing, if the database file was removed or replaced.
        """
        engine = self._writer if self.engine.dialect.name == "sqlite" else self._autocommit
        with _faults(), Session(engine) as session, session.begin():
            yield SqlTransaction(session)
            self.verify()

    @contextmanager
    def rehearsing(self) -> Iterator[SqlTransaction]:
        """Open a writing transaction that is rolled back at its end."""
        with _faults(), Session(self._writer) as session:
            yield SqlTransaction(session)
            session.flush()
            session.rollback()

    def compact_index(self, stopped: Callable[[], bool]) -> bool:
        """Rebuild PostgreSQL's search index if it has grown enough, and return whether it was rebuilt.

        The rebuilding takes no lock that other transactions wait for. It is cancelled when `stopped` returns true.
        """
        with _faults():
            return compact_index(self.engine, stopped)

    def verify(self) -> None:
        """Check that the database file has not been removed, replaced or emptied since it was opened.

        Raises DatabaseLostError if it has, because data written to it would be lost silently.
        """
        if self._file and _identity(self.engine) != self._file:
            raise DatabaseLostError(
                gettext("the database {path} was removed or replaced while in use", path=self.engine.url.database)
            )

    def sole(self) -> AbstractContextManager[None]:
        """Return a context manager that holds the lock that only one daemon can hold.

        Entering the context raises DatabaseBusyError if another daemon or a worker holds the lock.
        """
        return sole(self.engine)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _identity(engine: Engine) -> tuple[int, int] | None:
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return None
    try:
        # To open the file would end SQLite's locks on it when it is closed.
        found = Path(path).stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino) if found.st_size else (0, 0)


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except OverflowError as error:
        # Raised by SQLite's driver for numbers of more than 64 bits.
        raise UnknownError(gettext("a number is too large")) from error
    except UnicodeEncodeError as error:
        raise RefusedValueError(gettext("the database refuses a value: {reason}", reason=error.reason)) from error
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())
        if isinstance(error, DataError) and "out of range" in said:
            raise UnknownError(gettext("a number is too large")) from error
        if isinstance(error, DataError):
            raise RefusedValueError(gettext("the database refuses a value: {reason}", reason=said)) from error
        if _DROPPED.search(said):
            raise DatabaseLostError(gettext("the database failed: {reason}", reason=said)) from error
        reason = " ".join(str(error.orig).split())
        raise StoreError(gettext("the database failed: {reason}", reason=reason)) from error


class Rehearsal:
    """A store for dry runs, whose writing transactions are rolled back at their end."""

    def __init__(self, store: SqlStore) -> None:
        self.prepare = store.prepare
        self.reading = store.reading
        self.writing = store.rehearsing
        self.updating = store.rehearsing
        self.claiming = store.rehearsing
        self.compact_index = store.compact_index

    def write(self, step: Callable[[SqlTransaction], T], lease: TurnLease | None = None) -> T:
        """Run `step` in a writing transaction that is rolled back afterwards, and return the result of `step`.

        Raises StaleEpochError if `lease` is given and its turn has a newer lease.
        """
        with self.writing() as tx:
            return _run(step, tx, lease)


def _run(step: Callable[[SqlTransaction], T], tx: SqlTransaction, lease: TurnLease | None) -> T:
    """Run `step` in the transaction `tx`, which holds the write lock, and return the result of `step`.

    Raises StaleEpochError if `lease` is given and its turn has a newer lease.
    """
    if lease:
        tx.turns.check(lease)
    return step(tx)
