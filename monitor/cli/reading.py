"""`noticewatch inspect` and `noticewatch ingest`."""

import asyncio
import base64
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from crawler.poll import ReadRequest, ReadResult
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    Trusted,
    crawler_children,
    json_line,
    open_config,
    run_async,
)
from monitor.cli.inspecting import notice_rows, print_rows
from monitor.config import Settings
from monitor.daemon import utc_now
from monitor.errors import UnknownError
from monitor.feeding import BATCH, Line, feed
from monitor.ingest import Policy, publishers_of
from monitor.keeping import form_first
from monitor.matching import Matcher
from monitor.polling import Polling
from monitor.process import owner
from monitor.showing.rows import row

_ELSEWHERE = "not in the text: the page's head, a table on it, or its address"


def inspect(
    page: Annotated[str, typer.Argument(metavar="FILE|URL")],
    as_json: Annotated[bool, typer.Option("--json", help="The notice as one JSON object.")] = False,
    url: Annotated[str | None, typer.Option("--url", help="The address of a saved page.")] = None,
    trusted: Trusted = False,
) -> None:
    """Show what is read from one page, where it stands, and what was cut and why."""
    request = _request(page, url, trusted)
    result = run_async(lambda: _read(request))
    for failure in result.failures:
        sys.stderr.write(f"{failure.url}: {failure.code}: {failure.detail}\n")
    if result.notice is None:
        raise SystemExit(1)
    if as_json:
        aloud = result.model_dump(mode="json", include={"by", "removals"})
        typer.echo(json_line(result.notice.bare.model_dump(mode="json") | aloud))
    else:
        print_rows([row("url", result.notice.url), row("found by", result.by or "–"),
                    *notice_rows(result.notice.bare, result.removals, _ELSEWHERE)])  # fmt: skip


def _request(page: str, url: str | None, trusted: bool) -> ReadRequest:
    if page.startswith(("http://", "https://")):
        return ReadRequest(id=page, url=page, aloud=True, trusted=trusted)
    path = Path(page)
    try:
        body = sys.stdin.buffer.read() if page == "-" else path.read_bytes()
    except OSError as error:
        raise UnknownError(f"{page}: {error.strerror}") from error
    return ReadRequest(id=page, url=url or path.absolute().as_uri(), body=base64.b64encode(body), aloud=True)


async def _read(request: ReadRequest) -> ReadResult:
    async with crawler_children(Settings()) as children:
        result = await children.ask(request)
    assert isinstance(result, ReadResult)
    return result


def ingest(
    file: Annotated[str, typer.Argument(metavar="FILE|-")],
    config: ConfigDir = DEFAULT_CONFIG,
    alert: Annotated[
        bool, typer.Option("--alert", help="Queue alerts for what is new; otherwise nobody is told.")
    ] = False,
) -> None:
    """Take in JSON Lines made elsewhere: poll results, or notices {url, title, text or html, published_on, ...}."""
    loaded, store = open_config(config)
    policy = Policy(loaded.settings.fresh, "always" if alert else "never", publishers_of(loaded.sources))

    async def work() -> int:
        faults = 0
        async with crawler_children(loaded.settings) as children:
            polling = Polling(store, children, Matcher(loaded), policy, utc_now, owner(), sources=loaded.sources)
            await polling.in_store(lambda: form_first(store))
            console = Console(stderr=True)
            with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
                task = bar.add_task("taking in", total=None)
                for batch in _batches(file):
                    for answer in await feed(polling, policy, Matcher(loaded), batch):
                        faults += _say(file, answer)
                    bar.update(task, advance=len(batch))
                    await asyncio.sleep(0)
        return faults

    raise SystemExit(1 if run_async(work) else 0)


def _say(file: str, answer: Line) -> bool:
    """Prints what became of one line; whether it was faulty."""
    if answer.error:
        sys.stderr.write(f"{file}:{answer.number}: {answer.error}\n")
        return True
    for said in answer.said:
        typer.echo(json_line(said))
    return False


def _batches(file: str) -> Iterator[list[tuple[int, str]]]:
    """The file's lines with their numbers, some at a time; blank ones are passed over."""
    try:
        stream = sys.stdin if file == "-" else open(file, encoding="utf-8-sig", errors="replace")  # noqa: PTH123, SIM115
    except OSError as error:
        raise UnknownError(f"{file}: {error.strerror}") from error
    with stream:
        batch: list[tuple[int, str]] = []
        for number, line in enumerate(stream, 1):
            if line.strip():
                batch.append((number, line))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch
