"""The command `noticewatch events`."""

import sys
import time
from typing import Annotated, get_args

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, json_line, open_config, open_to_read
from monitor.errors import UnknownError
from monitor.model.events import EventKind
from monitor.service.event_log import event_object, read_events
from monitor.text.i18n import gettext

INTERVAL_S = 1.0
"""Time in seconds between two queries for new events."""


def events(
    after: Annotated[
        int, typer.Option(metavar="ID", min=0, help="Print only events whose id is greater than this number.")
    ] = 0,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for further events until interrupted.")] = False,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only events of this kind, for example notice.new; can be given more than once."),
    ] = None,
    config: ConfigDir = DEFAULT_CONFIG,
) -> None:
    """Print the event log as JSON Lines, ordered by id."""
    for name in kind or ():
        if name not in get_args(EventKind):
            raise UnknownError(gettext("there is no event of kind {kind}", kind=repr(name)))
    # With `--follow`, a missing database is created, in order to wait for its events.
    _, store = (open_config if follow else open_to_read)(config)
    position = after
    while True:
        for event in read_events(store, position):
            position = event.id
            if not kind or event.kind in kind:
                typer.echo(json_line(event_object(event)))
        sys.stdout.flush()
        if not follow:
            return
        time.sleep(INTERVAL_S)
