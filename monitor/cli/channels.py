"""The command group `noticewatch channels`."""

import sys
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    channels_of,
    comma,
    json_line,
    open_folder,
    open_to_read,
    printable,
    suggestion,
)
from monitor.delivery.channels import Channels, Description
from monitor.errors import ChannelError, UnknownError
from monitor.messages.channel_errors import channel_error
from monitor.messages.render import Message
from monitor.messages.sample_messages import sample_messages
from monitor.model import Backlog
from monitor.text.i18n import N_, gettext, in_language, ngettext

app = typer.Typer(help="List and test channels.", no_args_is_help=True)


@dataclass(frozen=True)
class _ChannelRow:
    """A channel in the list. If the channel's URL is invalid, `fault` is shown instead of `what`."""

    name: str
    what: Description | None
    fault: str | None
    counts: Backlog


@app.command("list")
def list_(
    config: ConfigDir = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
) -> None:
    """List channels with their service, message format and delivery counts. Addresses are not shown."""
    loaded, store = open_to_read(config)
    channels = channels_of(loaded)
    with store.reading() as tx:
        counts = tx.deliveries.counts_by_channel()
    # Channels removed from the configuration may still have queued messages.
    names = [*loaded.settings.channels, *(name for name in counts if name not in loaded.settings.channels)]
    rows = [_row(channels, name, counts.get(name, Backlog())) for name in names]
    if as_json:
        for row in rows:
            typer.echo(json_line(_object(row)))
    elif rows:
        _print(rows)
    else:
        typer.echo(gettext("no channels are configured; define them under `channels` in noticewatch.yaml"))


def _row(channels: Channels, name: str, counts: Backlog) -> _ChannelRow:
    try:
        return _ChannelRow(name, channels.describe(name), None, counts)
    except ChannelError as error:
        return _ChannelRow(name, None, channel_error(str(error).removeprefix(f"channel {name}: ")), counts)


def _object(row: _ChannelRow) -> dict[str, Any]:
    what = row.what
    shape = what.shape if what else None
    return {
        "name": row.name,
        "service": what.service if what else None,
        "scheme": what.scheme if what else None,
        "formats": list(what.formats) if what else [],
        "format": shape.format if shape else None,
        "limits": {"title": shape.title, "body": shape.body, "lines": shape.lines, "bytes": shape.bytes}
        if shape
        else None,
        "queued": row.counts.queued,
        "sent": row.counts.sent,
        "given_up": row.counts.given_up,
        "fault": row.fault,
    }


def _print(rows: list[_ChannelRow]) -> None:
    table = Table(box=None, pad_edge=False)
    headings = (
        N_("channel"),
        N_("service"),
        N_("format"),
        N_("limits"),
        N_("queued"),
        N_("sent"),
        N_("given up"),
    )
    for name in headings:
        table.add_column(
            gettext(name), overflow="fold", justify="right" if name in ("queued", "sent", "given up") else "left"
        )
    for row in rows:
        counts = map(str, (row.counts.queued, row.counts.sent, row.counts.given_up))
        service = printable(row.what.service if row.what else row.fault or "")
        table.add_row(printable(row.name), service, row.what.shape.format if row.what else "–", _limits(row), *counts)
    console = Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 160)
    console.print(table)


def _limits(row: _ChannelRow) -> str:
    if row.what is None:
        return "–"
    shape = row.what.shape
    said = [
        ngettext("{count} character", "{count} characters", shape.body),
        ngettext("{count} line", "{count} lines", shape.lines) if shape.lines else "",
        ngettext("{count} byte", "{count} bytes", shape.bytes) if shape.bytes else "",
        "" if shape.title else gettext("no title"),
    ]
    return comma(*filter(None, said))


@app.command("test")
def try_(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    config: ConfigDir = DEFAULT_CONFIG,
) -> None:
    """Send a sample of every message to a channel and print the results."""
    loaded = open_folder(config)
    known = loaded.settings.channels
    if name not in known:
        raise UnknownError(gettext("there is no channel {name}", name=repr(name)) + suggestion(name, known))
    channels = channels_of(loaded)
    what = channels.describe(name)
    with in_language(loaded.settings.language):
        sent = [
            (kind, _attempt(channels, name, message)) for kind, message in sample_messages(loaded.settings.language)
        ]
    for kind, error in sent:
        line = gettext("{message}: {result}", message=gettext(kind), result=error or gettext("accepted"))
        typer.echo(printable(line), err=error is not None)
    if all(error for _, error in sent):
        raise SystemExit(1)
    accepted = sum(error is None for _, error in sent)
    typer.echo(
        printable(
            gettext(
                "channel {name}: {service} accepted {count} of {of} samples ({format})",
                name=name,
                service=what.service,
                count=accepted,
                of=len(sent),
                format=what.shape.format,
            )
        )
    )
    raise SystemExit(0 if accepted == len(sent) else 1)


def _attempt(channels: Channels, name: str, message: Message) -> str | None:
    """Send one sample; return the error, or None if the channel accepted it."""
    try:
        channels.send(name, message)
    except ChannelError as error:
        return channel_error(str(error))
    return None
