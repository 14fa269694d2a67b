"""The command `noticewatch ingest`."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Protocol

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from monitor.alerting.matcher import Matcher
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    crawler_children,
    json_line,
    open_config,
    printable,
    run_async,
)
from monitor.ingest.pipeline import Policy, publishers_of
from monitor.lists.keeper import ListKeeper
from monitor.lists.upkeep import ListUpkeep
from monitor.polling.poller import SourcePoller
from monitor.polling.setup import PollSetup, poll_setup
from monitor.ports import Store
from monitor.runtime.clock import utc_now
from monitor.series.renewal import renew_all
from monitor.service.import_jsonl import BATCH, InputLine, Read, ingest_lines, read
from monitor.service.line_file import LineFile, line_file
from monitor.service.one_off import Polling, build_polling
from monitor.service.retention import index_first
from monitor.text.i18n import gettext

PLAIN_S = 10
"""Time in seconds between two progress lines, if standard error is not a terminal."""


def ingest(
    file: Annotated[str, typer.Argument(metavar="FILE|-")],
    config: ConfigDir = DEFAULT_CONFIG,
    alert: Annotated[
        bool, typer.Option("--alert", help="Queue alerts for new notices; by default, no alerts are queued.")
    ] = False,
) -> None:
    """Import JSON Lines from other programs: poll results, or notices {url, title, text or html, published_on, …}."""
    loaded, store = open_config(config)
    policy = Policy(loaded.settings.fresh, "always" if alert else "never", publishers_of(loaded.sources))
    setup = poll_setup(Matcher(loaded), policy, loaded.sources, ListKeeper(loaded))
    source = line_file(file)

    async def work() -> int:
        async with crawler_children(loaded.settings) as children:
            polling = build_polling(store, children, setup)
            await polling.executor.run(lambda: index_first(store))
            await polling.executor.run(lambda: ListUpkeep(store, loaded).run(utc_now()))
            faults = await _take_all(source, polling, setup)
            await polling.executor.run(lambda: renew_all(store, utc_now()))
            return faults

    raise SystemExit(1 if run_async(work) else 0)


async def _take_all(source: LineFile, polling: Polling, setup: PollSetup) -> int:
    """Ingest all lines of a file, print their results, and return the number of faulty lines.

    If an earlier import of the file was interrupted, the lines that it has ingested are skipped.
    """
    after = await polling.executor.run(lambda: _position(polling.executor.store, source))
    faults = 0
    if after:
        message = gettext("{file}: resuming an interrupted import after line {line}", file=source.name, line=after)
        sys.stderr.write(f"{message}\n")
    said = after
    with _progress(source, after) as progress:
        async for batch in _read_ahead(source.batches(BATCH, after), polling.poller):
            # Progress is saved after printing: results of the last batch may be printed twice, but none is lost.
            note = (source.position, said) if source.position and said else None
            for answer in await ingest_lines(polling.executor, setup, utc_now, batch, note):
                faults += _print_line(source.name, answer)
            sys.stdout.flush()
            said = batch[-1].number
            progress.reached(said)
    await polling.executor.run(lambda: _forget(polling.executor.store, source))
    return faults


async def _read_ahead(batches: Iterable[list[tuple[int, str]]], poller: SourcePoller) -> AsyncIterator[list[Read]]:
    """Let child processes parse the batches of lines, and yield the results of each batch.

    While one batch is ingested, the next one is already parsed.
    """
    coming: asyncio.Task[list[Read]] | None = None
    try:
        for batch in batches:
            ready = coming
            coming = asyncio.create_task(read(poller, batch))
            if ready:
                yield await ready
        if coming:
            yield await coming
    finally:
        if coming and not coming.done():
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming


def _position(store: Store, source: LineFile) -> int:
    with store.reading() as tx:
        return (tx.events.position(source.position) or 0) if source.position else 0


def _forget(store: Store, source: LineFile) -> None:
    if source.position:
        with store.writing() as tx:
            tx.events.put_position(source.position, None)


def _print_line(file: str, answer: InputLine) -> bool:
    """Print the result for one line of `file`, and return whether the line was faulty."""
    if answer.error:
        sys.stderr.write(printable(f"{file}:{answer.number}: {answer.error}") + "\n")
        return True
    for notice in answer.notices:
        typer.echo(json_line(notice))
    return False


class _Reporter(Protocol):
    def reached(self, line: int) -> None: ...


@contextmanager
def _progress(source: LineFile, after: int) -> Iterator[_Reporter]:
    """Show the progress on standard error: a bar on a terminal, otherwise a line every PLAIN_S seconds.

    `after` is the number of lines that an interrupted import has already ingested.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Plain(source, after)
        return
    columns = (TextColumn(gettext("importing")), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress, source, after)


class _Bar:
    def __init__(self, progress: Progress, source: LineFile, after: int) -> None:
        self._progress = progress
        self._task = progress.add_task(gettext("importing"), total=source.lines, completed=after)

    def reached(self, line: int) -> None:
        self._progress.update(self._task, completed=line)


class _Plain:
    def __init__(self, source: LineFile, after: int) -> None:
        self._source = source
        self._after = after
        self._began = self._said = time.monotonic()

    def reached(self, line: int) -> None:
        now = time.monotonic()
        if now - self._said < PLAIN_S:
            return
        self._said = now
        done = f"{line:,}/{self._source.lines:,}" if self._source.lines else f"{line:,}"
        rate = f"{(line - self._after) / (now - self._began):,.0f}"
        message = gettext(
            "{file}: lines read: {lines} ({rate} per second)", file=self._source.name, lines=done, rate=rate
        )
        sys.stderr.write(f"{message}\n")
