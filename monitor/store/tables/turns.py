"""The table of turns. A turn gives one worker the right to do a task, such as polling a shard, for a limited time."""

from datetime import datetime

from sqlalchemy import BigInteger, String, false
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base


class TurnRow(Base):
    """The latest turn for a task. The task is identified by its kind, such as polling, and a key, such as a shard.

    Each lease of the turn increases `epoch` by one.
    """

    __tablename__ = "turn"
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    epoch: Mapped[int] = mapped_column(BigInteger)
    owner: Mapped[str | None] = mapped_column(String(200))
    leased_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    told: Mapped[bool] = mapped_column(default=False, server_default=false())
