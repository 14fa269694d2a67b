"""The command `noticewatch init`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler.model.faults import ConfigError
from monitor.cli.common import DEFAULT_CONFIG, open_to_read, shown_options
from monitor.cli.setup.choices import chosen
from monitor.cli.setup.questions import ask_all, confirm
from monitor.config import Config
from monitor.config.starter import StarterChoice, catalogue, channel_names, is_chosen, starter_files
from monitor.errors import UnknownError
from monitor.text.i18n import LANGUAGES, gettext, ngettext, set_language
from monitor.text.phrases import file_error

_PRIVATE = 0o600
"""The mode of a settings file with the URL of a channel, which may contain a password."""


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", show_default="config")] = DEFAULT_CONFIG,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="zh|en", help="Language of the command line, of alerts and of the comments in the created files."
        ),
    ] = None,
    provinces: Annotated[
        list[str] | None,
        typer.Option(
            "--province",
            metavar="NAME",
            help="Enable only the sources of this province (such as 浙江) and the national sources, or only "
            "the sources of CN, EU, GB or US; can be given more than once.",
        ),
    ] = None,
    topics: Annotated[
        list[str] | None,
        typer.Option(
            "--topic",
            metavar="ID|QUERY",
            help="Include only this predefined topic, or your own query as a topic; can be given more than once.",
        ),
    ] = None,
    channels: Annotated[
        list[str] | None,
        typer.Option(
            "--channel",
            metavar="URL",
            help="Send alerts on the topics to this Apprise URL (such as mailtos://… or "
            "ntfy://…); can be given more than once.",
        ),
    ] = None,
    crawl: Annotated[
        bool | None,
        typer.Option(
            "--crawl/--no-crawl", help="Poll the enabled sources once after the folder is created.", show_default=False
        ),
    ] = None,
) -> None:
    """Create a configuration folder to start from. On a terminal, ask for settings that are not given as options."""
    _refuse_existing(directory)
    known = catalogue()
    if language is not None and language not in LANGUAGES:
        raise UnknownError(gettext("--language: expected zh or en, not {given}", given=repr(language)))
    given = (language, provinces, topics, channels, crawl)
    asks = all(value is None for value in given) and sys.stdin.isatty() and sys.stdout.isatty()
    choice = ask_all(known) if asks else chosen(known, language, provinces, topics, channels)
    if choice.language:
        set_language(choice.language)
    _write(directory, choice)
    _report(directory, known, choice)
    reached = True
    if crawl or (asks and confirm(gettext("Poll the enabled sources once now?"))):
        reached = _crawl(directory)
    options = shown_options(directory)
    typer.echo(
        gettext("next step: noticewatch crawl{options}, or start the daemon: noticewatch run{options}", options=options)
    )
    if not reached:
        raise SystemExit(1)


def _refuse_existing(directory: Path) -> None:
    for name in ("noticewatch.yaml", "subscriptions.yaml", "synonyms.yaml", "sources", "topics", "lists", "schemas"):
        if (directory / name).exists():
            raise UnknownError(gettext("{file} already exists; nothing was changed", file=directory / name))


def _write(directory: Path, choice: StarterChoice) -> None:
    try:
        for place, text in starter_files(choice).items():
            path = directory / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if choice.channels and place.name == "noticewatch.yaml":
                path.chmod(_PRIVATE)
    except OSError as error:
        raise UnknownError(file_error(error.filename or directory, error)) from error


def _report(directory: Path, known: Config, choice: StarterChoice) -> None:
    files = "sources/, topics/, lists/, schemas/, subscriptions.yaml, synonyms.yaml, noticewatch.yaml"
    typer.echo(gettext("created {folder}: {files}", folder=directory, files=files))
    enabled = sum(is_chosen(source, choice.regions) for source in known.sources)
    typer.echo(
        ngettext(
            "{count} source is enabled; to enable any of the other {others}, set `enabled: true`",
            "{count} sources are enabled; to enable any of the other {others}, set `enabled: true`",
            enabled,
            others=len(known.sources) - enabled,
        )
    )
    for name, query in choice.queries:
        typer.echo(gettext("topic {name}: {query}", name=name, query=query))
    for name in channel_names(choice.channels):
        typer.echo(
            gettext("test the channel: noticewatch channels test {name} --config {folder}", name=name, folder=directory)
        )


def _crawl(directory: Path) -> bool:
    """Run the first crawl, and return whether at least one source could be read."""
    from monitor.cli.crawl import crawl

    try:
        crawl(config=directory)
    except SystemExit as ended:
        if ended.code not in (0, 1, None):
            raise
    except ConfigError as error:
        raise UnknownError(str(error)) from error
    _, store = open_to_read(directory)
    with store.reading() as tx:
        return any(record.last_success_at for record in tx.sources.all())
