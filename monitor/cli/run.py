"""The commands `noticewatch run` and `noticewatch demo`."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_config, reload
from monitor.cli.output.faulty_entries import log_disabled, rejected_channels
from monitor.config import Config
from monitor.runtime.logging import log_to_stderr
from monitor.service.wiring import build_daemon
from monitor.store import SqlStore


def run(
    config: ConfigDir = DEFAULT_CONFIG,
    web: Annotated[bool, typer.Option("--web", help="Serve the web page, too.")] = False,
    listen: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS:PORT", help="Where to serve it. [default: `web.listen` in noticewatch.yaml]"),
    ] = None,
) -> None:
    """Run the daemon: poll sources and send alerts until stopped; reload the configuration when it changes."""
    from monitor.delivery.channels import channels_of

    log_to_stderr()
    loaded, store = open_config(config)
    log_disabled(rejected_channels(loaded))
    with store.sole():
        daemon = build_daemon(loaded, store, channels_of(loaded), lambda current: reload(config, current))
        with _page(store, daemon.config, listen) if web else nullcontext():
            code = asyncio.run(daemon.run())
        store.close()
    raise SystemExit(code)


def _page(store: SqlStore, config: Callable[[], Config], listen: str | None) -> AbstractContextManager[str]:
    """Return a context manager that serves the web page within its context."""
    from monitor.cli.web import listening_on, require_web

    require_web()
    from monitor.web.serving import serving

    listening_on(config(), listen)
    return serving(store, lambda: listening_on(config(), listen))


def demo(
    pace: Annotated[float, typer.Option(help="Seconds to wait between the steps of the demo.", min=0.0)] = 1.5,
    web: Annotated[bool, typer.Option("--web", help="Serve the result as a web page, until interrupted.")] = False,
) -> None:
    """Play a day of notices in under a minute, offline, with the real daemon."""
    from monitor.demo import play

    if web:
        from monitor.cli.web import require_web

        require_web()
    raise SystemExit(play(pace, _show if web else None))


def _show(folder: Path) -> None:
    """Serve the web page of a configuration folder until interrupted."""
    from monitor.cli.web import serve_until_stopped

    loaded, store = open_config(folder)
    serve_until_stopped(store, lambda: loaded)
