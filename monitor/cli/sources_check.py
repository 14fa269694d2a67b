"""The command `noticewatch sources check`."""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from crawler.model.codes import WarningCode
from crawler.model.requests import BrowseRequest, PollRequest
from crawler.model.results import BrowseResult, PollResult, SourceProposal
from crawler.model.source import Source
from crawler.model.types import parse_duration
from crawler.model.yaml_file import ConfigError
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
from monitor.config import Config
from monitor.config.verified_mark import note_verified
from monitor.errors import UnknownError
from monitor.health.source_check import STALE, SourceCheck, check, may_be_script_made
from monitor.health.trouble_names import failure_words
from monitor.messages.reasons import render_warning
from monitor.polling.crawler_pool import CrawlerPool
from monitor.service.crawl import choose_sources
from monitor.text.fault_phrases import localized_expectation
from monitor.text.i18n import N_, comma, gettext, in_language, ngettext

SAMPLE = 3
"""Number of pages that a check reads."""
AT_ONCE = 10
DEADLINE_S = 60.0
BROWSE_S = 90.0


def check_sources(
    names: Annotated[list[str] | None, typer.Argument(metavar="ID|URL", show_default=False)] = None,
    config: ConfigDir = DEFAULT_CONFIG,
    stale: Annotated[str, typer.Option(help="Warn if the newest notice is older than this.")] = f"{STALE.days}d",
    record: Annotated[
        bool, typer.Option("--record", help="On success, write today's date to the source's `verified` field.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per source.")] = False,
    trusted: Trusted = False,
) -> None:
    """Poll sources without recording anything; print the results and warnings."""
    loaded = open_folder(config)
    sources = choose_sources(loaded.sources, names or [], trusted)
    try:
        oldest = parse_duration(stale)
    except ValueError as error:
        raise UnknownError(gettext("--stale: expected {what}", what=localized_expectation(str(error)))) from error
    checked = run_async(lambda: _check_all(loaded, sources, oldest, as_json))
    noted = [_note(loaded, result) for result in checked if record and result.works]
    raise SystemExit(0 if all(result.works for result in checked) and all(noted) else 1)


async def _check_all(config: Config, sources: Sequence[Source], stale: timedelta, as_json: bool) -> list[SourceCheck]:
    places = asyncio.Semaphore(AT_ONCE)

    async def check_source(children: CrawlerPool, source: Source) -> SourceCheck:
        async with places:
            began = time.monotonic()
            request = PollRequest(id=source.id, source=source, max_pages=SAMPLE, deadline_s=DEADLINE_S, trace=True)
            result = await children.ask(request)
            seconds = time.monotonic() - began
            assert isinstance(result, PollResult)
            browsed = await _browse(children, source) if may_be_script_made(source, result) else None
        today = datetime.now(source.zone).date()
        with in_language("en" if as_json else None):
            checked = check(source, result, today, seconds, stale)
        (_print_json if as_json else _print)(checked, result, browsed)
        return checked

    async with crawler_children(config.settings, config.folder) as children:
        return await asyncio.gather(*(check_source(children, source) for source in sources))


async def _browse(children: CrawlerPool, source: Source) -> BrowseResult:
    """Load the page of a source in a browser. Return proposed settings for reading a list that scripts create."""
    result = await children.ask(BrowseRequest(id=source.id, url=source.url, source=source, deadline_s=BROWSE_S))
    assert isinstance(result, BrowseResult)
    return result


def _print(checked: SourceCheck, result: PollResult, browsed: BrowseResult | None) -> None:
    newest = checked.newest or gettext("unknown")
    typer.echo(
        ngettext(
            "{source}: {count} link, newest date {newest}",
            "{source}: {count} links, newest date {newest}",
            checked.links,
            source=checked.source,
            newest=newest,
        )
    )
    for notice in result.notices[:1]:
        facts = [
            notice.document_number,
            "、".join(notice.issuers),
            str(notice.published_on or ""),
            ngettext("{count} character", "{count} characters", len(notice.text)),
        ]
        title = printable(notice.title or gettext("(no title)"))
        typer.echo("  " + gettext("first notice: {title}", title=title))
        typer.echo(f"  {printable(comma(*filter(None, facts)))}")
        typer.echo(f"  {printable(notice.text[:120])}…")
    for finding in checked.findings:
        template = N_("error: {detail}") if finding.serious else N_("warning: {detail}")
        typer.echo("  " + gettext(template, detail=printable(finding.detail)))
    for words in _reading_warnings(result):
        typer.echo("  " + gettext("warning: {detail}", detail=printable(words)))
    for proposal in browsed.proposals if browsed else ():
        shown = {"count": proposal.links_seen, "dated": proposal.dated, "settings": _yaml(proposal)}
        template = N_("proposed settings (links found: {count}, with a date: {dated}): {settings}")
        typer.echo("  " + printable(gettext(template, **shown)))
    for failure in browsed.failures if browsed else ():
        words = failure_words(failure)
        typer.echo("  " + printable(gettext("searching for a list with a browser failed: {detail}", detail=words)))


def _yaml(proposal: SourceProposal) -> str:
    """Return proposed settings as the content of a YAML mapping on one line, such as `links: "…", date: "…"`."""
    return ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in proposal.settings.items())


def _reading_warnings(result: PollResult) -> list[str]:
    """Return the warnings about the pages that were read. Each warning occurs once, with the first page that has it."""
    said: dict[str, str] = {}
    for notice in result.notices:
        for warning in notice.warnings:
            if warning.code != WarningCode.SELECTOR:
                said.setdefault(render_warning(warning), notice.url)
    return [gettext("{url}: {what}", url=url, what=words) for words, url in said.items()]


def _print_json(checked: SourceCheck, result: PollResult, browsed: BrowseResult | None) -> None:
    with in_language("en"):
        warnings = _reading_warnings(result)
    first = next(iter(result.notices), None)
    typer.echo(
        json_line(
            {
                "source": checked.source,
                "links": checked.links,
                "dated": checked.dated,
                "newest": checked.newest.isoformat() if checked.newest else None,
                "works": checked.works,
                "first": first.bare.model_dump(mode="json") if first else None,
                "findings": [
                    {"code": finding.code, "detail": finding.detail, "serious": finding.serious}
                    for finding in checked.findings
                ],
                "warnings": warnings,
                "proposals": [proposal.model_dump(mode="json") for proposal in browsed.proposals] if browsed else [],
            }
        )
    )


def _note(config: Config, checked: SourceCheck) -> bool:
    """Write today's date to the field `verified` of a source, in the file in which the source is defined.

    Return False and print the reason if this file cannot be changed. Return True if there is no such file, because the
    source was given as a URL.
    """
    if config.source(checked.source) is None:
        return True  # a URL given by hand is in no file
    try:
        path = note_verified(config.folder, checked.source, datetime.now(UTC).date())
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return False
    sys.stderr.write(gettext("{source}: verified, saved in {file}", source=checked.source, file=path) + "\n")
    return True
