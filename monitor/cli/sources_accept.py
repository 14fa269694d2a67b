"""The command `noticewatch sources accept`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_config
from monitor.errors import UnknownError
from monitor.service.operations import accept_listing


def accept_source(
    source: Annotated[str, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
) -> None:
    """Accept a changed listing: the next poll records its notices, including those held back, and sends alerts."""
    loaded, store = open_config(config)
    if not any(known.id == source for known in loaded.sources):
        raise UnknownError(f"no source has the id {source!r}")
    held = accept_listing(store, source, datetime.now(UTC))
    typer.echo(f"{source}: the next poll takes its listing in, and {held} {'row' if held == 1 else 'rows'} kept aside")
