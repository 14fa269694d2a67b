"""The command `noticewatch channels list`."""

from dataclasses import dataclass
from typing import Any

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read
from monitor.cli.output.column import Column, Row, get, join
from monitor.cli.output.formats import AsJson, Destination, Excel, Limit, Out, SetupFormat, setup_format
from monitor.cli.output.printing import language_of, print_list
from monitor.delivery.channels import Channels, Description, channels_of
from monitor.errors import ChannelError
from monitor.messages.channel_errors import channel_error
from monitor.model import Backlog
from monitor.text.i18n import N_, comma, gettext, ngettext


@dataclass(frozen=True)
class _ChannelRow:
    """A channel in the list. `what` is its description; `fault` is the error if the channel's URL is invalid."""

    name: str
    what: Description | None
    fault: str | None
    counts: Backlog


def list_channels(
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Limit = None,
    form: SetupFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List channels with their service, message format and delivery counts. Addresses are not shown."""
    chosen = setup_format(form, out, as_json=as_json)
    destination = Destination(out, excel, limit)
    loaded, store = open_to_read(config)
    channels = channels_of(loaded)
    with store.reading() as tx:
        counts = tx.deliveries.counts_by_channel()
    # Channels removed from the configuration may still have queued messages.
    names = [*loaded.settings.channels, *(name for name in counts if name not in loaded.settings.channels)]
    empty = gettext("no channels are configured; define them under `channels` in noticewatch.yaml")
    with language_of(chosen, destination):
        rows = [_object(_row(channels, name, counts.get(name, Backlog()))) for name in names]
        print_list(CHANNELS, rows, chosen, empty, destination)


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


def _limits(row: Row) -> str:
    limits = row["limits"]
    if limits is None:
        return ""
    said = [
        ngettext("{count} character", "{count} characters", limits["body"]),
        ngettext("{count} line", "{count} lines", limits["lines"]) if limits["lines"] else "",
        ngettext("{count} byte", "{count} bytes", limits["bytes"]) if limits["bytes"] else "",
        "" if limits["title"] else gettext("no title"),
    ]
    return comma(*filter(None, said))


def _service(row: Row) -> str:
    return row["service"] or row["fault"] or ""


CHANNELS = (
    Column("name", N_("channel"), get("name"), shown=True, width=16),
    Column("service", N_("service"), get("service"), shown=True, folds=True, whole=True, width=24, words=_service),
    Column("format", N_("format"), get("format"), shown=True, width=10),
    Column("limits", N_("limits"), _limits, spare=True, width=30),
    Column("queued", N_("queued"), get("queued"), shown=True, width=9),
    Column("sent", N_("sent"), get("sent"), shown=True, width=9),
    Column("given_up", N_("given up"), get("given_up"), shown=True, width=9),
    Column("scheme", N_("scheme"), get("scheme"), width=10),
    Column("formats", N_("formats"), join("formats"), width=20),
    Column("fault", N_("fault"), get("fault"), width=40),
)
