"""Frozen values that the store hands out and takes in; none of them knows a database."""

from monitor.model.alerts import Alert, NewAlert, ReminderKey, SentAlert, Slot, SubscriptionStats
from monitor.model.deliveries import Backlog, ChannelBacklog, ChannelState, Delivery, DeliveryStatus, Queued
from monitor.model.events import Beat, Event, EventKind
from monitor.model.identity import CandidateSummary, NoticeLink, StoredText
from monitor.model.notices import (
    INTAKE,
    FlappingPage,
    LastRead,
    Location,
    NewRevision,
    NoticeRecord,
    Reading,
    Revision,
    RevisionOrigin,
    ScheduledRevisit,
    canonical_revision,
)
from monitor.model.retention import KeptPage, Outdated, Prunable
from monitor.model.sources import (
    LastPoll,
    Outage,
    PollCounts,
    PollRecord,
    RecentHistory,
    SourceRecord,
    TextSample,
    Trouble,
)

__all__ = [
    "INTAKE",
    "Alert",
    "Backlog",
    "Beat",
    "CandidateSummary",
    "ChannelBacklog",
    "ChannelState",
    "Delivery",
    "DeliveryStatus",
    "Event",
    "EventKind",
    "FlappingPage",
    "KeptPage",
    "LastPoll",
    "LastRead",
    "Location",
    "NewAlert",
    "NewRevision",
    "NoticeLink",
    "NoticeRecord",
    "Outage",
    "Outdated",
    "PollCounts",
    "PollRecord",
    "Prunable",
    "Queued",
    "Reading",
    "RecentHistory",
    "ReminderKey",
    "Revision",
    "RevisionOrigin",
    "ScheduledRevisit",
    "SentAlert",
    "Slot",
    "SourceRecord",
    "StoredText",
    "SubscriptionStats",
    "TextSample",
    "Trouble",
    "canonical_revision",
]
