"""`noticewatch status`: all on one screen."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from crawler.model.source import Source
from crawler.model.types import format_interval
from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, json_line, open_config, printable, time_since, time_until
from monitor.config import Config
from monitor.health.source_state import State, by_source, restless_words, state_of
from monitor.messages.reasons import render_reason
from monitor.model import Backlog, Beat, ChannelBacklog, ChannelState, FlappingPage, Outage, SourceRecord, Trouble
from monitor.schedule.intervals import make_plan
from monitor.store import SqlStore

ALIVE_FOR = timedelta(minutes=1)
"""How old a daemon's last sign of life may be."""
_ORDER: tuple[State, ...] = ("blind", "failing", "late", "waiting", "ok", "off")
_HEAD_LINES = 10


@dataclass(frozen=True)
class Status:
    """What the screen shows."""

    daemon: Beat | None
    sources: tuple[tuple[State, Source, SourceRecord], ...]
    notices: int
    backlog: Backlog
    channels: tuple[ChannelBacklog, ...]
    restless: Mapping[str, tuple[FlappingPage, ...]]
    paused: dict[str, ChannelState]
    outage: Outage | None


def status(
    config: ConfigDir = DEFAULT_CONFIG,
    check: Annotated[
        bool, typer.Option("--check", help="Print only whether the daemon is running; exit with 1 if it is not.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the state of the daemon, the sources and the deliveries."""
    loaded, store = open_config(config)
    now = datetime.now(UTC)
    if check:
        raise SystemExit(_check(store, now))
    found = _status(loaded, store, now)
    if as_json:
        typer.echo(json_line(_object(found)))
    else:
        _print(found, now)


def _check(store: SqlStore, now: datetime) -> int:
    with store.reading() as tx:
        beats = tx.heartbeats.all()
    if _alive(beats, now):
        return 0
    last = f"the last sign of life was {time_since(beats[0].at, now)}" if beats else "there is no sign of life"
    sys.stderr.write(f"no daemon is alive: {last}\n")
    return 1


def _alive(beats: list[Beat], now: datetime) -> Beat | None:
    return next((beat for beat in beats if now - beat.at < ALIVE_FOR), None)


def _status(config: Config, store: SqlStore, now: datetime) -> Status:
    with store.reading() as tx:
        known = {record.id: record for record in tx.sources.all()}
        daemon = _alive(tx.heartbeats.all(), now)
        count = tx.notices.count()
        backlog = tx.deliveries.backlog()
        channels = tx.deliveries.backlog_by_channel()
        restless = by_source(tx.flapping.all())
        paused = {state.name: state for state in tx.channels.all() if state.paused_at}
        outage = tx.sources.outage()
    since = daemon.started_at if daemon else None
    pace = make_plan(config.sources, known.values(), config.settings.budget, now)
    sources = []
    for source in config.sources:
        record = known.get(source.id, SourceRecord(source.id))
        state: State = state_of(record, pace.interval(source).usual, now, since) if source.enabled else "off"
        sources.append((state, source, record))
    sources.sort(key=lambda row: (_ORDER.index(row[0]), row[1].id))
    return Status(daemon, tuple(sources), count, backlog, tuple(channels), restless, paused, outage)


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _object(found: Status) -> dict[str, Any]:
    return {
        "daemon": _daemon_object(found.daemon) if found.daemon else None,
        "sources": [
            _source_object(source, state, record, found.restless.get(source.id, ()))
            for state, source, record in found.sources
        ],
        "network": {"down_since": _instant(found.outage.since) if found.outage else None},
        "notices": found.notices,
        "deliveries": _deliveries_object(found),
    }


def _daemon_object(daemon: Beat) -> dict[str, Any]:
    return {
        "owner": daemon.owner,
        "started_at": _instant(daemon.started_at),
        "at": _instant(daemon.at),
        **daemon.detail,
    }


def _source_object(
    source: Source, state: State, record: SourceRecord, flapping: Sequence[FlappingPage]
) -> dict[str, Any]:
    trouble = record.trouble
    return {
        "id": source.id,
        "state": state,
        "every": format_interval(source.every),
        "last_success_at": _instant(record.last_success_at),
        "last_new_at": _instant(record.last_new_at),
        "due_at": _instant(record.due_at),
        "trouble": _trouble_object(trouble) if trouble else None,
        "restless": [{"url": page.url, "since": _instant(page.since)} for page in flapping],
    }


def _trouble_object(trouble: Trouble) -> dict[str, Any]:
    return {
        "code": trouble.code,
        "detail": render_reason(trouble.reason, "en"),
        "reason": trouble.reason.as_json(),
        "since": _instant(trouble.since),
    }


def _trouble(record: SourceRecord, now: datetime) -> list[str]:
    """Return what is wrong with a source; nothing where all is well."""
    if record.trouble is None:
        return []
    since = time_since(record.trouble.since, now)
    return [f"{record.trouble.code} since {since}: {render_reason(record.trouble.reason)}"]


def _deliveries_object(found: Status) -> dict[str, Any]:
    return {
        "queued": found.backlog.queued,
        "sent": found.backlog.sent,
        "given_up": found.backlog.given_up,
        "channels": [
            {
                "channel": channel.channel,
                "queued": channel.queued,
                "since": _instant(channel.since),
                "error": channel.error,
            }
            for channel in found.channels
        ],
        "paused": [
            {
                "channel": state.name,
                "since": _instant(state.paused_at),
                "error": state.error,
                "next_try_at": _instant(state.next_try_at),
            }
            for state in found.paused.values()
        ],
    }


def _print(found: Status, now: datetime) -> None:
    console = Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 200)
    for name, line in _head(found, now):
        console.print(f"{name:<12}{printable(line)}")
    room = console.height - _HEAD_LINES - len(found.channels) if console.is_terminal else len(found.sources)
    shown = found.sources[: max(room, sum(state in ("blind", "failing", "late") for state, _, _ in found.sources))]
    table = Table(box=None, pad_edge=False)
    for name in ("source", "state", "every", "next poll", "last success", "last new", "trouble"):
        table.add_column(name, overflow="fold", no_wrap=name == "state")
    for state, source, record in shown:
        said = "; ".join([*_trouble(record, now), *restless_words(found.restless.get(source.id, ()))])
        due = time_until(record.due_at, now) if source.enabled else "never"
        table.add_row(
            source.id,
            state,
            format_interval(source.every),
            due,
            time_since(record.last_success_at, now),
            time_since(record.last_new_at, now),
            printable(said),
        )
    if shown:
        console.print()
        console.print(table)
    if len(shown) < len(found.sources):
        console.print(f"… and {len(found.sources) - len(shown)} more sources; in a pipe all are shown")


def _head(found: Status, now: datetime) -> list[tuple[str, str]]:
    counts = Counter(state for state, _, _ in found.sources)
    said = ", ".join(f"{counts[state]} {state}" for state in _ORDER if counts[state])
    backlog = found.backlog
    lines = [
        ("daemon", _daemon(found.daemon, now)),
        *(
            (
                "child",
                f"{child['pid']}: {child['asked']} requests, {child['in_flight']} in flight, "
                f"{child['bytes'] // 2**20} MiB",
            )
            for child in (found.daemon.detail.get("children", ()) if found.daemon else ())
        ),
        *([("network", f"down since {time_since(found.outage.since, now)}")] if found.outage else []),
        ("sources", f"{len(found.sources)}: {said}" if said else "none configured"),
        ("notices", str(found.notices)),
        ("deliveries", f"{backlog.queued} queued, {backlog.sent} sent, {backlog.given_up} given up"),
    ]
    for channel in found.channels:
        error = f": {channel.error}" if channel.error else ""
        state = found.paused.get(channel.channel)
        paused = f", paused {time_since(state.paused_at, now)}" if state else ""
        lines.append(
            (
                f"  {channel.channel}",
                f"{channel.queued} queued, the oldest {time_since(channel.since, now)}{paused}{error}",
            )
        )
    return lines


def _daemon(beat: Beat | None, now: datetime) -> str:
    if beat is None:
        return "not running"
    started = time_since(beat.started_at, now)
    return f"running, started {started}, last sign of life {time_since(beat.at, now)} ({beat.owner})"
