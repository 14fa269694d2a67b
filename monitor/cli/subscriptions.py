"""`noticewatch subscriptions`."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from crawler.model.configfile import suggest
from monitor.alerting.explain import Explanation, explain
from monitor.alerting.preview import PreviewItem, only, preview_items, tell
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    OutputFormat,
    age,
    check_channels,
    choose_format,
    json_line,
    make_delivery_worker,
    open_config,
    print_notices,
    printable,
    since_date,
)
from monitor.config import Config, Subscription
from monitor.config.times import zone_of
from monitor.errors import UnknownError
from monitor.model import SubscriptionStats
from monitor.model.notice_json import notice_object
from monitor.service.crawl import Report, deliver
from monitor.service.daemon import utc_now
from monitor.store import SqlStore
from monitor.topics import parse_query

_Known = tuple[str, Subscription | None, SubscriptionStats | None]
app = typer.Typer(help="Who is told of what.", no_args_is_help=True)


@app.command("list")
def list_(
    config: ConfigDir = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the subscriptions: topics, channels, when they are told, the last alert and what is queued."""
    loaded, store = open_config(config)
    with store.reading() as tx:
        standings = {one.subscription: one for one in tx.alerts.subscription_stats()}
    known: list[_Known] = [(one.id, one, standings.get(one.id)) for one in loaded.subscriptions]
    ids = {one.id for one in loaded.subscriptions}
    # What was queued for one that is no longer configured is sent all the same.
    known += [(one.subscription, None, one) for one in standings.values() if one.queued and one.subscription not in ids]
    if as_json:
        for row in known:
            typer.echo(json_line(_object(*row)))
    else:
        _print(known)


def _object(name: str, subscription: Subscription | None, standing: SubscriptionStats | None) -> dict[str, Any]:
    return {
        "id": name,
        "configured": subscription is not None,
        "enabled": bool(subscription and subscription.enabled),
        "topics": subscription.topics if subscription else [],
        "on": subscription.on if subscription else [],
        "channels": subscription.channels if subscription else [],
        "deliver": _when(subscription) if subscription else None,
        "alerts": standing.alerts if standing else 0,
        "last_alert_at": standing.last_alert_at.isoformat() if standing else None,
        "queued": standing.queued if standing else 0,
        "due_at": standing.due_at.isoformat() if standing and standing.due_at else None,
    }


def _print(known: Sequence[_Known]) -> None:
    now = datetime.now(UTC)
    table = Table(box=None, pad_edge=False)
    for name in ("id", "topics", "on", "channels", "delivered", "last alert", "queued"):
        table.add_column(name, overflow="fold")
    for name, one, standing in known:
        said = (
            (", ".join(one.topics), ", ".join(one.on), ", ".join(one.channels), _when(one))
            if one
            else ("", "", "", "no longer configured")
        )
        last = age(standing.last_alert_at if standing else None, now)
        table.add_row(name, *said, last, _queued(standing, one))
    Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 200).print(table)


def _queued(standing: SubscriptionStats | None, subscription: Subscription | None) -> str:
    if standing is None or not standing.queued or standing.due_at is None:
        return "0"
    zone = zone_of(subscription.timezone if subscription else None)
    return f"{standing.queued}, due {standing.due_at.astimezone(zone):%Y-%m-%d %H:%M}"


def _when(one: Subscription) -> str:
    """When a subscription is told, in words."""
    if not one.enabled:
        return "off"
    words = [f"{one.deliver.cron} ({zone_of(one.deliver.timezone, one.timezone)})" if one.deliver else "now"]
    if one.quiet:
        words.append(f"quiet {one.quiet.from_:%H:%M}-{one.quiet.to:%H:%M}")
    if one.hourly_cap:
        words.append(f"at most {one.hourly_cap} an hour")
    if one.snooze:
        words.append(f"snoozed until {one.snooze}")
    return ", ".join(words)


@app.command("test")
def try_(
    name: Annotated[str, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
    since: Annotated[str, typer.Option(help="Recorded since a date (2024-01-01) or age (30d).")] = "30d",
    notice: Annotated[int | None, typer.Option(min=1, help="Why this notice matches or does not.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many notices, the newest first.")] = 10_000,
    form: Annotated[OutputFormat | None, typer.Option("--format", help="[default: table; jsonl in a pipe]")] = None,
    send: Annotated[bool, typer.Option("--send", help="Tell it what it was not told yet, as one message.")] = False,
) -> None:
    """Show what a subscription would have been told of what is recorded, baselines included; nothing is sent."""
    day = since_date(since)
    loaded, store = open_config(config)
    one = _subscription(loaded, name)
    if notice is not None:
        for line in _explain(loaded, store, one, notice).lines():
            typer.echo(printable(line))
        return
    start = datetime.combine(day, time(), UTC) if day else datetime.min.replace(tzinfo=UTC)
    with store.reading() as tx:
        found = preview_items(tx, loaded, one, start, utc_now(), limit)
        objects = [
            {
                **notice_object(
                    told.notice,
                    told.record.id,
                    told.record.source,
                    told.revision,
                    tx.locations.of_notice(told.record.id),
                    told.event,
                ),
                "subscription": one.id,
                "topics": told.match.topics,
                "terms": told.match.terms,
                "deadline": told.occasion.deadline.isoformat() if told.occasion else None,
            }
            for told in found
        ]
    if choose_format(form) is OutputFormat.table:
        _print_tellings(found)
    else:
        print_notices(objects, choose_format(form), "")
    if send:
        _send(loaded, store, found)


def _subscription(config: Config, name: str) -> Subscription:
    ids = {one.id: one for one in config.subscriptions}
    if name not in ids:
        raise UnknownError(f"there is no subscription {name!r}{suggest(name, ids)}")
    return ids[name]


def _explain(config: Config, store: SqlStore, one: Subscription, number: int) -> Explanation:
    with store.reading() as tx:
        record = tx.notices.get(number)
        if record is None:
            raise UnknownError(f"there is no notice {number}")
        sources = [place.source for place in tx.locations.of_notice(number)]
        # The source at which it matches, where there is one; else the one that saw it first.
        matcher = only(config, one)
        source = next((at for at in sources if matcher.match(record.notice, at, one.on[0])), record.source)
    written = {topic.id: topic.query for topic in config.topics}
    queries = {topic: parse_query(written[topic], config.synonym_words) for topic in one.topics}
    return explain(one, queries, record.notice, source, one.on[0])


def _print_tellings(found: Sequence[PreviewItem]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("id", "event", "published", "title", "topics", "words"):
        table.add_column(name, overflow="fold", no_wrap=name in ("id", "event", "published"))
    for one in found:
        event = f"{one.event} {one.occasion.deadline}" if one.occasion else one.event
        published = one.notice.published_on.isoformat() if one.notice.published_on else "–"
        table.add_row(
            str(one.record.id),
            event,
            published,
            printable(one.notice.title or one.notice.url),
            ", ".join(one.match.topics),
            printable(", ".join(one.match.terms)),
        )
    if found:
        Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 200).print(table)
    else:
        typer.echo("it would have been told nothing")


def _send(config: Config, store: SqlStore, found: Sequence[PreviewItem]) -> None:
    """Queues it, and sends what is due; what is due later the daemon sends, or the next crawl."""
    check_channels(config)
    with store.writing() as tx:
        count = tell(tx, found, utc_now())
    report = Report()
    deliver(make_delivery_worker(config, store), report)
    for attempt in report.attempts:
        if attempt.error:
            sys.stderr.write(f"{attempt.error}; it stays queued\n")
    sys.stderr.write(f"{count} alerts queued, as one message; the rest had been told before\n")
    raise SystemExit(1 if any(attempt.error for attempt in report.attempts) else 0)
