"""`noticewatch run` and `noticewatch demo`."""

import asyncio
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, channels_of, check_channels, open_config, reload
from monitor.runtime.logging import log_to_stderr
from monitor.service.wiring import build_daemon


def run(config: ConfigDir = DEFAULT_CONFIG) -> None:
    """Run the daemon: poll sources and send alerts until stopped; reload the configuration when it changes."""
    log_to_stderr()
    loaded, store = open_config(config)
    check_channels(loaded)
    with store.sole():
        code = asyncio.run(build_daemon(loaded, store, channels_of(loaded), lambda: reload(config)).run())
        store.close()
    raise SystemExit(code)


def demo(
    pace: Annotated[float, typer.Option(help="Seconds between scenes.", min=0.0)] = 1.5,
) -> None:
    """Play a day of notices in under a minute, offline, with the real daemon."""
    from monitor.demo import play

    raise SystemExit(play(pace))
