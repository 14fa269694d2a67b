"""Events and heartbeats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

EventKind = Literal[
    "notice.new",
    "notice.copied",
    "notice.revised",
    "notice.gone",
    "notice.traced",
    "notice.restless",
    "source.troubled",
    "source.recovered",
    "source.reminded",
    "network.down",
    "network.up",
    "network.reminded",
    "alert.sent",
    "alert.given_up",
    "channel.paused",
    "channel.resumed",
    "daemon.watching",
    "clock.changed",
    "source.requested",
    "source.accepted",
    "delivery.retried",
    "channel.tested",
    "config.added",
    "config.removed",
    "config.changed",
    "config.renamed",
    "config.faulty",
]

EVENT_MEANINGS: Mapping[EventKind, str] = {
    "notice.new": "A notice was recorded. `url`, `title`, `why`, `revision`.",
    "notice.copied": "A known notice was found at another URL. `url`, `title`, `why`, `revision`.",
    "notice.revised": "The text of a notice changed, or attachments arrived that could not be fetched before. "
    "`url`, `title`, `why`, `revision`, `cause`.",
    "notice.gone": "The page of a notice was withdrawn. `url` and the reason.",
    "notice.traced": "A text closer to the origin replaced the one shown. "
    "`url`, `title`, `why`, `revision`, `before` (the previous URL).",
    "notice.restless": "A page changes on every visit; from now on one revision a day is recorded. "
    "`url`, `title`, `since`.",
    "source.troubled": "A source can no longer be read, or shows no notices. "
    "`code`, `detail`, `since`; `grouped` if it is part of a network outage.",
    "source.recovered": "The trouble of a source ended. `code`, `since`.",
    "source.reminded": "A trouble persists: sent after a day, then weekly. `code`, `detail`, `since`.",
    "network.down": "Most sources became unreachable together. `down`, `of` (numbers of sources).",
    "network.up": "The network is back. `since`.",
    "network.reminded": "The network outage persists. `since`.",
    "alert.sent": "A channel accepted an alert. `delivery`, `channel`, `event`, `revision`, `subscriptions`.",
    "alert.given_up": "An alert was given up after `give_up_after`. As for `alert.sent`, and `error`.",
    "channel.paused": "A channel keeps failing and is paused. `channel`, `error`.",
    "channel.resumed": "A paused channel works again. `channel`, `since`.",
    "daemon.watching": "The summary was queued (`still_watching`). Polls, notices and troubles since the last one.",
    "clock.changed": "The clock of the daemon's host was set, or stored times lay ahead of it. "
    "`seconds` (below zero: back).",
    "source.requested": "A user asked in the web page for a poll of a source now. `by` (`web`, a colon and the user).",
    "source.accepted": "A user accepted the changed listing of a source in the web page. `by`, `held` (the number of "
    "rows that were held back).",
    "delivery.retried": "A user retried a message in the web page. `delivery`, `channel`, `by`.",
    "channel.tested": "A user sent a sample alert to a channel from the web page. `channel`, `by`, `error` (or null).",
    "config.added": "The configuration has a new entry. `what` (source, topic, subscription, channel, synonyms), `id`, "
    "`by` (the command that read it, or `web`, a colon and the user).",
    "config.removed": "An entry was removed from the configuration. `what`, `id`, `by`.",
    "config.changed": "An entry of the configuration, or a setting (`what` is settings), was changed. `what`, `id`, "
    "`fields` (their names), `by`.",
    "config.renamed": "A source has another id and the same URL; its notices and its state are kept. `what`, `id`, "
    "`before` (the previous id), `fields` (others that changed), `by`.",
    "config.faulty": "An entry of the configuration is faulty and not used. `what`, `id`, `faults`, `by`.",
}
"""The meaning of each kind of event and the fields of its `detail`, from which the reference is generated."""


@dataclass(frozen=True)
class Event:
    """A row of the append-only event table."""

    id: int
    at: datetime
    kind: EventKind
    source: str | None
    notice: int | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class Beat:
    """A heartbeat of a daemon. `detail` is the state of its crawler processes."""

    owner: str
    started_at: datetime
    at: datetime
    detail: dict[str, Any] = field(default_factory=dict)
