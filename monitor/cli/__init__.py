"""The command line. It defines the commands, and reports an error as one line and an exit code."""

import contextlib
import errno
import gc
import logging
import sys
from enum import StrEnum
from typing import Annotated

import typer

from crawler.model.faults import ConfigError
from monitor.cli.lazy import LazyCommand, lazy_group
from monitor.cli.localized import language_at_start
from monitor.cli.opened import closing_opened
from monitor.cli.output.streams import drop_output, flush_output, prepare_streams
from monitor.errors import DatabaseBusyError, MonitorError, StoreError, UnknownError
from monitor.text.i18n import gettext, set_language
from monitor.text.phrases import os_reason
from monitor.text.sanitize import printable

# The commands' help is repeated here, so that `--help` does not import all commands. A test checks that both agree.
COMMANDS = {
    "init": LazyCommand(
        "monitor.cli.setup.init:init",
        "Create a configuration folder to start from. On a terminal, ask for settings that are not given as options.",
    ),
    "demo": LazyCommand(
        "monitor.cli.run:demo", "Demonstrate a day of monitoring in under a minute, offline, with the real daemon."
    ),
    "crawl": LazyCommand(
        "monitor.cli.crawl:crawl", "Poll sources once: record and match notices, print new ones, send alerts."
    ),
    "run": LazyCommand(
        "monitor.cli.run:run",
        "Run the daemon: poll sources and send alerts until stopped; reload the configuration when it changes.",
    ),
    "work": LazyCommand(
        "monitor.cli.run:work",
        "Run a worker until stopped. Workers on any number of machines can share one PostgreSQL database.",
    ),
    "web": LazyCommand("monitor.cli.web:app", "Serve the web page."),
    "status": LazyCommand("monitor.cli.status:status", "Show the state of the daemon, the sources and the deliveries."),
    "inspect": LazyCommand(
        "monitor.cli.inspect:inspect",
        "Show the facts extracted from a page and the parts removed from its text, with positions and reasons.",
    ),
    "ingest": LazyCommand(
        "monitor.cli.ingest:ingest",
        "Import JSON Lines from other programs: poll results, or notices {url, title, text or html, published_on, …}.",
    ),
    "backup": LazyCommand(
        "monitor.cli.backup:backup",
        "Back up the database to a file, even while the daemon runs (SQLite; for PostgreSQL use pg_dump).",
    ),
    "sources": LazyCommand("monitor.cli.sources:app", "Manage sources."),
    "topics": LazyCommand("monitor.cli.topics:app", "List, add and test topics (named queries)."),
    "subscriptions": LazyCommand("monitor.cli.subscriptions:app", "List and test subscriptions."),
    "notices": LazyCommand("monitor.cli.notices:app", "List, show and compare recorded notices."),
    "measures": LazyCommand("monitor.cli.lists.measures:app", "List and export the measures of recorded notices."),
    "targets": LazyCommand(
        "monitor.cli.lists.targets:app",
        "List and export the targets of recorded notices with their state: ahead, due soon, past or superseded.",
    ),
    "deadlines": LazyCommand("monitor.cli.lists.deadlines:app", "List and export the deadlines of recorded notices."),
    "series": LazyCommand(
        "monitor.cli.lists.series:app", "List and show series of recurring notices and their forecasts."
    ),
    "trends": LazyCommand(
        "monitor.cli.lists.trends:app",
        "List and export the number of notices per week and the weeks with unusual numbers.",
    ),
    "lists": LazyCommand("monitor.cli.lists.living_lists:app", "Show, export and publish living lists."),
    "events": LazyCommand("monitor.cli.lists.events:events", "Print the event log as JSON Lines, ordered by id."),
    "channels": LazyCommand("monitor.cli.channels:app", "List and test channels."),
    "deliveries": LazyCommand("monitor.cli.deliveries:app", "List and retry deliveries."),
    "config": LazyCommand("monitor.cli.config:app", "Check the configuration and print its schemas."),
}
# Imports create many objects and hardly any garbage: collecting at every 700 objects takes a sixth of a short command.
OBJECTS_PER_COLLECTION = 50_000

_INTERRUPTED = 130
"""The exit code after an interrupt."""
_OUTPUT_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""Error numbers of writing to a full or closed stream. Other file errors are reported where they occur."""
app = typer.Typer(
    cls=lazy_group(COMMANDS),
    help="Monitor government and news sites, and send one alert when a policy measure on your topic is published.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class LanguageName(StrEnum):
    """The supported languages."""

    zh = "zh"
    en = "en"


def _version(value: bool) -> None:
    if value:
        from crawler import VERSION

        typer.echo(f"noticewatch {VERSION}")
        raise typer.Exit


def _choose(chosen: LanguageName | None) -> None:
    if chosen:
        set_language(chosen.value)


@app.callback()
def _options(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
    _language: Annotated[
        LanguageName | None,
        typer.Option(
            "--lang",
            metavar="zh|en",
            callback=_choose,
            is_eager=True,
            help="Language of help and output. [default: `language` in noticewatch.yaml, otherwise the system locale]",
        ),
    ] = None,
) -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")


def main() -> None:
    """Run the command line program.

    Exit codes: 0 success, 1 failure, 2 invalid usage, 3 another instance is running, 130 interrupted.
    """
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    prepare_streams()
    set_language(language_at_start(sys.argv[1:]))
    try:
        _run()
    except ConfigError as error:
        from monitor.text.fault_phrases import localized_faults

        _stop(localized_faults(error), 2)
    except UnknownError as error:
        _stop(str(error), 2)
    except DatabaseBusyError as error:
        _stop(str(error), 3)
    except StoreError as error:
        _stop(str(error), 2)
    except MonitorError as error:
        _stop(str(error), 1)
    except BrokenPipeError:
        drop_output()
        raise SystemExit(1) from None
    except OSError as error:
        if error.errno not in _OUTPUT_ERRORS:
            raise
        drop_output()
        _stop(_not_written(os_reason(error)), 1)
    except KeyboardInterrupt:
        _stop(gettext("interrupted"), _INTERRUPTED)


def _run() -> None:
    """Run the command, and flush its output before the exit code is determined."""
    try:
        with closing_opened():
            app()
    except SystemExit as ended:
        # Typer converts an interrupt to the exit code 130 without a message.
        if ended.code == _INTERRUPTED and isinstance(ended.__context__, typer.Exit):
            raise KeyboardInterrupt from None
        _flush()
        raise ended from None
    _flush()


def _flush() -> None:
    reason = flush_output()
    if reason:
        _stop(_not_written(reason), 1)
    if reason is not None:
        raise SystemExit(1)


def _not_written(reason: str) -> str:
    return gettext("the output cannot be written: {reason}", reason=reason)


def _stop(message: str, code: int) -> None:
    # Error messages may quote files or pages.
    lines = (printable(line) for line in message.splitlines())
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()
    raise SystemExit(code)
