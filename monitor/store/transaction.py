"""The SQLAlchemy implementation of the store and its transactions."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import Session

from monitor.errors import DatabaseLostError, RefusedValueError, StoreError, UnknownError
from monitor.store.alerts import SqlAlertRepository
from monitor.store.channels import SqlChannelRepository
from monitor.store.deadlines import SqlDeadlineRepository
from monitor.store.deliveries import SqlDeliveryRepository
from monitor.store.events import SqlConfigurationRepository, SqlEventRepository, SqlHeartbeatRepository
from monitor.store.flapping import SqlFlappingRepository
from monitor.store.identity import SqlIdentityRepository
from monitor.store.leases import SqlLeaseRepository
from monitor.store.listings import SqlListingRepository
from monitor.store.locations import SqlLocationRepository
from monitor.store.lock import sole
from monitor.store.notices import SqlNoticeRepository
from monitor.store.polls import SqlPollRepository
from monitor.store.readers import SqlReaderRepository, SqlTokenRepository
from monitor.store.readings import SqlReadingRepository
from monitor.store.retention import SqlRetentionRepository
from monitor.store.revisits import SqlRevisitRepository
from monitor.store.search.repository import SqlSearchRepository
from monitor.store.sources import SqlSourceRepository
from monitor.text.i18n import gettext

_DROPPED = re.compile(r'database "[^\n]{0,300}" does not exist')
"""PostgreSQL's error message for a database that was dropped."""


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
        self.events = SqlEventRepository(session)
        self.configuration = SqlConfigurationRepository(session)
        self.heartbeats = SqlHeartbeatRepository(session)
        self.search = SqlSearchRepository(session)
        self.readers = SqlReaderRepository(session)
        self.tokens = SqlTokenRepository(session)
        self.listings = SqlListingRepository(session)
        self.retention = SqlRetentionRepository(session)


class SqlStore:
    """The implementation of `monitor.ports.Store` with an SQLAlchemy engine created by `open_store`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writes=True)
        self._file = _identity(engine)

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """Open a transaction that only reads."""
        with _faults(), Session(self.engine) as session:
            yield SqlTransaction(session)

    @contextmanager
    def writing(self) -> Iterator[SqlTransaction]:
        """Open a transaction that holds the store's write lock from the beginning."""
        with _faults(), Session(self._writer) as session, session.begin():
            yield SqlTransaction(session)

    @contextmanager
    def rehearsing(self) -> Iterator[SqlTransaction]:
        """Open a writing transaction that is rolled back at its end."""
        with _faults(), Session(self._writer) as session:
            yield SqlTransaction(session)
            session.flush()
            session.rollback()

    def verify(self) -> None:
        """Check that the database file is still the file that was opened.

        Raises DatabaseLostError if the file was removed or replaced, because data written to it would be lost silently.
        """
        if self._file and _identity(self.engine) != self._file:
            raise DatabaseLostError(
                gettext("the database {path} was removed or replaced while in use", path=self.engine.url.database)
            )

    def sole(self) -> AbstractContextManager[None]:
        """Return a context in which the lock of the database's only daemon is held.

        Entering the context raises DatabaseBusyError if another daemon holds the lock.
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
        found = Path(path).stat()
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino


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
        self.reading = store.reading
        self.writing = store.rehearsing
