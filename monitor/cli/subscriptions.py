"""The command group `noticewatch subscriptions`."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from monitor.alerting.documents import Document
from monitor.alerting.explain import Explanation, explain
from monitor.alerting.preview import PreviewItem, matcher_for, preview_items, queue_alerts
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    make_delivery_worker,
    open_config,
    open_to_read,
    printable,
    since_instant,
    suggestion,
)
from monitor.cli.lists.subscriptions import list_subscriptions
from monitor.cli.output.columns import ALERTS
from monitor.cli.output.faulty_entries import log_disabled, rejected_channels
from monitor.cli.output.formats import ListFormat, OutputFormat, list_format
from monitor.cli.output.printing import print_list
from monitor.config import Config, Subscription
from monitor.errors import UnknownError
from monitor.messages.channel_errors import channel_error
from monitor.model.notice_json import notice_object
from monitor.ports import Transaction
from monitor.runtime.clock import utc_now
from monitor.service.crawl import Report, deliver
from monitor.store import SqlStore
from monitor.text.i18n import gettext, ngettext

app = typer.Typer(help="List and test subscriptions.", no_args_is_help=True)
app.command("list")(list_subscriptions)


@app.command("test")
def try_(
    name: Annotated[str, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
    since: Annotated[
        str,
        typer.Option(
            help="Only notices recorded since this date (such as 2024-01-01) or within this period (such as 30d)."
        ),
    ] = "30d",
    notice: Annotated[int | None, typer.Option(min=1, help="Explain why this notice matches or does not.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of notices, newest first.")] = 10_000,
    form: ListFormat = None,
    send: Annotated[
        bool, typer.Option("--send", help="Send one digest with everything that this subscription has missed.")
    ] = False,
) -> None:
    """Preview this subscription's alerts for recorded notices; send nothing unless --send is given."""
    loaded, store = open_config(config) if send else open_to_read(config)
    start = since_instant(since) or datetime.min.replace(tzinfo=UTC)
    subscription = _subscription(loaded, name)
    if notice is not None:
        for line in _explain(loaded, store, subscription, notice).lines():
            typer.echo(printable(line))
        return
    with store.reading() as tx:
        found = preview_items(tx, loaded, subscription, start, utc_now(), limit)
        objects = [_preview_object(tx, subscription, item) for item in found]
    print_list(ALERTS, objects, list_format(OutputFormat, form), gettext("no alerts"))
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
        document = Document(record.notice)
        source = next((at for at in sources if matcher.match(document, at, subscription.on[0])), record.source)
    written = {topic.id: topic.query for topic in config.topics}
    queries = {topic: config.parse_topic(written[topic]) for topic in subscription.topics}
    return explain(subscription, queries, record.notice, source, subscription.on[0])


def _send(config: Config, store: SqlStore, found: Sequence[PreviewItem]) -> None:
    """Queue the previewed alerts as one message, and send all messages that are due.

    If this message is due later, the daemon or the next crawl sends it.
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
        "{count} alert queued as one message; the other alerts were sent before",
        "{count} alerts queued as one message; the other alerts were sent before",
        count,
    )
    sys.stderr.write(f"{message}\n")
    raise SystemExit(1 if any(attempt.error for attempt in report.attempts) else 0)
