"""Recorded events, and heartbeats of daemons and workers."""

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
    "notice.new": "A notice was recorded. Detail: `url`, `title`, `reason`, `revision`.",
    "notice.copied": "A known notice was found at another URL. Detail: `url`, `title`, `reason`, `revision`.",
    "notice.revised": "The text of a notice changed, or attachments that could not be fetched before are available "
    "now. Detail: `url`, `title`, `reason`, `revision`, `cause`.",
    "notice.gone": "The page of a notice was withdrawn. Detail: `url` and the reason.",
    "notice.traced": "A text closer to the origin replaced the displayed text. Detail: `url`, `title`, `reason`, "
    "`revision`, `before` (the previous URL).",
    "notice.restless": "A page changes on every visit; from now on, at most one revision a day is recorded. Detail: "
    "`url`, `title`, `since`.",
    "list.entered": "A notice entered a living list. Detail: `list`, `url`, `title`, `reason`, `revision`.",
    "list.changed": "The row of a notice in a living list changed. Detail: as for `list.entered`, and `fields` (the "
    "names of the changed columns).",
    "list.left": "A notice left a living list. Detail: as for `list.entered`.",
    "source.troubled": "A source can no longer be read, or shows no notices. Detail: `code`, `detail`, `since`; "
    "`grouped` if it is part of a network outage.",
    "source.recovered": "The trouble of a source ended. Detail: `code`, `since`.",
    "source.reminded": "The trouble of a source persists; this event is recorded after a day and then weekly. Detail: "
    "`code`, `detail`, `since`.",
    "network.down": "Most sources became unreachable at the same time. Detail: `down` (the number of these sources), "
    "`of` (the number of all sources).",
    "network.up": "The network is back. Detail: `since`.",
    "network.reminded": "The network outage persists. Detail: `since`.",
    "alert.sent": "A channel accepted an alert. Detail: `delivery`, `channel`, `event`, `revision`, `subscriptions`.",
    "alert.given_up": "An alert was given up after `give_up_after`. Detail: as for `alert.sent`, and `error`.",
    "channel.paused": "A channel keeps failing and is paused. Detail: `channel`, `error`.",
    "channel.resumed": "A paused channel works again. Detail: `channel`, `since`.",
    "daemon.watching": "The periodic summary (`still_watching`) was queued. Detail: the numbers of polls, notices and "
    "troubles since the last summary, and `unusual` (topics, issuers and regions with unusually many or few notices "
    "in the last week).",
    "clock.changed": "The clock of the daemon's host was set, or stored times were in the future. Detail: `seconds` "
    "(negative if the clock was set back).",
    "clock.apart": "The clocks of a worker's host and of the database differ by more than 5 s. Detail: `worker`, "
    "`seconds` (negative if the host's clock is behind).",
    "shard.unowned": "No worker has polled the due sources of a shard for two minutes. Detail: `shards` (the number "
    "of such shards), `sources` (some of their sources).",
    "turn.failing": "A turn of a worker failed three times in a row. Detail: `kind` (`crawl`, `deliver` or "
    "`housekeep`), `key` (the shard, channel or task), `error`, `failures`.",
    "source.requested": "A user requested an immediate poll of a source in the web page. Detail: `by` (`web`, a colon "
    "and the user).",
    "source.accepted": "A user accepted the changed listing of a source in the web page. Detail: `by`, `held` (the "
    "number of rows that were held back).",
    "series.expected": "The window in which the next notice of a series is expected has begun. Detail: `series` (the "
    "id), `title` (of the last notice), `expected`, `earliest`, `latest`.",
    "series.overdue": "The window has ended, and the notice has not been found. Detail: as for `series.expected`.",
    "delivery.retried": "A user retried a message in the web page. Detail: `delivery`, `channel`, `by`.",
    "channel.tested": "A user sent a sample alert to a channel from the web page. Detail: `channel`, `by`, `error` "
    "(or null).",
    "config.added": "The configuration has a new entry. Detail: `what` (source, topic, subscription, list, channel, "
    "synonyms), `id`, `by` (the command that read the configuration, or `web`, a colon and the user).",
    "config.removed": "An entry was removed from the configuration. Detail: `what`, `id`, `by`.",
    "config.changed": "An entry of the configuration, or a setting (`what` is settings), was changed. Detail: `what`, "
    "`id`, `fields` (the names of the changed fields), `by`.",
    "config.renamed": "A source has another id but the same URL; its notices and state are kept. Detail: `what`, "
    "`id`, `before` (the previous id), `fields` (the names of other changed fields), `by`.",
    "config.faulty": "An entry of the configuration is faulty and not used. Detail: `what`, `id`, `faults`, `by`.",
}
"""The meaning of each kind of event and the fields of its `detail`, from which the reference is generated."""


@dataclass(frozen=True)
class NewEvent:
    """An event that is to be recorded."""

    kind: EventKind
    at: datetime
    source: str | None
    notice: int | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class Event:
    """A recorded event. Recorded events are never changed."""

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
