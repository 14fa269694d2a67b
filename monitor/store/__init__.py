"""The store of notices, alerts and deliveries, implemented with SQLAlchemy. No other package imports SQLAlchemy."""

from monitor.store.backup import back_up
from monitor.store.engine import open_store, parse_url
from monitor.store.reader import open_current_store, open_reader
from monitor.store.transaction import Rehearsal, SqlStore

__all__ = ["Rehearsal", "SqlStore", "back_up", "open_current_store", "open_reader", "open_store", "parse_url"]
