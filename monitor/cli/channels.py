"""The command group `noticewatch channels`."""

from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, channels_of, open_folder, printable, suggestion
from monitor.cli.lists.channels import list_channels
from monitor.errors import UnknownError
from monitor.messages.render import message_of
from monitor.messages.sample import sample
from monitor.text.i18n import gettext

app = typer.Typer(help="List and test channels.", no_args_is_help=True)


app.command("list")(list_channels)


@app.command("test")
def try_(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    config: ConfigDir = DEFAULT_CONFIG,
) -> None:
    """Send a sample alert to a channel and print the result."""
    loaded = open_folder(config)
    known = loaded.settings.channels
    if name not in known:
        raise UnknownError(gettext("there is no channel {name}", name=repr(name)) + suggestion(name, known))
    channels = channels_of(loaded)
    what = channels.describe(name)
    channels.send(name, message_of(sample()))
    typer.echo(
        printable(
            gettext(
                "channel {name}: {service} accepted a sample ({format})",
                name=name,
                service=what.service,
                format=what.shape.format,
            )
        )
    )
