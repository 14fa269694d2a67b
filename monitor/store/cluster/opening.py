"""Functions that open a database for a worker. Its connections detect a lost network and never block other workers."""

from typing import Any

from sqlalchemy import event

from monitor.errors import StoreError
from monitor.store.engine import open_store, parse_url
from monitor.store.transaction import SqlStore
from monitor.text.i18n import gettext

NETWORK_LIMITS = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""Parameters of libpq with which a lost connection is noticed within 25 seconds."""
_SESSION = (
    # PostgreSQL then ends the transaction and the locks of a worker that is stopped or cut off.
    "SET idle_in_transaction_session_timeout = '30s'",
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)


def open_worker_store(url: str) -> SqlStore:
    """Open and migrate the PostgreSQL database at a URL for a worker.

    Raises StoreError if the database is not PostgreSQL.
    """
    if parse_url(url).get_backend_name() != "postgresql":
        raise StoreError(
            gettext(
                "workers need PostgreSQL: set `database` in noticewatch.yaml to a postgresql:// URL, or use "
                "`noticewatch run` on a single machine"
            )
        )
    store = open_store(url, connect_args=NETWORK_LIMITS, pool_size=4, max_overflow=8, pool_timeout=20)
    event.listen(store.engine, "connect", _set_up)
    store.engine.dispose()
    return store


def libpq_url(store: SqlStore) -> str:
    """Return the URL of the store's database for libpq, with its password."""
    return store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _set_up(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        for statement in _SESSION:
            cursor.execute(statement)
    connection.commit()
