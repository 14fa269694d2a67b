"""The command `noticewatch status`, which prints an overview on one screen."""

import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from crawler.model.source import Source
from crawler.model.types import format_interval
from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, json_line, open_to_read, printable
from monitor.cli.localized import pad
from monitor.cli.output.column import Column, get
from monitor.cli.output.faulty_entries import rejected_channels
from monitor.cli.output.formats import on_terminal
from monitor.cli.output.tables import fold, table_lines, table_width
from monitor.config import DisabledEntry
from monitor.health.source_state import State
from monitor.messages.channel_errors import channel_error
from monitor.model import Beat, ChannelBacklog, FlappingPage, SourceRecord
from monitor.store import SqlStore
from monitor.text.i18n import N_, comma, gettext, ngettext
from monitor.views.cluster import ClusterState, cluster_words, turn_words, worker_words
from monitor.views.disabled_entries import disabled_lines, disabled_object
from monitor.views.overview import (
    AHEAD,
    STATE_ORDER,
    Overview,
    collect_overview,
    running_daemon,
    running_workers,
    source_remarks,
    state_word,
)
from monitor.views.records import instant_text, trouble_object
from monitor.views.times import time_since, time_until

_HEAD_LINES = 10


def status(
    config: ConfigDir = DEFAULT_CONFIG,
    check: Annotated[
        bool, typer.Option("--check", help="Print only whether the daemon is running; exit with 1 if it is not.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    list_all: Annotated[bool, typer.Option("--all", help="List all sources, including disabled ones.")] = False,
) -> None:
    """Show the state of the daemon, the sources and the deliveries."""
    loaded, store = open_to_read(config, log_faulty=False)
    now = datetime.now(UTC)
    if check:
        raise SystemExit(_check(store, now))
    with store.reading() as tx:
        found = collect_overview(tx, loaded, now)
    faulty = [*loaded.faulty, *rejected_channels(loaded)]
    if as_json:
        typer.echo(json_line(_object(found, faulty)))
    else:
        _print(found, faulty, now, list_all=list_all)


def _check(store: SqlStore, now: datetime) -> int:
    with store.reading() as tx:
        beats = tx.heartbeats.all()
    if running_daemon(beats, now) or running_workers(beats, now):
        return 0
    message = gettext("the daemon is not running")
    if beats and beats[0].at > now + AHEAD:
        message = gettext("the daemon is not running; its last heartbeat is in the future")
    elif beats:
        last = time_since(beats[0].at, now)
        message = gettext("the daemon is not running; last heartbeat {time}", time=last)
    sys.stderr.write(f"{message}\n")
    return 1


def _object(found: Overview, faulty: Sequence[DisabledEntry]) -> dict[str, Any]:
    return {
        "daemon": _daemon_object(found.daemon) if found.daemon else None,
        "cluster": _cluster_object(found.cluster) if found.cluster else None,
        "faulty": [disabled_object(entry) for entry in faulty],
        "sources": [
            _source_object(source, state, record, found.flapping.get(source.id, ()))
            for state, source, record in found.sources
        ],
        "network": {"down_since": instant_text(found.outage.since) if found.outage else None},
        "notices": found.notices,
        "deliveries": _deliveries_object(found),
    }


def _daemon_object(daemon: Beat) -> dict[str, Any]:
    return {
        "owner": daemon.owner,
        "started_at": instant_text(daemon.started_at),
        "at": instant_text(daemon.at),
        **daemon.detail,
    }


def _cluster_object(cluster: ClusterState) -> dict[str, Any]:
    return {
        "workers": [_daemon_object(worker) for worker in cluster.workers],
        "shards": cluster.shards,
        "unowned": cluster.unowned,
        "lag_s": round(cluster.lag.total_seconds(), 1),
        "lock_wait_s": round(cluster.lock_wait.total_seconds(), 4),
        "lock_held": round(cluster.lock_held, 4),
        "failing": [
            {"kind": turn.kind, "key": turn.key, "failures": turn.failures, "error": turn.error}
            for turn in cluster.failing
        ],
    }


def _source_object(
    source: Source, state: State, record: SourceRecord, flapping: Sequence[FlappingPage]
) -> dict[str, Any]:
    trouble = record.trouble
    return {
        "id": source.id,
        "state": state,
        "every": format_interval(source.every),
        "last_success_at": instant_text(record.last_success_at),
        "last_new_at": instant_text(record.last_new_at),
        "due_at": instant_text(record.due_at),
        "trouble": trouble_object(trouble, "en") if trouble else None,
        "restless": [{"url": page.url, "since": instant_text(page.since)} for page in flapping],
    }


def _deliveries_object(found: Overview) -> dict[str, Any]:
    return {
        "queued": found.backlog.queued,
        "sent": found.backlog.sent,
        "given_up": found.backlog.given_up,
        "channels": [
            {
                "channel": channel.channel,
                "queued": channel.queued,
                "since": instant_text(channel.since),
                "error": channel.error,
            }
            for channel in found.channels
        ],
        "paused": [
            {
                "channel": state.name,
                "since": instant_text(state.paused_at),
                "error": state.error,
                "next_try_at": instant_text(state.next_try_at),
            }
            for state in found.paused.values()
        ],
    }


def _print(found: Overview, faulty: Sequence[DisabledEntry], now: datetime, *, list_all: bool) -> None:
    width = table_width()
    head = [*_head(found, now), *((gettext("faulty"), line) for entry in faulty for line in disabled_lines(entry))]
    for name, line in head:
        _print_wrapped(pad(name, 12) + printable(line), width)
    listed = [row for row in found.sources if list_all or row[0] != "off"]
    room = len(listed)
    if on_terminal() and not list_all:
        room = shutil.get_terminal_size().lines - _HEAD_LINES - len(found.channels)
    shown = listed[: max(room, sum(state in ("blind", "failing", "late") for state, _, _ in listed))]
    if shown:
        heading, *lines = table_lines(_SOURCES, [_row(*each, now) for each in shown], width)
        typer.echo()
        typer.secho(heading, bold=True)
        typer.echo("\n".join(lines))
    _print_troubles(found, shown, now, width)
    if more := len(found.sources) - len(shown):
        typer.echo(
            ngettext(
                "… and {count} more source; `noticewatch status --all` lists all",
                "… and {count} more sources; `noticewatch status --all` lists all",
                more,
            )
        )


def _print_wrapped(text: str, width: int | None) -> None:
    for line in fold(text, width, None) if width else [text]:
        typer.echo(line)


_SOURCES = (
    Column("source", N_("source"), get("source"), shown=True),
    Column("state", N_("state"), get("state"), shown=True),
    Column("every", N_("every"), get("every"), shown=True),
    Column("due", N_("next poll"), get("due"), shown=True),
    Column("success", N_("last success"), get("success"), shown=True),
    Column("new", N_("last notice"), get("new"), shown=True),
)


def _row(state: State, source: Source, record: SourceRecord, now: datetime) -> dict[str, str]:
    return {
        "source": source.id,
        "state": state_word(state),
        "every": format_interval(source.every),
        "due": time_until(record.due_at, now) if source.enabled else "",
        "success": time_since(record.last_success_at, now),
        "new": time_since(record.last_new_at, now),
    }


def _print_troubles(
    found: Overview, shown: Sequence[tuple[State, Source, SourceRecord]], now: datetime, width: int | None
) -> None:
    """Print a line about each source in `shown` that has a trouble or flapping pages, or whose next poll is delayed.

    Flapping pages are pages that change on every visit; `found` contains them. The line also contains the reason for a
    delay. Lines are wrapped at `width` columns, unless this is None.
    """
    said = []
    for _, source, record in shown:
        words = source_remarks(record, found.flapping.get(source.id, ()), now)
        if words:
            said.append(gettext("{what}: {error}", what=source.id, error=gettext("; ").join(words)))
    if said:
        typer.echo()
    for line in said:
        _print_wrapped(printable(line), width)


def _head(found: Overview, now: datetime) -> list[tuple[str, str]]:
    backlog = found.backlog
    children = found.daemon.detail.get("children", ()) if found.daemon else ()
    lines = _cluster(found.cluster, now) if found.cluster else [(gettext("daemon"), _daemon(found.daemon, now))]
    lines += [(gettext("crawler"), _child(child)) for child in children]
    if found.outage:
        lines.append((gettext("network"), gettext("went down {time}", time=time_since(found.outage.since, now))))
    lines += [
        (gettext("sources"), _sources(found)),
        (gettext("notices"), str(found.notices)),
        (
            gettext("deliveries"),
            gettext(
                "{queued} queued, {sent} sent, {given_up} given up",
                queued=backlog.queued,
                sent=backlog.sent,
                given_up=backlog.given_up,
            ),
        ),
    ]
    return lines + [(f"  {channel.channel}", _channel(found, channel, now)) for channel in found.channels]


def _cluster(cluster: ClusterState, now: datetime) -> list[tuple[str, str]]:
    lines = [(gettext("cluster"), cluster_words(cluster))]
    for worker in cluster.workers:
        said = worker_words(worker, time_since(worker.started_at, now), time_since(worker.at, now))
        lines.append((gettext("worker"), gettext("{what}: {error}", what=worker.owner, error=said)))
    return lines + [(gettext("failing"), turn_words(turn)) for turn in cluster.failing]


def _child(child: Mapping[str, Any]) -> str:
    return gettext(
        "{pid}: requests: {asked}, in progress: {in_flight}, memory: {memory} MiB",
        pid=child["pid"],
        asked=child["asked"],
        in_flight=child["in_flight"],
        memory=child["bytes"] // 2**20,
    )


def _sources(found: Overview) -> str:
    counts = Counter(state for state, _, _ in found.sources)
    words = [
        gettext("{count} {state}", count=counts[state], state=state_word(state))
        for state in STATE_ORDER
        if counts[state]
    ]
    said = comma(*words)
    return gettext("{count}: {states}", count=len(found.sources), states=said) if said else gettext("none configured")


def _channel(found: Overview, channel: ChannelBacklog, now: datetime) -> str:
    parts = [gettext("{count} queued, the oldest {time}", count=channel.queued, time=time_since(channel.since, now))]
    if state := found.paused.get(channel.channel):
        parts.append(gettext("paused {time}", time=time_since(state.paused_at, now)))
    said = comma(*parts)
    return gettext("{what}: {error}", what=said, error=channel_error(channel.error)) if channel.error else said


def _daemon(beat: Beat | None, now: datetime) -> str:
    if beat is None:
        return gettext("not running")
    return gettext(
        "running, started {started}, last heartbeat {time} ({owner})",
        started=time_since(beat.started_at, now),
        time=time_since(beat.at, now),
        owner=beat.owner,
    )
