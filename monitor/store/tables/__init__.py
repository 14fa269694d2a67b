"""The database tables, as SQLAlchemy models."""

from monitor.store.tables.base import Base, Key, UtcDateTime, key_of
from monitor.store.tables.deliveries import AlertRow, ChannelRow, DeliveryAlertRow, DeliveryRow
from monitor.store.tables.events import BeatRow, ConfigEntryRow, EventRow, PositionRow
from monitor.store.tables.identity import BodyRow, FormRow, LinkRow, MarkRow
from monitor.store.tables.lists import ListEntryRow, ListProgressRow, RepealRow
from monitor.store.tables.notices import (
    DeadlineRow,
    LookRow,
    NoticeRow,
    PageRow,
    PlaceRow,
    ReadingRow,
    RevisionRow,
    TargetDayRow,
    UnrestRow,
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
    "BeatRow",
    "BodyRow",
    "ChannelRow",
    "ConfigEntryRow",
    "DeadlineRow",
    "DeliveryAlertRow",
    "DeliveryRow",
    "EditionOfSeriesRow",
    "EventRow",
    "FeedAddressRow",
    "FormRow",
    "Key",
    "LinkRow",
    "ListEntryRow",
    "ListProgressRow",
    "LookRow",
    "MarkRow",
    "MeasureRow",
    "NoticeRow",
    "OutageRow",
    "PageRow",
    "PlaceRow",
    "PollRow",
    "PositionRow",
    "ReaderMarkRow",
    "ReadingRow",
    "RepealRow",
    "RevisionRow",
    "SearchBodyRow",
    "SearchEntryRow",
    "SeriesRow",
    "SourceRow",
    "TargetDayRow",
    "TurnRow",
    "UnrestRow",
    "UtcDateTime",
    "WebSessionRow",
    "key_of",
]
