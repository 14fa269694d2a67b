"""The command line. Errors become one line each and an exit code; an interrupt is 130."""

import logging
import sys

import typer

from crawler import VERSION
from crawler.model.yaml_file import ConfigError
from monitor.cli import (
    backup,
    channels,
    config,
    crawl,
    deliveries,
    ingest,
    inspect,
    notices,
    run,
    sources,
    status,
    subscriptions,
    topics,
)
from monitor.errors import DatabaseBusyError, MonitorError, StoreError, UnknownError

app = typer.Typer(
    help="Watches government and news pages and tells you, once, when a measure on your topic is published.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(config.init)
app.command()(run.demo)
app.command()(crawl.crawl)
app.command()(run.run)
app.command()(status.status)
app.command()(inspect.inspect)
app.command()(ingest.ingest)
app.command()(backup.backup)
app.add_typer(sources.app, name="sources")
app.add_typer(topics.app, name="topics")
app.add_typer(subscriptions.app, name="subscriptions")
app.add_typer(notices.app, name="notices")
app.add_typer(channels.app, name="channels")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(config.app, name="config")


def _version(value: bool) -> None:
    if value:
        typer.echo(f"noticewatch {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    _: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")


def main() -> None:
    """The entry point. Exit codes: 0 done, 1 something failed, 2 wrong usage, 3 another run, 130 interrupted."""
    try:
        app()
    except (ConfigError, UnknownError) as error:
        _stop(str(error), 2)
    except DatabaseBusyError as error:
        _stop(str(error), 3)
    except StoreError as error:
        _stop(str(error), 2)
    except MonitorError as error:
        _stop(str(error), 1)
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; there is nobody left to tell.
        sys.stderr.close()
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _stop(message: str, code: int) -> None:
    sys.stderr.write(message + "\n")
    raise SystemExit(code)
