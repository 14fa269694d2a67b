"""Leases in the database."""

from collections.abc import Sequence

from sqlalchemy import select, union, update
from sqlalchemy.orm import Session

from monitor.store.tables import DeliveryRow, SourceRow


class SqlLeaseRepository:
    """Leases on sources and deliveries."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def release(self, owners: Sequence[str]) -> None:
        """End all leases of these owners."""
        for table in (SourceRow, DeliveryRow):
            self._session.execute(
                update(table).where(table.lease_owner.in_(owners)).values(lease_owner=None, leased_until=None)
            )

    def owners(self) -> list[str]:
        """Return the owners that hold leases."""
        owners = union(
            *(select(table.lease_owner).where(table.lease_owner.is_not(None)) for table in (SourceRow, DeliveryRow))
        )
        return sorted(self._session.scalars(owners))
