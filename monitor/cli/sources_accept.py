"""The command `noticewatch sources accept`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_config
from monitor.errors import UnknownError
from monitor.service.operations import accept_listing
from monitor.text.i18n import gettext, ngettext


def accept_source(
    source: Annotated[str, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
) -> None:
    """Accept a changed listing: the next poll records its notices, including those held back, and sends alerts."""
    loaded, store = open_config(config)
    if not any(known.id == source for known in loaded.sources):
        raise UnknownError(
            gettext("there is no source {name}; `noticewatch sources list` shows all", name=repr(source))
        )
    held = accept_listing(store, source, datetime.now(UTC))
    message = ngettext(
        "{source}: the next poll will accept the listing and record {count} held-back row",
        "{source}: the next poll will accept the listing and record {count} held-back rows",
        held,
        source=source,
    )
    typer.echo(message)
