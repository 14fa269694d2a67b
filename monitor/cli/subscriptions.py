"""The command group `noticewatch subscriptions`."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from monitor.alerting.explain import Explanation, explain
from monitor.alerting.preview import PreviewItem, matcher_for, preview_items, queue_alerts
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    comma,
    json_line,
    make_delivery_worker,
    open_config,
    open_to_read,
    printable,
    since_instant,
    suggestion,
    verdict_word,
)
from monitor.cli.output.faulty_entries import log_disabled, rejected_channels
from monitor.cli.output.formats import OutputFormat, list_format
from monitor.cli.output.printing import print_notices
from monitor.config import Config, Subscription
from monitor.config.times import zone_of
from monitor.errors import UnknownError
from monitor.messages.channel_errors import channel_error
from monitor.model import SubscriptionStats
from monitor.model.notice_json import notice_object
from monitor.ports import Transaction
from monitor.runtime.clock import utc_now
from monitor.service.crawl import Report, deliver
from monitor.store import SqlStore
from monitor.text.i18n import N_, gettext, in_language, ngettext
from monitor.views.times import time_since

_Known = tuple[str, Subscription | None, SubscriptionStats | None]
app = typer.Typer(help="List and test subscriptions.", no_args_is_help=True)


@app.command("list")
def list_(
    config: ConfigDir = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
) -> None:
    """List subscriptions with topics, channels, delivery times, last alert and queued messages."""
    loaded, store = open_to_read(config)
    with store.reading() as tx:
        standings = {stats.subscription: stats for stats in tx.alerts.subscription_stats()}
    known: list[_Known] = [
        (subscription.id, subscription, standings.get(subscription.id)) for subscription in loaded.subscriptions
    ]
    ids = {subscription.id for subscription in loaded.subscriptions}
    # Messages queued for a removed subscription are still sent.
    known += [
        (stats.subscription, None, stats)
        for stats in standings.values()
        if stats.queued and stats.subscription not in ids
    ]
    if as_json:
        # Machine-readable output is the same in every language.
        with in_language("en"):
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
    headings = (
        gettext("id"),
        gettext("topics"),
        gettext("on"),
        gettext("channels"),
        gettext("delivery"),
        gettext("last alert"),
        gettext("queued"),
    )
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for name, subscription, standing in known:
        said = (
            (
                ", ".join(subscription.topics),
                ", ".join(map(verdict_word, subscription.on)),
                ", ".join(subscription.channels),
                _when(subscription),
            )
            if subscription
            else ("", "", "", gettext("no longer configured"))
        )
        last = time_since(standing.last_alert_at if standing else None, now)
        table.add_row(name, *said, last, _queued(standing, subscription))
    Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 200).print(table)


def _queued(standing: SubscriptionStats | None, subscription: Subscription | None) -> str:
    if standing is None or not standing.queued or standing.due_at is None:
        return "0"
    zone = zone_of(subscription.timezone if subscription else None)
    due = f"{standing.due_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return gettext("{count}, due {time}", count=standing.queued, time=due)


def _when(subscription: Subscription) -> str:
    """Return the delivery schedule of a subscription, in words."""
    if not subscription.enabled:
        return gettext("off")
    words = [
        f"{subscription.deliver.cron} ({zone_of(subscription.deliver.timezone, subscription.timezone)})"
        if subscription.deliver
        else gettext("now")
    ]
    if subscription.quiet:
        hours = f"{subscription.quiet.from_:%H:%M}-{subscription.quiet.to:%H:%M}"
        words.append(gettext("quiet {hours}", hours=hours))
    if subscription.hourly_cap:
        words.append(gettext("at most {count} an hour", count=subscription.hourly_cap))
    if subscription.snooze:
        words.append(gettext("snoozed until {day}", day=subscription.snooze))
    return comma(*words)


@app.command("test")
def try_(
    name: Annotated[str, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
    since: Annotated[
        str, typer.Option(help="Only notices recorded since this date (2024-01-01) or age (30d).")
    ] = "30d",
    notice: Annotated[int | None, typer.Option(min=1, help="Explain why this notice matches or does not.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of notices, newest first.")] = 10_000,
    form: Annotated[OutputFormat | None, typer.Option("--format", help="[default: table; jsonl in a pipe]")] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Send everything this subscription has missed as one digest.")
    ] = False,
) -> None:
    """Preview this subscription's alerts for recorded notices; send nothing unless --send is given."""
    start = since_instant(since) or datetime.min.replace(tzinfo=UTC)
    loaded, store = open_config(config) if send else open_to_read(config)
    subscription = _subscription(loaded, name)
    if notice is not None:
        for line in _explain(loaded, store, subscription, notice).lines():
            typer.echo(printable(line))
        return
    with store.reading() as tx:
        found = preview_items(tx, loaded, subscription, start, utc_now(), limit)
        objects = [_preview_object(tx, subscription, item) for item in found]
    if list_format(OutputFormat, form) is OutputFormat.table:
        _print_tellings(found)
    else:
        print_notices(objects, list_format(OutputFormat, form), "")
    if send:
        _send(loaded, store, found)


def _preview_object(tx: Transaction, subscription: Subscription, item: PreviewItem) -> dict[str, Any]:
    record = item.record
    places = tx.locations.of_notice(record.id)
    return {
        **notice_object(item.notice, record.id, record.source, item.revision, places, item.event),
        "subscription": subscription.id,
        "topics": item.match.topics,
        "terms": item.match.terms,
        "deadline": item.occasion.deadline.isoformat() if item.occasion else None,
    }


def _subscription(config: Config, name: str) -> Subscription:
    ids = {subscription.id: subscription for subscription in config.subscriptions}
    if name not in ids:
        raise UnknownError(gettext("there is no subscription {name}", name=repr(name)) + suggestion(name, ids))
    return ids[name]


def _explain(config: Config, store: SqlStore, subscription: Subscription, number: int) -> Explanation:
    with store.reading() as tx:
        record = tx.notices.get(number)
        if record is None:
            raise UnknownError(gettext("there is no notice {id}", id=number))
        sources = [place.source for place in tx.locations.of_notice(number)]
        # Prefer a source at which the notice matches; otherwise use the source that saw it first.
        matcher = matcher_for(config, subscription)
        source = next((at for at in sources if matcher.match(record.notice, at, subscription.on[0])), record.source)
    written = {topic.id: topic.query for topic in config.topics}
    queries = {topic: config.parse_topic(written[topic]) for topic in subscription.topics}
    return explain(subscription, queries, record.notice, source, subscription.on[0])


def _print_tellings(found: Sequence[PreviewItem]) -> None:
    table = Table(box=None, pad_edge=False)
    headings = (N_("id"), N_("event"), N_("published"), N_("title"), N_("topics"), N_("words"))
    for name in headings:
        table.add_column(gettext(name), overflow="fold", no_wrap=name in ("id", "event", "published"))
    for item in found:
        event = verdict_word(item.event)
        event = f"{event} {item.occasion.deadline}" if item.occasion else event
        published = item.notice.published_on.isoformat() if item.notice.published_on else "–"
        table.add_row(
            str(item.record.id),
            event,
            published,
            printable(item.notice.title or item.notice.url),
            ", ".join(item.match.topics),
            printable(", ".join(item.match.terms)),
        )
    if found:
        Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 200).print(table)
    else:
        typer.echo(gettext("no alerts"))


def _send(config: Config, store: SqlStore, found: Sequence[PreviewItem]) -> None:
    """Queue the previewed alerts as one message, and send all due messages.

    Messages that are due later are sent by the daemon or by the next crawl.
    """
    log_disabled(rejected_channels(config))
    with store.writing() as tx:
        count = queue_alerts(tx, found, utc_now())
    report = Report()
    deliver(make_delivery_worker(config, store), report)
    for attempt in report.attempts:
        if attempt.error:
            sys.stderr.write(gettext("{error}; still queued", error=channel_error(attempt.error)) + "\n")
    message = ngettext(
        "{count} alert queued as one message; the others were sent before",
        "{count} alerts queued as one message; the others were sent before",
        count,
    )
    sys.stderr.write(f"{message}\n")
    raise SystemExit(1 if any(attempt.error for attempt in report.attempts) else 0)
