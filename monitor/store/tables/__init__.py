"""The database tables, as SQLAlchemy models."""

from monitor.store.tables.base import Base, Key, UtcDateTime, key_of
from monitor.store.tables.deliveries import AlertRow, ChannelRow, DeliveryAlertRow, DeliveryRow
from monitor.store.tables.events import ConfigEntryRow, EventRow, HeartbeatRow, PositionRow
from monitor.store.tables.identity import BodyRow, LinkRow, MarkRow, StoredTextRow
from monitor.store.tables.lists import ListEntryRow, ListProgressRow, RepealRow
from monitor.store.tables.notices import (
    DeadlineRow,
    FlappingRow,
    LocationRow,
    NoticeRow,
    PageRow,
    ReadingRow,
    RevisionRow,
    RevisitRow,
    TargetDayRow,
)
from monitor.store.tables.readers import ApiTokenRow, FeedAddressRow, ReaderMarkRow, WebSessionRow
from monitor.store.tables.search import MeasureRow, SearchBodyRow, SearchEntryRow
from monitor.store.tables.series import EditionOfSeriesRow, SeriesRow
from monitor.store.tables.sources import OutageRow, PollRow, SourceRow
from monitor.store.tables.turns import TurnRow

__all__ = [
    "AlertRow",
    "ApiTokenRow",
    "Base",
    "BodyRow",
    "ChannelRow",
    "ConfigEntryRow",
    "DeadlineRow",
    "DeliveryAlertRow",
    "DeliveryRow",
    "EditionOfSeriesRow",
    "EventRow",
    "FeedAddressRow",
    "FlappingRow",
    "HeartbeatRow",
    "Key",
    "LinkRow",
    "ListEntryRow",
    "ListProgressRow",
    "LocationRow",
    "MarkRow",
    "MeasureRow",
    "NoticeRow",
    "OutageRow",
    "PageRow",
    "PollRow",
    "PositionRow",
    "ReaderMarkRow",
    "ReadingRow",
    "RepealRow",
    "RevisionRow",
    "RevisitRow",
    "SearchBodyRow",
    "SearchEntryRow",
    "SeriesRow",
    "SourceRow",
    "StoredTextRow",
    "TargetDayRow",
    "TurnRow",
    "UtcDateTime",
    "WebSessionRow",
    "key_of",
]
