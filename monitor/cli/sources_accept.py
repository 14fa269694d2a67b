"""The command `noticewatch sources accept`."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from crawler.model.poll_state import rows_held, with_rows_accepted
from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_config
from monitor.errors import UnknownError


def accept_source(
    source: Annotated[str, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
) -> None:
    """Accept a changed listing: the next poll records its rows and those held back, and sends alerts."""
    loaded, store = open_config(config)
    if not any(known.id == source for known in loaded.sources):
        raise UnknownError(f"no source has the id {source!r}")
    now = datetime.now(UTC)
    with store.writing() as tx:
        record = tx.sources.get(source)
        if record is None:
            raise UnknownError(f"source {source} was never polled; there is nothing to accept")
        # A poll in flight overwrites this; the trouble then persists, and the command can be repeated.
        tx.sources.put(replace(record, state=with_rows_accepted(record.state), due_at=now))
    held = rows_held(record.state)
    typer.echo(f"{source}: the next poll takes its listing in, and {held} {'row' if held == 1 else 'rows'} kept aside")
