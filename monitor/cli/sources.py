"""`noticewatch sources`."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from crawler.poll import PollRequest, PollResult
from crawler.source import Source
from crawler.values import format_duration
from monitor.children import Children
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    Trusted,
    age,
    crawler_children,
    open_config,
    printable,
    run_async,
)
from monitor.config import Config, load_config
from monitor.crawling import choose_sources
from monitor.health import by_source, restless_words
from monitor.records import RestlessPage, SourceRecord

app = typer.Typer(help="What is watched.", no_args_is_help=True)
SAMPLE = 3
"""Pages that a check reads."""
AT_ONCE = 10


@app.command("list")
def list_(config: ConfigDir = DEFAULT_CONFIG) -> None:
    """List the sources, with what became of their last polls."""
    loaded, store = open_config(config)
    now = datetime.now(UTC)
    with store.reading() as tx:
        known = {record.id: record for record in tx.sources()}
        restless = by_source(tx.restless_pages())
    table = Table(box=None, pad_edge=False)
    for name in ("id", "name", "every", "verified", "last success", "last new", "trouble"):
        table.add_column(name, overflow="fold")
    for source in loaded.sources:
        record = known.get(source.id, SourceRecord(source.id))
        table.add_row(source.id, source.name, format_duration(source.every), "yes" if source.verified else "no",
                      age(record.last_success_at, now), age(record.last_new_at, now),
                      printable("; ".join(_states(source, record, restless.get(source.id, ()), now))))  # fmt: skip
    Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 200).print(table)


def _states(source: Source, record: SourceRecord, restless: Sequence[RestlessPage], now: datetime) -> list[str]:
    if not source.enabled:
        return ["not enabled"]
    said = restless_words(restless)
    if record.trouble is None:
        return said if record.last_poll_at else ["not polled yet", *said]
    return [f"{record.trouble.code} since {age(record.trouble.since, now)}: {record.trouble.detail}", *said]


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="ID|URL", show_default=False)] = None,
    config: ConfigDir = DEFAULT_CONFIG,
    trusted: Trusted = False,
) -> None:
    """Poll sources for real, without recording anything, and say what they give and what looks wrong."""
    loaded = load_config(config)
    sources = choose_sources(loaded.sources, names or [], trusted)
    faults = run_async(lambda: _check_all(loaded, sources))
    raise SystemExit(1 if any(faults) else 0)


async def _check_all(config: Config, sources: list[Source]) -> list[bool]:
    places = asyncio.Semaphore(AT_ONCE)

    async def check_one(children: Children, source: Source) -> bool:
        async with places:
            request = PollRequest(id=source.id, source=source, max_pages=SAMPLE, deadline_s=60)
            result = await children.ask(request)
        assert isinstance(result, PollResult)
        return _report(source, result)

    async with crawler_children(config.settings) as children:
        return await asyncio.gather(*(check_one(children, source) for source in sources))


def _report(source: Source, result: PollResult) -> bool:
    """Prints what a poll gave; whether something is wrong with it."""
    dates = sorted(notice.published_on for notice in result.notices if notice.published_on)
    typer.echo(f"{source.id}: {result.links_seen} links, newest date {dates[-1] if dates else 'unknown'}")
    for notice in result.notices[:1]:
        typer.echo(f"  first notice: {printable(notice.title or '(no title)')}, {len(notice.text)} characters")
        typer.echo(f"  {printable(notice.text[:120])}…")
    wrong = [f"{one.url}: {one.code}: {one.detail}" for one in result.failures]
    if result.outcome == "ok" and result.links_seen and not dates:
        wrong.append("no date was found; `select: {date: …}` may name the place")
    for line in wrong:
        typer.echo(f"  looks wrong: {printable(line)}")
    return bool(wrong)
