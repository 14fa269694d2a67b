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
    "list.entered",
    "list.changed",
    "list.left",
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
    "clock.apart",
    "shard.unowned",
    "turn.failing",
    "source.requested",
    "source.accepted",
    "series.expected",
    "series.overdue",
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
    "list.entered": "A notice entered a living list. `list`, `url`, `title`, `reason`, `revision`.",
    "list.changed": "The row of a notice in a living list changed. As for `list.entered`, and `fields` (the names of "
    "the columns that changed).",
    "list.left": "A notice left a living list. As for `list.entered`.",
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
    "daemon.watching": "The summary was queued (`still_watching`). Polls, notices and troubles since the last one, and "
    "`unusual`: topics, issuers and regions with unusually many or few notices in the last week.",
    "clock.changed": "The clock of the daemon's host was set, or stored times lay ahead of it. "
    "`seconds` (below zero: back).",
    "clock.apart": "The clocks of a worker's host and of the database are more than 5 s apart. `worker`, `seconds` "
    "(below zero: the host is behind).",
    "shard.unowned": "No worker has polled the due sources of a shard for two minutes. `shards` (their number), "
    "`sources` (some of their sources).",
    "turn.failing": "A turn of a worker failed three times in a row. `kind` (`crawl`, `deliver` or `housekeep`), `key` "
    "(the shard, channel or task), `error`, `failures`.",
    "source.requested": "A user asked in the web page for a poll of a source now. `by` (`web`, a colon and the user).",
    "source.accepted": "A user accepted the changed listing of a source in the web page. `by`, `held` (the number of "
    "rows that were held back).",
    "series.expected": "The window in which the next notice of a series is expected began. `series` (its id), "
    "`title` (of the last one), `expected`, `earliest`, `latest`.",
    "series.overdue": "The window passed without a notice. As for `series.expected`.",
    "delivery.retried": "A user retried a message in the web page. `delivery`, `channel`, `by`.",
    "channel.tested": "A user sent a sample alert to a channel from the web page. `channel`, `by`, `error` (or null).",
    "config.added": "The configuration has a new entry. `what` (source, topic, subscription, list, channel, synonyms), "
    "`id`, `by` (the command that read it, or `web`, a colon and the user).",
    "config.removed": "An entry was removed from the configuration. `what`, `id`, `by`.",
    "config.changed": "An entry of the configuration, or a setting (`what` is settings), was changed. `what`, `id`, "
    "`fields` (their names), `by`.",
    "config.renamed": "A source has another id and the same URL; its notices and its state are kept. `what`, `id`, "
    "`before` (the previous id), `fields` (others that changed), `by`.",
    "config.faulty": "An entry of the configuration is faulty and not used. `what`, `id`, `faults`, `by`.",
}
"""The meaning of each kind of event and the fields of its `detail`, from which the reference is generated."""


@dataclass(frozen=True)
class NewEvent:
    """An event to append to the event table."""

    kind: EventKind
    at: datetime
    source: str | None
    notice: int | None
    detail: dict[str, Any]


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
    """A heartbeat of a daemon or a worker.

    `detail` contains the state of its crawler processes, and for a worker also its roles and statistics.
    """

    owner: str
    started_at: datetime
    at: datetime
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def roles(self) -> tuple[str, ...]:
        """The kinds of work that a worker does. It is empty for a daemon."""
        return tuple(self.detail.get("roles", ()))
