"""Command line of the crawler without the monitor: `python -m crawler poll|serve|read|links|browse`."""

import errno
import gc
import os
import sys
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from crawler.fetching.fetcher import Fetcher
from crawler.logs import log_as_json
from crawler.model.checks.validation import first_fault
from crawler.model.configfile import read_list, read_sources
from crawler.model.errors import CrawlerError
from crawler.model.requests import AnyRequest, LinksRequest, PollRequest, ReadRequest
from crawler.model.results import AnyResult, BrowseResult, DiscoverResult, PollResult, PongResult, RefusedResult
from crawler.model.source import Source
from crawler.model.yaml_file import ConfigError
from crawler.polling.program_page import Programs
from crawler.sandbox.parent import end_with_parent
from crawler.sandbox.stdout import claim_stdout
from crawler.sandbox.streams import input_lines
from crawler.service.result_writer import ResultWriter
from crawler.service.scrapy_settings import scrapy_settings
from crawler.service.service import Service, utc_now
from crawler.service.spider import run_spider
from crawler.text.json_lines import escape_controls

app = typer.Typer(
    help="The crawler alone: JSON Lines in and out, no database.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_OUTPUT_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EPIPE)
"""Error numbers of writing to a full or closed stream."""
_OBJECTS_PER_COLLECTION = 5000
"""The number of new objects after which garbage is collected. Python's default of 700 takes a quarter of an unchanged
poll."""
Trusted = Annotated[bool, typer.Option("--trusted", help="Allow private and loopback addresses.")]
Contact = Annotated[str | None, typer.Option(help="The operator's address, sent to sites in the User-Agent.")]
Delay = Annotated[float, typer.Option(help="Seconds between requests to one host.")]
ConfigDir = Annotated[
    Path, typer.Option(envvar="NOTICEWATCH_CONFIG", help="Folder with the sources/ in which an id is looked up.")
]
ProgramFolder = Annotated[
    Path | None, typer.Option("--programs", help="Folder with the programs that sources of type command may run.")
]
BrowserPath = Annotated[
    str | None, typer.Option("--browser", help="Path of Chromium, for sources with `render: browser`.")
]
SavedUrl = Annotated[str | None, typer.Option("--url", help="The address of a saved page.")]


@app.command()
def serve(
    contact: Contact = None,
    delay: Delay = 0.25,
    shared: Annotated[
        str | None, typer.Option(help="Folder through which several crawlers share the limits of hosts.")
    ] = None,
    programs: ProgramFolder = None,
    browser: BrowserPath = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="A Scrapy setting, NAME=VALUE.")] = None,
    clock_ahead: Annotated[float, typer.Option(help="Seconds by which the clock of this host is ahead.")] = 0.0,
) -> None:
    """Answer requests from standard input, one JSON object per line, until the input ends."""
    end_with_parent()
    out = claim_stdout()
    log_as_json()
    parent = os.getppid()
    ahead = timedelta(seconds=clock_ahead)

    def clock() -> datetime:
        return utc_now() - ahead

    writer = ResultWriter(out)

    async def work(fetcher: Fetcher) -> None:
        # All that was imported and built so far is kept until the process ends, so it is not searched for garbage.
        gc.freeze()
        gc.set_threshold(_OBJECTS_PER_COLLECTION)
        service = Service(fetcher, writer.write, programs=Programs(programs), clock=clock, on_idle=writer.flush)
        await service.serve(_lines(parent))

    settings = dict(setting.partition("=")[::2] for setting in set_ or ())
    run_spider(work, scrapy_settings(contact, browser, DOWNLOAD_DELAY=delay, SHARED_FOLDER=shared, **settings))


async def _lines(parent: int) -> AsyncIterator[str]:
    """Yield the lines of standard input.

    If the input ends because the process with the id `parent` has ended, this process exits at once.
    """
    async for line in input_lines():
        if line.strip():
            yield line
    if os.getppid() != parent:
        os._exit(0)  # the parent process has ended, so no process reads the results


@app.command()
def poll(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="URL, YAML file of sources, or id.")],
    config: ConfigDir = Path("config"),
    trusted: Trusted = False,
    contact: Contact = None,
    delay: Delay = 0.25,
    max_pages: Annotated[int, typer.Option(help="Pages to fetch from each source.")] = 50,
    programs: ProgramFolder = None,
) -> None:
    """Poll sources once and print their results."""
    try:
        found = [source for name in sources for source in _sources(name, config, trusted)]
    except ConfigError as error:
        _stop(str(error))
    requests = [PollRequest(id=source.id, source=source, max_pages=max_pages) for source in found]
    _answer_all(requests, contact, delay, programs)


def _sources(name: str, config: Path, trusted: bool) -> list[Source]:
    if name.startswith(("http://", "https://")):
        try:
            return [Source.at(name, trusted)]
        except ValueError as error:
            _stop(f"{name}: expected {error}")
    if Path(name).suffix in (".yaml", ".yml"):
        return [source for source, _ in read_list(Source, Path(name))]
    found = [source for source in read_sources(config) if source.id == name]
    if not found:
        _stop(f"{name}: no URL, no YAML file, and no source of that id in {config / 'sources'}")
    return found


@app.command()
def read(
    pages: Annotated[list[str], typer.Argument(metavar="FILE|URL")],
    url: SavedUrl = None,
    trusted: Trusted = False,
    contact: Contact = None,
) -> None:
    """Read pages and print one notice per line."""
    requests = [ReadRequest(id=page, trusted=trusted, **_place(page, url)) for page in pages]
    _answer_all(requests, contact)


@app.command()
def links(
    pages: Annotated[list[str] | None, typer.Argument(metavar="[FILE|URL]...", show_default=False)] = None,
    url: SavedUrl = None,
    source: Annotated[
        str | None,
        typer.Option(help="Source (id or YAML file) whose settings apply. Without pages, its listing is fetched."),
    ] = None,
    config: ConfigDir = Path("config"),
    trusted: Trusted = False,
    contact: Contact = None,
    programs: ProgramFolder = None,
) -> None:
    """Print the links of listings, feeds, sitemaps and (with --source) API responses.

    Each line is an object {url, title, date}.
    """
    try:
        found = _sources(source, config, trusted) if source else []
    except ConfigError as error:
        _stop(str(error))
    if len(found) > 1 or not (found or pages):
        _stop("links: expected pages, or one --source")
    about = found[0] if found else None
    requests = [
        LinksRequest(id=page, trusted=trusted, source=about, **_place(page, url))
        for page in pages or [source.url for source in found]
    ]
    _answer_all(requests, contact, programs=programs)


@app.command()
def browse(
    url: Annotated[str, typer.Argument(metavar="URL")],
    wait_for: Annotated[
        str | None, typer.Option(help="CSS or XPath selector of an element that the page's script adds.")
    ] = None,
    trusted: Trusted = False,
    contact: Contact = None,
    browser: BrowserPath = None,
) -> None:
    """Load a page in the browser and print its document after its scripts have run."""
    try:
        fields = Source.at(url, trusted).model_dump(include={"id", "url", "trusted"})
        source = Source.model_validate({**fields, "type": "html", "render": {"wait_for": wait_for}})
    except ValidationError as error:
        _stop(first_fault(Source, error, {}))
    except ValueError as error:
        _stop(f"{url}: expected {error}")
    out = claim_stdout()
    failed: list[CrawlerError] = []

    async def work(fetcher: Fetcher) -> None:
        try:
            page = await fetcher.fetch(source.url, source, role="listing")
        except CrawlerError as error:
            failed.append(error)
        else:
            out.write(page.text.encode() if page else b"")

    with out:
        run_spider(work, scrapy_settings(contact, browser))
    for failure in failed:
        sys.stderr.write(f"{source.url}: {failure.code}: {failure}\n")
    raise SystemExit(1 if failed else 0)


def _place(page: str, url: str | None) -> dict[str, Any]:
    if page.startswith(("http://", "https://")):
        return {"url": page}
    try:
        body = sys.stdin.buffer.read() if page == "-" else Path(page).read_bytes()
    except OSError as error:
        _stop(f"{page}: {error.strerror}")
    import base64

    return {"url": url or Path(page).absolute().as_uri(), "body": base64.b64encode(body)}


def _answer_all(
    requests: Iterable[AnyRequest], contact: str | None, delay: float = 0.25, programs: Path | None = None
) -> None:
    out = claim_stdout()
    failed = False
    unwritten: list[OSError] = []

    def emit(result: AnyResult | PongResult) -> None:
        nonlocal failed
        assert not isinstance(result, PongResult)
        try:
            out.write(b"".join(line.encode() + b"\n" for line in _output(result)))
            out.flush()
        except OSError as error:
            unwritten.append(error)
        for failure in () if isinstance(result, RefusedResult) else result.failures:
            failed = True
            sys.stderr.write(f"{failure.url}: {failure.code}: {failure.detail}\n")

    async def work(fetcher: Fetcher) -> None:
        async def lines() -> AsyncIterator[str]:
            for request in requests:
                if not unwritten:
                    yield request.model_dump_json()

        await Service(fetcher, emit, programs=Programs(programs)).serve(lines())

    with out:
        run_spider(work, scrapy_settings(contact, DOWNLOAD_DELAY=delay))
    if unwritten:
        raise unwritten[0]
    raise SystemExit(1 if failed else 0)


def _output(result: AnyResult) -> list[str]:
    import json

    if isinstance(result, PollResult | DiscoverResult):
        return [escape_controls(result.model_dump_json())]
    if isinstance(result, RefusedResult):
        return []
    assert not isinstance(result, BrowseResult)
    if result.do == "read":
        return [escape_controls(result.notice.bare.model_dump_json())] if result.notice else []
    return [
        escape_controls(
            json.dumps(
                {
                    "url": link.url,
                    "title": link.title,
                    "date": link.published_on.isoformat() if link.published_on else None,
                },
                ensure_ascii=False,
            )
        )
        for link in result.links
    ]


def _stop(message: str, code: int = 2) -> Any:
    sys.stderr.write(message + "\n")
    raise SystemExit(code)


def main() -> None:
    """Run the command line.

    An interrupt, or an output that cannot be written to, ends the program with an exit code instead of a traceback.
    """
    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except OSError as error:
        if error.errno not in _OUTPUT_ERRORS:
            raise
        _stop(f"the output cannot be written: {error.strerror}", 1)
