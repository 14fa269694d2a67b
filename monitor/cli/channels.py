"""The command group `noticewatch channels`."""

from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_folder, printable, suggestion
from monitor.cli.lists.channels import list_channels
from monitor.delivery.channels import Channels, channels_of
from monitor.errors import ChannelError, UnknownError
from monitor.messages.channel_errors import channel_error
from monitor.messages.render import Message
from monitor.messages.sample_messages import sample_messages
from monitor.text.i18n import gettext, in_language

app = typer.Typer(help="List and test channels.", no_args_is_help=True)


app.command("list")(list_channels)


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
