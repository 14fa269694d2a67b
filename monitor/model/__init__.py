"""Frozen values that the store hands out and takes in; none of them knows a database."""

from monitor.model.alerts import Alert, NewAlert, Occasion, Slot, Standing, Told
from monitor.model.deliveries import Backlog, ChannelBacklog, ChannelState, Delivery, DeliveryStatus, Queued
from monitor.model.events import Beat, Event, EventKind
from monitor.model.identity import Form, NoticeLink, Outline
from monitor.model.notices import (
    INTAKE,
    LastRead,
    Look,
    NewRevision,
    NoticeRecord,
    Origin,
    Place,
    Reading,
    RestlessPage,
    Revision,
    face_of,
)
from monitor.model.retention import KeptPage, Outdated, Prunable
from monitor.model.sources import Glimpse, LastPoll, Outage, PollCounts, PollRecord, Seen, SourceRecord, Trouble

__all__ = [
    "INTAKE",
    "Alert",
    "Backlog",
    "Beat",
    "ChannelBacklog",
    "ChannelState",
    "Delivery",
    "DeliveryStatus",
    "Event",
    "EventKind",
    "Form",
    "Glimpse",
    "KeptPage",
    "LastPoll",
    "LastRead",
    "Look",
    "NewAlert",
    "NewRevision",
    "NoticeLink",
    "NoticeRecord",
    "Occasion",
    "Origin",
    "Outage",
    "Outdated",
    "Outline",
    "Place",
    "PollCounts",
    "PollRecord",
    "Prunable",
    "Queued",
    "Reading",
    "RestlessPage",
    "Revision",
    "Seen",
    "Slot",
    "SourceRecord",
    "Standing",
    "Told",
    "Trouble",
    "face_of",
]
