"""The command `noticewatch backup`."""

import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_folder, without_secrets
from monitor.store import back_up
from monitor.text.i18n import gettext, ngettext


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    config: ConfigDir = DEFAULT_CONFIG,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Back up the database to a file, even while the daemon runs (SQLite; for PostgreSQL use pg_dump)."""
    # Treat SIGTERM as an interrupt, so that no partial copy is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    loaded = open_folder(config)
    console = Console(stderr=True)
    bar = Progress(console=console, transient=True, disable=not console.is_terminal)
    with without_secrets(loaded), bar:
        task = bar.add_task(gettext("copying"), total=None)
        back_up(
            loaded.database,
            file,
            force=force,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    typer.echo(ngettext("{file}: {count} byte", "{file}: {count} bytes", file.stat().st_size, file=file))
