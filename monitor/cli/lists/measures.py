"""The command `noticewatch measures`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read
from monitor.cli.lists.selection import FromSource, Ids, NoticeSelection, OnTopic, SinceSeen
from monitor.cli.output.columns import MEASURES
from monitor.cli.output.formats import (
    AsJson,
    Destination,
    Excel,
    Limit,
    ListFormat,
    Out,
    OutputFormat,
    export_format,
    list_format,
)
from monitor.cli.output.printing import print_list
from monitor.text.i18n import gettext
from monitor.views.tables import measure_rows

app = typer.Typer(help="List and export the measures of recorded notices.", no_args_is_help=True)
Unit = Annotated[str | None, typer.Option(help="Only measures of a unit whose name contains this.")]
By = Annotated[str | None, typer.Option(metavar="YEAR|DATE", help="Only measures with a target by then or earlier.")]


@app.command("list")
def list_(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    unit: Unit = None,
    by: By = None,
    limit: Limit = None,
    form: ListFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List measures with their responsible units and targets, those of the newest notices first."""
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    selection = NoticeSelection(tuple(ids or ()), since, source, topic)
    _print(config, selection, unit, by, chosen, Destination(out, excel, limit))


@app.command()
def export(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    unit: Unit = None,
    by: By = None,
    form: Annotated[
        OutputFormat | None, typer.Option("--format", help="[default: the suffix of --out; else csv]")
    ] = None,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Export all measures with all fields, for example to measures.xlsx."""
    chosen = export_format(OutputFormat, form, out)
    selection = NoticeSelection(tuple(ids or ()), since, source, topic)
    _print(config, selection, unit, by, chosen, Destination(out, excel))


def _print(
    config: Path,
    selection: NoticeSelection,
    unit: str | None,
    by: str | None,
    form: OutputFormat,
    destination: Destination,
) -> None:
    loaded, store = open_to_read(config)
    with store.reading() as tx:
        found = (row for record in selection.records(tx, loaded) for row in measure_rows(record))
        rows = [row for row in found if _wanted(row, unit, by)]
    print_list(MEASURES, rows, form, gettext("no measures are recorded yet that match"), destination)


def _wanted(row: dict[str, Any], unit: str | None, by: str | None) -> bool:
    if unit and not any(unit.casefold() in name.casefold() for name in row["responsible_units"]):
        return False
    return not by or (row["by"] is not None and _last_day(row["by"]) <= _last_day(by))


def _last_day(written: str) -> str:
    """Return the last date of a year, month or date, in ISO form."""
    return written + "-12-31"[len(written) - 4 :] if len(written) < 10 else written
