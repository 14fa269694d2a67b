"""The command group `noticewatch sources`."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import typer
from rich import filesize
from rich.console import Console
from rich.table import Table

from crawler.model.source import Source
from crawler.model.types import format_interval
from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read, printable
from monitor.cli.sources_accept import accept_source
from monitor.cli.sources_check import check_sources
from monitor.cli.sources_discover import discover
from monitor.health.source_state import by_source, restless_words
from monitor.model import FlappingPage, SourceRecord
from monitor.text.i18n import gettext
from monitor.views.times import time_since, time_until, trouble_since

app = typer.Typer(help="Manage sources.", no_args_is_help=True)


@app.command("list")
def list_(config: ConfigDir = DEFAULT_CONFIG) -> None:
    """List sources with the result of the last poll and the requests sent (last 24 hours / total on record)."""
    loaded, store = open_to_read(config)
    now = datetime.now(UTC)
    with store.reading() as tx:
        known = {record.id: record for record in tx.sources.all()}
        restless = by_source(tx.flapping.all())
        day = tx.polls.usage(now - timedelta(days=1))
        ever = tx.polls.usage()
    table = Table(box=None, pad_edge=False)
    headings = (
        gettext("id"),
        gettext("name"),
        gettext("every"),
        gettext("next poll"),
        gettext("verified"),
        gettext("last success"),
        gettext("last new"),
        gettext("requests"),
        gettext("trouble"),
    )
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for source in loaded.sources:
        record = known.get(source.id, SourceRecord(source.id))
        table.add_row(
            printable(source.id),
            printable(source.name),
            format_interval(source.every),
            time_until(record.due_at, now) if source.enabled else gettext("never"),
            _verified(source),
            time_since(record.last_success_at, now),
            time_since(record.last_new_at, now),
            _spending(day.get(source.id), ever.get(source.id)),
            printable("; ".join(_states(source, record, restless.get(source.id, ()), now))),
        )
    Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 200).print(table)


def _verified(source: Source) -> str:
    if not isinstance(source.verified, bool):
        return str(source.verified)
    return gettext("yes") if source.verified else gettext("no")


def _spending(day: tuple[int, int] | None, ever: tuple[int, int] | None) -> str:
    """Return the number of requests in the last 24 hours, and the total numbers of requests and bytes on record."""
    if ever is None:
        return ""
    return gettext(
        "{day} in 24 h, {total} in total ({size})",
        day=day[0] if day else 0,
        total=ever[0],
        size=filesize.decimal(ever[1]),
    )


def _states(source: Source, record: SourceRecord, restless: Sequence[FlappingPage], now: datetime) -> list[str]:
    if not source.enabled:
        return [gettext("not enabled")]
    said = restless_words(restless)
    if record.trouble is None:
        return said if record.last_poll_at else [gettext("not polled yet"), *said]
    return [trouble_since(record.trouble, now), *said]


app.command("check")(check_sources)
app.command("accept")(accept_source)
app.command("discover")(discover)
