"""Readers of the web page: marks, feed addresses, and the rows of its lists."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

ONLY_READER = "reader"
"""The owner of all marks while there is one user."""


@dataclass(frozen=True)
class ReaderMark:
    """When a reader read and starred a notice."""

    read_at: datetime | None = None
    starred_at: datetime | None = None


@dataclass(frozen=True)
class FeedAddress:
    """A secret address, and the selection that is published there."""

    id: int
    token: str
    owner: str
    selection: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class AlertSummary:
    """Why a subscription was alerted of a notice."""

    notice: int
    event: str
    subscription: str
    topics: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True)
class MeasureKey:
    """A measure of a notice: its position among the clauses."""

    notice: int
    place: int


@dataclass(frozen=True)
class DeadlineDay:
    """A public deadline of a notice."""

    day: date
    notice: int
