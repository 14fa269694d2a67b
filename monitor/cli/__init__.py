"""The command line. Errors become one line each and an exit code; an interrupt is 130."""

import logging
import sys

import typer

from crawler.model.faults import ConfigError
from monitor.cli.lazy import LazyCommand, lazy_group
from monitor.errors import DatabaseBusyError, MonitorError, StoreError, UnknownError

# The help of a command stands here too: `--help` must not import them all. A test compares the two.
COMMANDS = {
    "init": LazyCommand("monitor.cli.config:init", "Make a configuration folder to start from."),
    "demo": LazyCommand("monitor.cli.run:demo", "Play a day of notices in seconds, offline, through the real daemon."),
    "crawl": LazyCommand("monitor.cli.crawl:crawl", "Poll sources once: record, match, print what is new, deliver."),
    "run": LazyCommand(
        "monitor.cli.run:run",
        "Watch all sources and deliver alerts until stopped (SIGTERM, Ctrl-C). What changes in the folder is taken in.",
    ),
    "status": LazyCommand(
        "monitor.cli.status:status", "Show how the daemon, its sources and the deliveries are doing."
    ),
    "inspect": LazyCommand(
        "monitor.cli.inspect:inspect", "Show what is read from one page, where it stands, and what was cut and why."
    ),
    "ingest": LazyCommand(
        "monitor.cli.ingest:ingest",
        "Take in JSON Lines made elsewhere: poll results, or notices {url, title, text or html, published_on, ...}.",
    ),
    "backup": LazyCommand(
        "monitor.cli.backup:backup",
        "Copy the database to a file, also while the daemon runs (SQLite; for PostgreSQL it names pg_dump).",
    ),
    "sources": LazyCommand("monitor.cli.sources:app", "What is watched."),
    "topics": LazyCommand("monitor.cli.topics:app", "Named queries."),
    "subscriptions": LazyCommand("monitor.cli.subscriptions:app", "Who is told of what."),
    "notices": LazyCommand("monitor.cli.notices:app", "What has been recorded."),
    "channels": LazyCommand("monitor.cli.channels:app", "Where alerts go."),
    "deliveries": LazyCommand("monitor.cli.deliveries:app", "The messages to channels."),
    "config": LazyCommand("monitor.cli.config:app", "The configuration."),
}
app = typer.Typer(
    cls=lazy_group(COMMANDS),
    help="Watches government and news pages and tells you, once, when a measure on your topic is published.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(value: bool) -> None:
    if value:
        from crawler import VERSION

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
