"""The overall state at a point in time: daemon, sources, notices and deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.model.source import Source
from monitor.config import Config
from monitor.health.source_state import State, by_source, flapping_phrases, state_of
from monitor.model import Backlog, Beat, ChannelBacklog, ChannelState, FlappingPage, Outage, SourceRecord
from monitor.ports import Transaction
from monitor.schedule.intervals import make_plan
from monitor.text.i18n import N_, gettext
from monitor.views.cluster import ClusterState, collect_cluster
from monitor.views.times import later_words, trouble_since

ALIVE_FOR = timedelta(minutes=1)
"""Maximum age of the last heartbeat of a daemon that is considered running."""
AHEAD = timedelta(seconds=30)
"""Maximum time by which a heartbeat may be ahead of this host's clock, because the daemon may run on another host."""
STATE_ORDER: tuple[State, ...] = ("blind", "failing", "late", "waiting", "ok", "off")
_STATES: Mapping[State, str] = {
    "blind": N_("unreadable"),
    "failing": N_("failing"),
    "late": N_("late"),
    "waiting": N_("waiting"),
    "ok": N_("ok"),
    "off": N_("off"),
}


def state_word(state: State) -> str:
    """Return the name of a source's state in the current language."""
    return gettext(_STATES[state])


@dataclass(frozen=True)
class Overview:
    """The state of the daemon or the workers, the sources, the notices and the deliveries.

    `daemon` is None if no daemon is running, and `cluster` is None if no workers are running. `notices` is the number
    of notices. `backlog` contains the numbers of messages by state. `channels` contains the channels with queued
    messages. `flapping` contains the pages that change on every visit, by source id. `paused` contains the state of
    each paused channel, by name. `outage` is the current network outage, or None.
    """

    daemon: Beat | None
    cluster: ClusterState | None
    sources: tuple[tuple[State, Source, SourceRecord], ...]
    notices: int
    backlog: Backlog
    channels: tuple[ChannelBacklog, ...]
    flapping: Mapping[str, tuple[FlappingPage, ...]]
    paused: dict[str, ChannelState]
    outage: Outage | None


def running_daemon(beats: Sequence[Beat], now: datetime) -> Beat | None:
    """Return the latest heartbeat of a running daemon, or None if no daemon is running."""
    return next((beat for beat in beats if is_alive(beat, now) and not beat.roles), None)


def running_workers(beats: Sequence[Beat], now: datetime) -> list[Beat]:
    """Return the heartbeats of the running workers, ordered by owner."""
    return sorted((beat for beat in beats if is_alive(beat, now) and beat.roles), key=lambda beat: beat.owner)


def is_alive(beat: Beat, now: datetime) -> bool:
    """Return whether the heartbeat `beat` is so recent that its process counts as running."""
    return -AHEAD <= now - beat.at < ALIVE_FOR


def source_remarks(record: SourceRecord, flapping: Sequence[FlappingPage], now: datetime) -> list[str]:
    """Return remarks about a source: its trouble, its flapping pages, and the reason for a delayed next poll.

    Flapping pages are pages that change on every visit.
    """
    trouble = [trouble_since(record.trouble, now)] if record.trouble else []
    return [*trouble, *flapping_phrases(flapping), *filter(None, [later_words(record, now)])]


def collect_overview(tx: Transaction, config: Config, now: datetime) -> Overview:
    """Return the state of the daemon or the workers, the sources, the notices and the deliveries at the time `now`."""
    known = {record.id: record for record in tx.sources.all()}
    beats = tx.heartbeats.all()
    daemon = running_daemon(beats, now)
    workers = running_workers(beats, now)
    count = tx.notices.count()
    backlog = tx.deliveries.backlog()
    channels = tx.deliveries.backlog_by_channel()
    flapping = by_source(tx.flapping.all())
    paused = {state.name: state for state in tx.channels.all() if state.paused_at}
    outage = tx.sources.outage()
    since = min((beat.started_at for beat in (*workers, daemon) if beat), default=None)
    rhythms = {name: record.rhythm for name, record in known.items() if record.rhythm}
    pace = make_plan(config.sources, rhythms, config.settings.budget, now)
    sources = []
    for source in config.sources:
        record = known.get(source.id, SourceRecord(source.id))
        state: State = state_of(record, pace.interval(source).usual, now, since) if source.enabled else "off"
        sources.append((state, source, record))
    sources.sort(key=lambda row: (STATE_ORDER.index(row[0]), row[1].id))
    cluster = collect_cluster(tx, workers, now)
    return Overview(daemon, cluster, tuple(sources), count, backlog, tuple(channels), flapping, paused, outage)
