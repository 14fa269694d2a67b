"""The command group `noticewatch deliveries`."""

import sys
from collections.abc import Container
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    json_line,
    make_delivery_worker,
    open_config,
    open_to_read,
    printable,
    verdict_word,
)
from monitor.delivery.dispatcher import deliver_all
from monitor.errors import UnknownError
from monitor.messages.channel_errors import channel_error
from monitor.model import DeliveryStatus, Queued
from monitor.ports import Transaction
from monitor.runtime.clock import utc_now
from monitor.service.crawl import PATIENCE
from monitor.service.operations import retry_deliveries
from monitor.text.i18n import N_, gettext, in_language
from monitor.views.times import time_since

app = typer.Typer(help="List and retry deliveries.", no_args_is_help=True)
_STATUS = {"queued": N_("queued"), "sent": N_("sent"), "given_up": N_("given up")}
Channel = Annotated[str | None, typer.Option(metavar="NAME", help="Only messages to this channel.")]


@app.command("list")
def list_(
    config: ConfigDir = DEFAULT_CONFIG,
    failed: Annotated[bool, typer.Option("--failed", help="Only messages that were given up.")] = False,
    queued: Annotated[bool, typer.Option("--queued", help="Only queued messages.")] = False,
    channel: Channel = None,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of entries, newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
) -> None:
    """List messages, newest first, with their status and the error of the last attempt."""
    if failed and queued:
        raise UnknownError(gettext("--failed and --queued cannot be combined"))
    status: DeliveryStatus | None = "given_up" if failed else "queued" if queued else None
    loaded, store = open_to_read(config)
    # Machine-readable output is the same in every language.
    with in_language("en" if as_json else None), store.reading() as tx:
        found = [
            (_explained(message, loaded.settings.channels), _title(tx, message))
            for message in tx.deliveries.latest(limit, status, channel)
        ]
    if as_json:
        for message, title in found:
            typer.echo(json_line(_object(message, title)))
    elif found:
        _print(found, utc_now())
    else:
        typer.echo(gettext("no messages"))


@app.command()
def retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID", show_default=False)] = None,
    config: ConfigDir = DEFAULT_CONFIG,
    channel: Channel = None,
    every: Annotated[bool, typer.Option("--all", help="Retry all failed messages.")] = False,
) -> None:
    """Retry failed messages now, together with everything due, ignoring channel pauses."""
    if sum(map(bool, (ids, channel, every))) != 1:
        raise UnknownError(
            gettext(
                "name one of ID…, --channel NAME or --all; `noticewatch deliveries list --failed` lists failed messages"
            )
        )
    loaded, store = open_config(config)
    retry_deliveries(store, ids or [], channel, utc_now())
    attempts = deliver_all(make_delivery_worker(loaded, store), PATIENCE)
    failed = [attempt for attempt in attempts if attempt.error]
    for attempt in failed:
        sys.stderr.write(
            gettext("delivery {id}: {error}", id=attempt.delivery.id, error=channel_error(attempt.error or "")) + "\n"
        )
    with store.reading() as tx:
        backlog = tx.deliveries.backlog()
    sent = len(attempts) - len(failed)
    typer.echo(
        gettext(
            "{sent} sent, {failed} failed, {queued} still queued", sent=sent, failed=len(failed), queued=backlog.queued
        )
    )
    raise SystemExit(1 if failed else 0)


def _explained(message: Queued, channels: Container[str]) -> Queued:
    """Add an error to a message that cannot be delivered because its channel was removed from the configuration."""
    if message.status == "sent" or message.delivery.channel in channels:
        return message
    return replace(message, error=gettext("the channel is no longer configured; the message is kept"))


def _title(tx: Transaction, message: Queued) -> str:
    if message.delivery.notice is None:
        return gettext("to the operator") if message.delivery.reports else message.delivery.event
    record = tx.notices.get(message.delivery.notice)
    return (record.notice.title or record.notice.url) if record else ""


def _object(message: Queued, title: str) -> dict[str, Any]:
    def instant(moment: datetime | None) -> str | None:
        return moment.isoformat() if moment else None

    delivery = message.delivery
    return {
        "id": delivery.id,
        "channel": delivery.channel,
        "status": message.status,
        "event": delivery.event,
        "notice": delivery.notice,
        "revision": delivery.revision,
        "title": title,
        "subscriptions": [alert.subscription for alert in delivery.alerts],
        "attempts": delivery.attempts,
        "created_at": instant(delivery.created_at),
        "due_at": instant(message.due_at),
        "failing_since": instant(delivery.failing_since),
        "ended_at": instant(message.ended_at),
        "error": message.error,
    }


def _print(found: list[tuple[Queued, str]], now: datetime) -> None:
    table = Table(box=None, pad_edge=False)
    headings = (N_("id"), N_("status"), N_("channel"), N_("queued"), N_("tries"), N_("message"), N_("error"))
    for name in headings:
        table.add_column(gettext(name), overflow="fold", no_wrap=name in ("id", "status", "queued"))
    for message, title in found:
        status = gettext(_STATUS[message.status])
        told = f"{verdict_word(message.delivery.event)}: {printable(title)}"
        table.add_row(
            str(message.delivery.id),
            status,
            printable(message.delivery.channel),
            time_since(message.delivery.created_at, now),
            str(message.delivery.attempts),
            told,
            printable(channel_error(message.error or "")),
        )
    width = None if sys.stdout.isatty() else 200
    Console(markup=False, highlight=False, emoji=False, width=width).print(table)
