"""The SQL repository of the states of channels."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.model import ChannelState
from monitor.store.tables import ChannelRow


class SqlChannelRepository:
    """The repository of the states of channels, such as their failures and pauses."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> ChannelState:
        """Return the state of a channel, or a state with default values if the channel was never used."""
        row = self._session.get(ChannelRow, name)
        return _state(row) if row else ChannelState(name)

    def all(self) -> list[ChannelState]:
        """Return the states of all channels, ordered by name."""
        return list(map(_state, self._session.scalars(select(ChannelRow).order_by(ChannelRow.name))))

    def put(self, state: ChannelState) -> None:
        """Record the current state of a channel."""
        self._session.merge(
            ChannelRow(
                name=state.name,
                failures=state.failures,
                failing_since=state.failing_since,
                error=state.error,
                paused_at=state.paused_at,
                next_try_at=state.next_try_at,
                suspect=state.suspect,
                handed=[round(at.timestamp() * 1000) for at in state.handed],
            )
        )


def _state(row: ChannelRow) -> ChannelState:
    handed = tuple(datetime.fromtimestamp(at / 1000, UTC) for at in row.handed)
    return ChannelState(
        row.name, row.failures, row.failing_since, row.error, row.paused_at, row.next_try_at, handed, row.suspect
    )
