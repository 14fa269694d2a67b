"""The command `noticewatch lists`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_complete, open_to_read, suggestion
from monitor.cli.output.column import Column, Row, get, join
from monitor.cli.output.columns import REGION
from monitor.cli.output.formats import (
    AsJson,
    Destination,
    Excel,
    ExportFormat,
    Limit,
    ListFormat,
    Out,
    OutputFormat,
    SetupFormat,
    export_format,
    list_format,
    setup_format,
)
from monitor.cli.output.printing import print_list
from monitor.config import Config, LivingList
from monitor.errors import StoreError, UnknownError
from monitor.runtime.clock import utc_now
from monitor.text.i18n import N_, gettext, ngettext
from monitor.text.zone import local_day
from monitor.views.living_lists import LIST_HEADINGS, amounts_text, list_row
from monitor.views.spreadsheets import Cell

if TYPE_CHECKING:
    from monitor.store import SqlStore

app = typer.Typer(help="Show, export and publish living lists.", no_args_is_help=True)
ALL = 10_000_000
Name = Annotated[str, typer.Argument(metavar="ID", help="The id of the list.")]
Left = Annotated[bool, typer.Option("--left", help="Show the notices removed from the list, with the reasons.")]
LISTS = (
    Column("id", N_("id"), get("id"), shown=True, width=24),
    Column("name", N_("name"), get("name"), shown=True, folds=True, width=36),
    Column("entries", N_("entries"), get("entries"), shown=True, width=9),
    Column(
        "state", N_("state"), get("state"), shown=True, width=10, words=lambda row: gettext(row["state"]), coded=True
    ),
    Column("query", N_("query"), get("query"), shown=True, folds=True, width=80),
)
_STATES = (N_("current"), N_("filling"), N_("disabled"))


@app.command("list")
def list_(
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Limit = None,
    form: SetupFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List the living lists with their queries and the number of their entries."""
    chosen = setup_format(form, out, as_json=as_json)
    loaded, store = open_current(config)
    with store.reading() as tx:
        counts = tx.lists.counts()
        progress = tx.lists.progress()
    rows = []
    for listed in loaded.lists:
        known = progress.get(listed.id)
        state = "current" if known and known.position is None else "filling"
        rows.append(
            {
                "id": listed.id,
                "name": listed.name,
                "entries": counts.get(listed.id, 0),
                "state": state if listed.enabled else "disabled",
                "query": listed.query,
            }
        )
    print_list(LISTS, rows, chosen, gettext("no lists are configured"), Destination(out, excel, limit))


@app.command()
def show(
    name: Name,
    config: ConfigDir = DEFAULT_CONFIG,
    left: Left = False,
    limit: Limit = None,
    form: ListFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Show the notices of a list in the list's order."""
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    _print(config, name, chosen, Destination(out, excel, limit), left=left)


@app.command()
def export(
    name: Name,
    config: ConfigDir = DEFAULT_CONFIG,
    left: Left = False,
    form: ExportFormat = None,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Export a list with all fields, for example to list.xlsx."""
    _print(config, name, export_format(OutputFormat, form, out), Destination(out, excel), left=left)


@app.command()
def publish(
    directory: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The output folder: empty, or written by an earlier run of this command."),
    ],
    names: Annotated[
        list[str] | None, typer.Option("--list", metavar="ID", help="Only this list; can be given more than once.")
    ] = None,
    config: ConfigDir = DEFAULT_CONFIG,
    base_url: Annotated[
        str,
        typer.Option("--url", metavar="URL", help="The URL at which the site is served, for the links in its feeds."),
    ] = "",
) -> None:
    """Write the lists as a static site of pages, JSON files and feeds."""
    from monitor.service.list_site import publish_lists

    loaded, store = open_current(config)
    chosen = [found_list(loaded, name) for name in names or ()] or [item for item in loaded.lists if item.enabled]
    written = publish_lists(store, chosen, directory, utc_now(), base_url)
    count = written.files
    typer.echo(
        ngettext("{count} file written to {folder}", "{count} files written to {folder}", count, folder=directory)
    )


def open_current(folder: Path) -> "tuple[Config, SqlStore]":
    """Bring the lists up to date, and open the configuration and its store for reading.

    If the database cannot be written, the lists are shown as they are.
    """
    from monitor.lists.upkeep import ListUpkeep

    loaded, store = open_to_read(folder)
    if ListUpkeep(store, loaded).is_due(utc_now()):
        try:
            ListUpkeep(open_to_complete(loaded), loaded).run(utc_now())
        except StoreError as error:
            typer.echo(gettext("the lists could not be updated: {error}", error=error), err=True)
    return loaded, store


def found_list(config: Config, name: str) -> LivingList:
    """Return the list with the id `name`. Raises UnknownError if there is no such list."""
    listed = config.living_list(name)
    if listed is None:
        known = [item.id for item in config.lists]
        raise UnknownError(gettext("there is no list {name}", name=repr(name)) + suggestion(name, known))
    return listed


def _print(config: Path, name: str, form: OutputFormat, destination: Destination, *, left: bool) -> None:
    from monitor.lists.columns import is_descending

    loaded, store = open_current(config)
    listed = found_list(loaded, name)
    limit = destination.limit or ALL
    with store.reading() as tx:
        entries = tx.lists.entries(name, limit, descending=is_descending(listed), left=left)
    rows = [list_row(entry) for entry in entries]
    empty = gettext("no notice was removed from this list") if left else gettext("this list is empty")
    print_list(list_columns(listed, left=left), rows, form, empty, destination)


def list_columns(listed: LivingList, *, left: bool) -> tuple[Column, ...]:
    """Return the columns of a list, first the number of the notice, and then the configured columns.

    Only these are shown in tables. The columns after them are used in exports. If `left` is true, tables also show when
    and why each notice left the list.
    """
    shown = [name for name in listed.columns if name in _COLUMNS]
    rest = [name for name in _COLUMNS if name not in shown]
    columns = [replace(_COLUMNS[name](True), spare=name not in _KEPT) for name in shown] + [
        _COLUMNS[name](False) for name in rest
    ]
    more = (
        Column("left", N_("removed on"), _day_of("left"), shown=left, width=12),
        Column("why", N_("reason"), get("why"), shown=left, folds=True, width=30, words=_why),
    )
    return (Column("notice", N_("notice"), get("notice"), shown=True, width=8), *columns, *more)


def _why(row: Row) -> str:
    from crawler.model.reason import Reason
    from monitor.messages.reasons import render_reason

    return render_reason(Reason.from_json(row["reason"])) if row["reason"] else ""


def _date(key: str) -> Callable[[Row], Cell]:
    def day(row: Row) -> Cell:
        written = row.get(key)
        return date.fromisoformat(written) if written else None

    return day


def _day_of(key: str) -> Callable[[Row], Cell]:
    return lambda row: local_day(datetime.fromisoformat(row[key])) if row[key] else None


def _column(name: str, key: str, value: Callable[[Row], Cell], width: int, **settings: Any) -> Callable[[bool], Column]:
    return lambda shown: Column(key, LIST_HEADINGS[name], value, shown=shown, width=width, **settings)


_KEPT = ("title", "deadline")
"""The columns that a terminal table shows even if there is little room."""
_COLUMNS: dict[str, Callable[[bool], Column]] = {
    "title": _column("title", "title", lambda row: row["title"] or row["url"], 60, folds=True),
    "number": _column("number", "document_number", get("document_number"), 20),
    "issuer": _column("issuer", "issuers", join("issuers"), 28, folds=True),
    "region": lambda shown: replace(REGION, shown=shown),
    "kind": _column("kind", "kind", get("kind"), 10),
    "units": _column("units", "units", join("units"), 40, folds=True),
    "deadline": _column("deadline", "deadline", _date("deadline"), 12),
    "amounts": _column("amounts", "amounts", lambda row: amounts_text(row["amounts"]), 40, folds=True),
    "published": _column("published", "published_on", _date("published_on"), 12),
    "since": _column("since", "since", _day_of("since"), 12),
    "changed": _column("changed", "changed", _day_of("changed"), 12),
    "source": _column("source", "source", get("source"), 18),
    "url": _column("url", "url", get("url"), 40),
}
