"""The command `noticewatch sources discover`."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from crawler.model.configfile import read_sources
from crawler.model.reason import Reason
from crawler.model.requests import DiscoverRequest
from crawler.model.results import Candidate, DiscoverResult
from crawler.model.yaml_file import ConfigError, Fault
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    Trusted,
    json_line,
    open_folder,
    printable,
    run_async,
    shown_options,
)
from monitor.cli.crawling.addresses import urls_of
from monitor.config import SETTINGS_FILE, Config, Settings
from monitor.config.source_files import entries_text, entry, known_as, source_id, write_entries
from monitor.errors import UnknownError
from monitor.health.trouble_names import failure_line
from monitor.messages.reasons import render_reason
from monitor.service.crawl import choose_sources
from monitor.service.discovery import discover_sources
from monitor.text.i18n import comma, gettext, ngettext


def discover(
    url: Annotated[str, typer.Argument(metavar="URL", help="The home page of a site, or any of its pages.")],
    config: ConfigDir = DEFAULT_CONFIG,
    pick: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Number of the result to use; can be given more than once. [default: 1]"),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Save the source in a new file under sources/ in the configuration folder.")
    ] = False,
    requests: Annotated[int, typer.Option(min=2, max=100, help="Maximum number of requests to the site.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    trusted: Trusted = False,
) -> None:
    """Find feeds, listings and sitemaps on a site; for each, show the notices and a source configuration as YAML."""
    addresses = choose_sources((), urls_of(url) or [url], trusted)
    loaded = _config(config, needed=write)
    asked = [DiscoverRequest(id=at.url, url=at.url, trusted=trusted, max_requests=requests) for at in addresses]
    result = run_async(lambda: _ask(loaded.settings, asked))
    for failure in result.failures:
        sys.stderr.write(printable(failure_line(failure)) + "\n")
    entries = _entries(result.candidates, loaded, trusted=trusted)
    picked = [_picked(entries, number) for number in pick or ([1] if entries else [])]
    if as_json:
        typer.echo(json_line(_object(result, entries)))
    else:
        _print(result, entries, loaded)
        if picked and not write:
            typer.echo(f"\n{entries_text(picked)}", nl=False)
    if write and picked:
        _write(loaded, result.candidates, picked)
    raise SystemExit(0 if entries else 1)


def _config(folder: Any, *, needed: bool) -> Config:
    """Return the configuration in the folder, or an empty configuration if the folder has no settings file.

    If `needed` is true, ConfigError is raised instead of returning an empty configuration.
    """
    if needed or (folder / SETTINGS_FILE).is_file():
        return open_folder(folder)
    return Config(folder=folder)


async def _ask(settings: Settings, requests: Sequence[DiscoverRequest]) -> DiscoverResult:
    """Send requests one after another until one finds possible sources. Return the last result.

    The crawler runs with `settings`.
    """
    for request in requests[:-1]:
        result = await discover_sources(settings, request)
        if result.candidates:
            return result
    return await discover_sources(settings, requests[-1])


def _entries(candidates: Sequence[Candidate], config: Config, *, trusted: bool) -> list[dict[str, Any]]:
    taken = {source.id for source in config.sources}
    made = []
    for candidate in candidates:
        name = known_as(candidate, config.sources) or source_id(candidate, taken)
        taken.add(name)
        made.append(entry(candidate, name, trusted=trusted))
    return made


def _picked(entries: Sequence[dict[str, Any]], number: int) -> dict[str, Any]:
    if number > len(entries):
        raise UnknownError(
            ngettext(
                "--pick {number}: only {count} result was found",
                "--pick {number}: only {count} results were found",
                len(entries),
                number=number,
            )
        )
    return entries[number - 1]


def _print(result: DiscoverResult, entries: Sequence[dict[str, Any]], config: Config) -> None:
    if not entries:
        typer.echo(
            ngettext(
                "no feed, listing or sitemap was found ({count} request)",
                "no feed, listing or sitemap was found ({count} requests)",
                result.requests,
            )
        )
    for number, (candidate, fields) in enumerate(zip(result.candidates, entries, strict=True), 1):
        known = known_as(candidate, config.sources)
        typer.echo(
            f"{number}  {fields['type']}  {printable(fields['name'])}"
            + ("  " + gettext("(already configured: {source})", source=known) if known else "")
        )
        typer.echo(f"   {printable(candidate.url)}")
        found = gettext(
            "links: {count}, with dates: {dated}, newest date: {newest}",
            count=candidate.links_seen,
            dated=candidate.dated,
            newest=candidate.newest or gettext("unknown"),
        )
        system = [gettext("CMS {name}", name=candidate.system)] if candidate.system else []
        typer.echo(f"   {comma(found, *system)}{gettext('; ')}{printable(_why(candidate))}")
        for link in candidate.links:
            typer.echo(
                f"   {link.published_on or link.modified_on or '          '}  {printable(link.title or link.url)}"
            )


def _why(candidate: Candidate) -> str:
    if not candidate.reason:
        return candidate.why
    return render_reason(Reason.from_json({"code": candidate.reason, "params": candidate.params}))


def _object(result: DiscoverResult, entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found = [
        {
            **candidate.model_dump(mode="json", exclude={"links"}),
            "source": fields,
            "yaml": entries_text([fields]),
            "links": [
                {"url": link.url, "title": link.title, "date": str(link.published_on or link.modified_on or "") or None}
                for link in candidate.links
            ],
        }
        for candidate, fields in zip(result.candidates, entries, strict=True)
    ]
    return {"url": result.id, "requests": result.requests, "found": found}


def _write(config: Config, candidates: Sequence[Candidate], picked: Sequence[dict[str, Any]]) -> None:
    by_url = {candidate.url: candidate for candidate in candidates}
    new = []
    for fields in picked:
        if known := known_as(by_url[fields["url"]], config.sources):
            sys.stderr.write(gettext("{url} is already configured as {source}", url=fields["url"], source=known) + "\n")
        else:
            new.append(fields)
    if not new:
        return
    try:
        path = write_entries(config.folder, new)
    except OSError as error:
        raise ConfigError([Fault(str(config.folder / "sources"), None, "", error.strerror or str(error))]) from error
    read_sources(config.folder)  # the written file is read once, so that an error is reported now
    for fields in new:
        message = gettext(
            "{source}: written to {file}; test it with `noticewatch sources check {source}{options}`",
            source=fields["id"],
            file=path,
            options=shown_options(config.folder),
        )
        sys.stderr.write(f"{message}\n")
