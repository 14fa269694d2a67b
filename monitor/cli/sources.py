"""The command group `noticewatch sources`."""

import typer

from monitor.cli.lists.sources import list_sources
from monitor.cli.sources_accept import accept_source
from monitor.cli.sources_check import check_sources
from monitor.cli.sources_discover import discover

app = typer.Typer(help="Manage sources.", no_args_is_help=True)
app.command("list")(list_sources)
app.command("check")(check_sources)
app.command("accept")(accept_source)
app.command("discover")(discover)
