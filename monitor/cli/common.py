"""Shared code of the commands: options, opening of the configuration and store, and output of notices."""

import difflib
import json
import logging
import os
import re
import shlex
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from crawler.model.checks.validation import suggest
from crawler.model.types import parse_duration
from crawler.model.yaml_file import ConfigError, Fault
from crawler.text.json_lines import escape_controls
from monitor.cli.opened import close_at_end
from monitor.cli.output.faulty_entries import log_disabled, rejected_channels
from monitor.cli.output.streams import encodes_all
from monitor.config import Config, Settings, load_config
from monitor.config.previous import with_previous
from monitor.config.redaction import hide_in_logs
from monitor.config.settings import TEMPLATES_FOLDER
from monitor.errors import StoreError, UnknownError
from monitor.runtime.clock import utc_now
from monitor.text.i18n import N_, gettext
from monitor.text.phrases import did_you_mean, translate_phrase
from monitor.text.sanitize import printable as printable
from monitor.text.zone import local_day, local_midnight, set_zone

if TYPE_CHECKING:
    # These imports load SQLAlchemy, Apprise, Jinja or the daemon, so functions import them only when called.
    from monitor.delivery.channels import Channels
    from monitor.delivery.worker import DeliveryWorker
    from monitor.polling.crawler_pool import CrawlerPool
    from monitor.ports import Store
    from monitor.store import SqlStore
    from monitor.topics import Query

logger = logging.getLogger(__name__)
T = TypeVar("T")
_ID_LIKE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""Matches a word that is more likely the id of a topic than a query in Chinese."""
ConfigDir = Annotated[
    Path,
    # `readable=False`: unreadable folders are reported in one line by the code that reads them.
    typer.Option(
        "--config", envvar="NOTICEWATCH_CONFIG", help="The configuration folder.", show_default="config", readable=False
    ),
]
DEFAULT_CONFIG = Path("config")
COMPLETION_PATIENCE_MS = 500
Trusted = Annotated[
    bool, typer.Option("--trusted", help="Allow private and loopback addresses for URLs on the command line.")
]
Since = Annotated[
    str | None,
    typer.Option(
        help="Only notices published since this date (such as 2024-01-01) or within this period (such as 30d)."
    ),
]


def open_config(folder: Path) -> "tuple[Config, SqlStore]":
    """Open the configuration and its store. Raises ConfigError or StoreError."""
    from monitor.store import open_store

    config = open_folder(folder)
    with without_secrets(config):
        return config, _close_with_command(open_store(config.database))


def open_to_complete(config: Config) -> "SqlStore":
    """Open the store for writing, so that a command can complete the search index or the lists before it reads them.

    If another process holds the database lock, this function waits only briefly, because the command can also work with
    incomplete data. Raises StoreError if the store cannot be opened.
    """
    from monitor.store import open_store

    with without_secrets(config):
        return _close_with_command(open_store(config.database, patience_ms=COMPLETION_PATIENCE_MS))


def open_to_read(folder: Path, *, log_faulty: bool = True) -> "tuple[Config, SqlStore]":
    """Open the configuration and its store for reading only. Raises ConfigError or StoreError.

    Faulty entries of the configuration are left out, and logged unless `log_faulty` is false.
    """
    from monitor.store import open_reader

    config = open_folder(folder, log_faulty=log_faulty)
    with without_secrets(config):
        return config, _close_with_command(open_reader(config.database))


def _close_with_command(store: "SqlStore") -> "SqlStore":
    """Arrange for the store to be closed when the running command ends, and return the store."""
    close_at_end(store.close)
    return store


@contextmanager
def without_secrets(config: Config) -> Iterator[None]:
    """Remove secrets from the message of a StoreError that is raised in the context.

    A library may have included any part of the database URL in the message.
    """
    try:
        yield
    except StoreError as error:
        raise StoreError(config.secrets.hide(str(error))) from None


def open_folder(folder: Path, *, log_faulty: bool = True) -> Config:
    """Load the configuration, hide its secrets in all later log output, and use its time zone. Raises ConfigError.

    A faulty source, topic, subscription or channel is left out, and logged unless `log_faulty` is false.
    """
    config = load_config(folder, lenient=True)
    hide_in_logs(config.secrets)
    set_zone(config.settings.timezone)
    if log_faulty:
        log_disabled(config.faulty)
    return config


def check_templates(config: Config) -> None:
    """Raise ConfigError, with file and line of each error, if the user's message templates contain errors."""
    folder = config.folder / TEMPLATES_FOLDER
    if not folder.exists():
        return
    from monitor.messages.template_files import read_templates

    faults = read_templates(folder).faults()
    wrong = [
        Fault(str(folder / name), line, "", gettext("{fault}; the built-in template is used", fault=message))
        for name, line, message in faults
    ]
    if wrong:
        raise ConfigError(wrong)


def reload(folder: Path, current: Config) -> "tuple[Config, Channels]":
    """Reload the configuration of a running daemon, and return it with its channels.

    An entry that has become faulty is replaced by its version in `current`, the configuration in use. Raises
    ConfigError if the configuration as a whole is invalid. Faulty templates are only logged.
    """
    from monitor.delivery.channels import channels_of

    config = with_previous(open_folder(folder), current)
    hide_in_logs(config.secrets)
    log_disabled(rejected_channels(config))
    try:
        check_templates(config)
    except ConfigError as error:
        logger.warning("%s", error, extra={"action": "reload"})
    return config, channels_of(config)


def make_delivery_worker(config: Config, store: "Store") -> "DeliveryWorker":
    """Return a worker that sends the queued messages to the channels of a configuration."""
    from monitor.delivery.channels import channels_of
    from monitor.delivery.worker import DeliveryWorker
    from monitor.runtime.lease_owner import lease_owner
    from monitor.service.runtime import delivery_setup

    setup = delivery_setup(config, channels_of(config))
    return DeliveryWorker(store, lambda: setup, utc_now, lease_owner())


@asynccontextmanager
async def crawler_children(settings: Settings, folder: Path | None = None) -> "AsyncIterator[CrawlerPool]":
    """Provide a pool of crawler child processes, which is closed at the end of the block.

    The children run the programs of sources in the configuration folder `folder`. If it is None, they run no programs.
    """
    from monitor.polling.crawler_pool import CrawlerPool, crawler_command

    children = CrawlerPool(crawler_command(settings, folder), settings.children)
    try:
        yield children
    finally:
        await children.close()


def run_async(work: Callable[[], Awaitable[T]]) -> T:
    """Run a command's coroutine.

    On SIGTERM, the command ends its child processes and then stops as on an interrupt.
    """

    import asyncio

    async def main() -> T:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await work()

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def shown_options(folder: Path, *, trusted: bool = False) -> str:
    """Return the options to append to a suggested command, each preceded by a space.

    They are `--config` if `folder` is not the default folder, and `--trusted` if `trusted` is true.
    """
    is_default = folder == DEFAULT_CONFIG or str(folder) == os.environ.get("NOTICEWATCH_CONFIG")
    given = "" if is_default else f" --config {shlex.quote(str(folder))}"
    return given + (" --trusted" if trusted else "")


def since_date(written: str | None) -> date | None:
    """Return the date that `--since` specifies: a date such as `2024-01-01`, or a period such as `30d` before today.

    Return None if the option is not given. Raises UnknownError if the option is neither a date nor a period.
    """
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        pass
    try:
        return local_day(utc_now() - parse_duration(written))
    except (ValueError, OverflowError):
        raise UnknownError(
            gettext(
                "--since: expected a date (such as 2024-01-01) or a period (such as 30d), not {given}",
                given=repr(written),
            )
        ) from None


def since_instant(written: str | None) -> datetime | None:
    """Return the beginning of the date that `--since` specifies, or None if the option is not given.

    The date begins in the time zone of the configuration, which must be open. Raises UnknownError if the option is
    neither a date nor a period.
    """
    day = since_date(written)
    return local_midnight(day).astimezone(UTC) if day else None


def topic_or_query(config: Config, written: str) -> "Query":
    """Return the query of the topic with the id `written`. If there is no such topic, parse `written` as a query.

    If a query looks like an id, a note is printed on standard error, because the id may be mistyped. Raises
    UnknownError if the query is invalid.
    """
    from monitor.topics import QueryError, parse_query

    topic = next((topic for topic in config.topics if topic.id == written), None)
    if topic is None and _ID_LIKE.fullmatch(written):
        similar = difflib.get_close_matches(written.lower(), [known.id for known in config.topics], 1, 0.75)
        message = gettext("there is no topic {id}; the word is used as a query", id=written)
        sys.stderr.write(printable(message + did_you_mean(similar)) + "\n")
    try:
        return parse_query(topic.query if topic else written, config.synonym_words)
    except QueryError as error:
        raise UnknownError(
            gettext("no topic has this id, and it is not a valid query: {error}", error=error)
        ) from error


def parsed_query(config: Config, query: str) -> "Query":
    """Parse a query. Raises UnknownError if it is invalid."""
    from monitor.topics import QueryError, parse_query

    try:
        return parse_query(query, config.synonym_words)
    except QueryError as error:
        raise UnknownError(gettext("not a valid query: {error}", error=error)) from error


def json_line(value: object) -> str:
    """Return a value as one line of JSON with terminal control characters escaped."""
    return escape_controls(json.dumps(value, ensure_ascii=not encodes_all(sys.stdout)))


_SUGGESTIONS = (N_("; did you mean `{name}`?"), N_(" (available: {names})"))


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the end of an error message about an unknown name.

    It contains the most similar known name, or all known names if there are only a few.
    """
    return translate_phrase(suggest(word, known), _SUGGESTIONS)
