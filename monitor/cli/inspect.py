"""The command `noticewatch inspect`."""

import base64
import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler.model.requests import ReadRequest
from crawler.model.results import ReadResult
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    Trusted,
    crawler_children,
    json_line,
    open_folder,
    printable,
    run_async,
)
from monitor.cli.lists.selection import TopicMatches
from monitor.cli.notice_output import notice_rows, print_rows
from monitor.config import Settings
from monitor.errors import UnknownError
from monitor.health.trouble_names import failure_line
from monitor.service.crawl import choose_sources
from monitor.text.i18n import N_, gettext
from monitor.text.phrases import file_error
from monitor.views.rows import row

_ELSEWHERE = N_("not in the text: page header, table or URL")


def inspect(
    page: Annotated[str, typer.Argument(metavar="FILE|URL")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the notice as one JSON object.")] = False,
    url: Annotated[str | None, typer.Option("--url", help="Original URL of a saved page.")] = None,
    trusted: Trusted = False,
    source: Annotated[
        str | None, typer.Option(metavar="ID", help="Use the selectors and settings of this source.")
    ] = None,
    config: ConfigDir = DEFAULT_CONFIG,
) -> None:
    """Show the facts extracted from a page and the parts removed from its text, with positions and reasons."""
    loaded = open_folder(config) if source else None
    request = _request(page, url, trusted)
    if source and loaded:
        known = choose_sources(loaded.sources, [source])[0]
        trusted = trusted or known.trusted
        request = request.model_copy(update={"source": known, "trusted": trusted})
    result = run_async(lambda: _read(request))
    for failure in result.failures:
        sys.stderr.write(printable(failure_line(failure)) + "\n")
    if result.notice is None:
        raise SystemExit(1)
    topics = TopicMatches(loaded).names(result.notice.bare) if loaded else None
    if as_json:
        trace = result.model_dump(mode="json", include={"by", "removals"})
        typer.echo(json_line(result.notice.bare.model_dump(mode="json") | trace))
    else:
        notice = result.notice.bare
        read = [row(gettext("url"), notice.url), row(gettext("extracted by"), result.by or "–")]
        print_rows(notice_rows(notice, result.removals, gettext(_ELSEWHERE), topics, read))


def _request(page: str, url: str | None, trusted: bool) -> ReadRequest:
    if page.startswith(("http://", "https://")):
        [source] = choose_sources((), [page], trusted)
        return ReadRequest(id=page, url=source.url, trace=True, trusted=trusted)
    path = Path(page)
    try:
        body = sys.stdin.buffer.read() if page == "-" else path.read_bytes()
    except OSError as error:
        hint = gettext("; for the recorded notice {id}, use `noticewatch notices show {id}`", id=page)
        raise UnknownError(file_error(page, error) + (hint if page.isdecimal() else "")) from error
    return ReadRequest(id=page, url=url or path.absolute().as_uri(), body=base64.b64encode(body), trace=True)


async def _read(request: ReadRequest) -> ReadResult:
    async with crawler_children(Settings()) as children:
        result = await children.ask(request)
    assert isinstance(result, ReadResult)
    return result
