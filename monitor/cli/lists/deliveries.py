"""The command `noticewatch deliveries list`."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read
from monitor.cli.lists.selection import ALL
from monitor.cli.output.column import Column, Row, get, join, since
from monitor.cli.output.formats import AsJson, Destination, Excel, Limit, Out, SetupFormat, setup_format
from monitor.cli.output.printing import language_of, print_list
from monitor.config import Config
from monitor.errors import UnknownError
from monitor.messages.channel_errors import channel_error
from monitor.model import DeliveryStatus, Queued
from monitor.ports import Transaction
from monitor.runtime.clock import utc_now
from monitor.text.i18n import N_, enumeration, gettext
from monitor.views.records import delivery_object
from monitor.views.verdicts import verdict_word

_STATUS = {"queued": N_("queued"), "sent": N_("sent"), "given_up": N_("given up")}
Channel = Annotated[str | None, typer.Option(metavar="NAME", help="Only messages to this channel.")]


def list_deliveries(
    config: ConfigDir = DEFAULT_CONFIG,
    failed: Annotated[bool, typer.Option("--failed", help="Only messages that were given up.")] = False,
    queued: Annotated[bool, typer.Option("--queued", help="Only queued messages.")] = False,
    channel: Channel = None,
    limit: Limit = None,
    form: SetupFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List messages, newest first, with their status and the error of the last attempt."""
    if failed and queued:
        raise UnknownError(gettext("--failed and --queued cannot be combined"))
    status: DeliveryStatus | None = "given_up" if failed else "queued" if queued else None
    chosen = setup_format(form, out, as_json=as_json)
    destination = Destination(out, excel, limit)
    loaded, store = open_to_read(config)
    with language_of(chosen, destination):
        with store.reading() as tx:
            rows = [
                {
                    **delivery_object(_explained(message, loaded)),
                    "title": _title(tx, message),
                }
                for message in tx.deliveries.latest(limit or ALL, status, channel)
            ]
        print_list(_columns(utc_now()), rows, chosen, gettext("no messages"), destination)


def _explained(message: Queued, config: Config) -> Queued:
    """Return a message with the reason as its error if its channel was removed or is disabled.

    All other messages are returned unchanged, also those that were sent before.
    """
    channel = message.delivery.channel
    if message.status == "sent" or channel in config.settings.channels:
        return message
    if channel in config.disabled_channels:
        text = gettext("the channel is disabled, because its configuration is faulty; the message is kept")
    else:
        text = gettext("the channel is no longer configured; the message is kept")
    return replace(message, error=text)


def _title(tx: Transaction, message: Queued) -> str:
    if message.delivery.notice is None:
        return gettext("to the operator") if message.delivery.reports else message.delivery.event
    record = tx.notices.get(message.delivery.notice)
    return (record.notice.title or record.notice.url) if record else ""


def _columns(now: datetime) -> tuple[Column, ...]:
    return (
        Column("id", N_("id"), get("id"), shown=True, width=6),
        Column("status", N_("status"), get("status"), shown=True, words=_status, coded=True),
        Column("channel", N_("channel"), get("channel"), shown=True),
        Column("created_at", N_("queued"), get("created_at"), shown=True, width=20, words=since("created_at", now)),
        Column("attempts", N_("tries"), get("attempts"), spare=True, width=7),
        Column("event", N_("event"), get("event"), words=_event, coded=True),
        Column("title", N_("message"), get("title"), shown=True, folds=True, width=50, words=_message),
        Column("error", N_("error"), _error, shown=True, folds=True, whole=True, width=40),
        Column("notice", N_("notice"), get("notice"), width=8),
        Column("revision", N_("revision"), get("revision"), width=9),
        Column("subscriptions", N_("subscriptions"), join("subscriptions"), width=24),
        Column("due_at", N_("scheduled for"), get("due_at"), width=20),
        Column("failing_since", N_("failing since"), get("failing_since"), width=20),
        Column("ended_at", N_("ended"), get("ended_at"), width=20),
    )


def _status(row: Row) -> str:
    return gettext(_STATUS[row["status"]])


def _event(row: Row) -> str:
    return verdict_word(row["event"])


def _message(row: Row) -> str:
    # A digest has no notice of its own, and is named by its subscriptions.
    title = enumeration(dict.fromkeys(row["subscriptions"])) if row["title"] == row["event"] else row["title"]
    return gettext("{what}: {error}", what=verdict_word(row["event"]), error=title)


def _error(row: Row) -> str:
    return channel_error(row["error"] or "")
