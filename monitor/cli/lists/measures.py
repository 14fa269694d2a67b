"""The command `noticewatch measures`."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.text.fold import fold
from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read
from monitor.cli.lists.selection import FromSource, Ids, NoticeSelection, OnTopic, SinceSeen
from monitor.cli.output.columns import MEASURES, TASKS
from monitor.cli.output.formats import (
    AsJson,
    Destination,
    Excel,
    ExportFormat,
    Limit,
    ListFormat,
    Out,
    OutputFormat,
    export_format,
    list_format,
)
from monitor.cli.output.printing import print_list
from monitor.model.regions import is_in_region
from monitor.text.i18n import gettext
from monitor.views.tables import last_day, measure_rows, task_rows

app = typer.Typer(help="List and export the measures of recorded notices.", no_args_is_help=True)
Unit = Annotated[str | None, typer.Option(help="Only measures of units whose names contain this text.")]
Region = Annotated[
    str | None,
    typer.Option(
        help="Only measures in notices from this region, given as a name (such as 滨州市) "
        "or a path (such as CN/山东省)."
    ),
]
PerUnit = Annotated[
    bool,
    typer.Option(
        "--per-unit", help="Print a task table, sorted by unit, with one row for each responsible unit of each measure."
    ),
]


def _year_or_date(written: str | None) -> str | None:
    """Return a year, a month or a date in ISO form unchanged. Raises BadParameter if `written` is none of these."""
    try:
        if written is not None:
            if not re.fullmatch(r"\d{4}(-\d\d){0,2}", written):
                raise ValueError
            date.fromisoformat(written + "-01-01"[len(written) - 4 :])
    except ValueError as error:
        raise typer.BadParameter(gettext("expected a year or a date, such as 2027 or 2027-06-30")) from error
    return written


By = Annotated[
    str | None,
    typer.Option(
        metavar="YEAR|DATE",
        callback=_year_or_date,
        help="Only measures with a target date up to this year or date.",
    ),
]


@app.command("list")
def list_(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    unit: Unit = None,
    by: By = None,
    region: Region = None,
    per_unit: PerUnit = False,
    limit: Limit = None,
    form: ListFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List measures with their responsible units and targets, sorted from the newest notice to the oldest."""
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    selection = NoticeSelection(tuple(ids or ()), since, source, topic)
    wanted = _MeasureFilter(unit, by, region, per_unit)
    _print(config, selection, wanted, chosen, Destination(out, excel, limit))


@app.command()
def export(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    unit: Unit = None,
    by: By = None,
    region: Region = None,
    per_unit: PerUnit = False,
    form: ExportFormat = None,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Export all measures with all fields, for example to measures.xlsx."""
    chosen = export_format(OutputFormat, form, out)
    selection = NoticeSelection(tuple(ids or ()), since, source, topic)
    wanted = _MeasureFilter(unit, by, region, per_unit)
    _print(config, selection, wanted, chosen, Destination(out, excel))


@dataclass(frozen=True)
class _MeasureFilter:
    """The conditions that a measure must meet to be listed.

    `per_unit` is true if each responsible unit of a measure has a row of its own in the list.
    """

    unit: str | None
    by: str | None
    region: str | None
    per_unit: bool

    def accepts(self, row: dict[str, Any]) -> bool:
        names = [row["unit"]] if self.per_unit else row["responsible_units"]
        if self.unit and not any(fold(self.unit) in fold(name) for name in names):
            return False
        if self.region and not is_in_region(row["region"], self.region):
            return False
        return not self.by or (row["by"] is not None and last_day(row["by"]) <= last_day(self.by))


def _print(
    config: Path, selection: NoticeSelection, wanted: _MeasureFilter, form: OutputFormat, destination: Destination
) -> None:
    loaded, store = open_to_read(config)
    rows_of = task_rows if wanted.per_unit else measure_rows
    with store.reading() as tx:
        rows = [row for record in selection.records(tx, loaded) for row in rows_of(record) if wanted.accepts(row)]
    if wanted.per_unit:
        rows.sort(key=lambda row: (fold(row["unit"]), row["by"] is None, row["by"] or ""))
    columns = TASKS if wanted.per_unit else MEASURES
    print_list(columns, rows, form, gettext("no recorded measure matches"), destination)
