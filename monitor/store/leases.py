"""The SQL repository of leases."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select, union, update
from sqlalchemy.orm import Session

from monitor.store.tables import DeliveryRow, SourceRow


class SqlLeaseRepository:
    """The repository of leases on sources and deliveries."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def release(self, owners: Sequence[str]) -> None:
        """End all leases on sources and deliveries that are held by these owners."""
        for table in (SourceRow, DeliveryRow):
            self._session.execute(
                update(table).where(table.lease_owner.in_(owners)).values(lease_owner=None, leased_until=None)
            )

    def source_lease_beyond(self, latest: datetime) -> bool:
        """Return whether any lease on a source ends later than `latest`."""
        return bool(self._session.scalar(select(exists().where(SourceRow.leased_until > latest))))

    def shorten_source_leases(self, latest: datetime) -> None:
        """Shorten all leases of sources that end later than `latest`, so that they end at `latest`."""
        self._session.execute(update(SourceRow).where(SourceRow.leased_until > latest).values(leased_until=latest))

    def shorten_delivery_leases(self, latest: datetime) -> None:
        """Shorten all leases of deliveries that end later than `latest`, so that they end at `latest`."""
        self._session.execute(update(DeliveryRow).where(DeliveryRow.leased_until > latest).values(leased_until=latest))

    def owners(self) -> list[str]:
        """Return the owners of all leases, in ascending order."""
        owners = union(
            *(select(table.lease_owner).where(table.lease_owner.is_not(None)) for table in (SourceRow, DeliveryRow))
        )
        return sorted(self._session.scalars(owners))
