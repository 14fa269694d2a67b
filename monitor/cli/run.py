"""The commands `noticewatch run`, `noticewatch work` and `noticewatch demo`."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Annotated, get_args

import typer

from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    open_config,
    open_folder,
    reload,
    suggestion,
    without_secrets,
)
from monitor.cli.output.faulty_entries import log_disabled, rejected_channels
from monitor.config import Config
from monitor.errors import UnknownError
from monitor.model.turns import TurnKind
from monitor.runtime.logging import log_to_stderr
from monitor.service.wiring import build_daemon
from monitor.store import SqlStore
from monitor.text.i18n import gettext

ROLES: tuple[TurnKind, ...] = get_args(TurnKind)
SHORTEST_LEASE_S = 6


def run(
    config: ConfigDir = DEFAULT_CONFIG,
    web: Annotated[bool, typer.Option("--web", help="Serve the web page, too.")] = False,
    listen: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS:PORT",
            help="Address at which the web page is served. [default: `web.listen` in noticewatch.yaml]",
        ),
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
    """Return a context manager that serves the web page while its block is executed, and that yields the page's URL.

    `listen` is an address and port that replace those in the configuration, or None.
    """
    from monitor.cli.web import listening_on, require_web

    require_web()
    from monitor.web.serving import serving

    listening_on(config(), listen)
    return serving(store, lambda: listening_on(config(), listen))


def work(
    config: ConfigDir = DEFAULT_CONFIG,
    role: Annotated[
        str, typer.Option(metavar="crawl,deliver,housekeep", help="The kinds of tasks that this worker performs.")
    ] = ",".join(ROLES),
    lease: Annotated[
        int,
        typer.Option(
            metavar="SECONDS",
            min=SHORTEST_LEASE_S,
            max=100,
            help="If this worker sends no heartbeat for this long, other workers take over its tasks.",
        ),
    ] = 60,
) -> None:
    """Run a worker until stopped. Workers on any number of machines can share one PostgreSQL database."""
    roles = _roles(role)
    _require_cluster()
    from monitor.cluster.wiring import build_worker
    from monitor.delivery.channels import channels_of
    from monitor.schedule.turns import TurnLimits
    from monitor.store.cluster.opening import open_worker_store
    from monitor.store.lock import WorkerLock

    log_to_stderr()
    loaded = open_folder(config)
    with without_secrets(loaded):
        store = open_worker_store(loaded.database)
    log_disabled(rejected_channels(loaded))
    span = timedelta(seconds=lease)
    limits = TurnLimits(lease=span, length=min(TurnLimits.length, span / 2))
    lock = WorkerLock(store.engine)
    lock.hold()
    worker = build_worker(
        loaded, store, lock, channels_of(loaded), lambda current: reload(config, current), roles, limits
    )
    code = asyncio.run(worker.run())
    lock.release()
    store.close()
    raise SystemExit(code)


def _roles(written: str) -> list[TurnKind]:
    """Return the roles that a comma-separated list names. Raises UnknownError if it is empty or a role is unknown."""
    names = [name.strip() for name in written.split(",") if name.strip()]
    for name in names:
        if name not in ROLES:
            said = gettext("--role: there is no role {name}", name=repr(name))
            raise UnknownError(said + suggestion(name, ROLES))
    if not names:
        raise UnknownError(gettext("--role: expected at least one of {names}", names=", ".join(ROLES)))
    return [role for role in ROLES if role in names]


def _require_cluster() -> None:
    """Raise UnknownError if the extra `[cluster]` is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("procrastinate", "psycopg", "psycopg_pool") if find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        message = gettext(
            "workers need more packages; install them with `pip install 'noticewatch[cluster]'` (missing: {names})",
            names=names,
        )
        raise UnknownError(message)


def demo(
    pace: Annotated[float, typer.Option(help="Seconds to wait between the steps of the demo.", min=0.0)] = 1.5,
    web: Annotated[bool, typer.Option("--web", help="Serve the result as a web page, until interrupted.")] = False,
) -> None:
    """Demonstrate a day of monitoring in under a minute, offline, with the real daemon."""
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
