"""A store for one turn, in which each writing transaction checks that no other process has taken over the turn."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from monitor.model.turns import TurnLease
from monitor.ports import Store, Transaction

T = TypeVar("T")


class FencedStore:
    """A store for one turn, in which nothing can be written after another process has taken over the turn.

    Transactions that write then raise StaleEpochError.
    """

    def __init__(self, store: Store, lease: TurnLease) -> None:
        self._store = store
        self._lease = lease
        self.prepare = store.prepare
        self.compact_index = store.compact_index

    def reading(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that only reads."""
        return self._store.reading()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Open a transaction that is committed at the end of the block.

        Raises StaleEpochError if another process has taken over the turn.
        """
        with self._store.writing() as tx:
            tx.turns.check(self._lease)
            yield tx

    def write(self, step: Callable[[Transaction], T], lease: TurnLease | None = None) -> T:
        """Run a step in a writing transaction, and return its result.

        Raises StaleEpochError if the turn was taken over. This is checked with `lease` or, by default, the store's own
        lease.
        """
        return self._store.write(step, lease or self._lease)

    def claiming(self) -> AbstractContextManager[Transaction]:
        """Open a transaction for a single claim, which leases the due sources of a shard.

        The lease of the turn is not checked when the transaction is opened, because the claiming statement itself
        checks it.
        """
        return self._store.claiming()

    @contextmanager
    def updating(self) -> Iterator[Transaction]:
        """Open a transaction that changes only the rows of this turn.

        Raises StaleEpochError if another process has taken over the turn.
        """
        with self._store.updating() as tx:
            tx.turns.check(self._lease)
            yield tx
