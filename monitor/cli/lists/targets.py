"""The command `noticewatch targets`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read
from monitor.cli.lists.selection import FromSource, Ids, NoticeSelection, OnTopic, SinceSeen
from monitor.cli.output.columns import TARGETS, YEARS
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
from monitor.model.targets import DUE_DAYS, TargetState
from monitor.runtime.clock import local_today
from monitor.text.i18n import gettext
from monitor.views.targets import TargetFilter, target_rows, year_rows

app = typer.Typer(
    help="List and export the targets of recorded notices with their state: ahead, due soon, past or superseded.",
    no_args_is_help=True,
)
State = Annotated[TargetState | None, typer.Option(help="Only targets in this state.")]
Unit = Annotated[str | None, typer.Option(help="Only targets of units whose names contain this text.")]
Year = Annotated[str | None, typer.Option(metavar="YEAR", help="Only targets of this year.")]
Within = Annotated[
    int, typer.Option(min=0, max=3660, help="A target is due soon if its date is at most this many days away.")
]


@app.command("list")
def list_(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    state: State = None,
    unit: Unit = None,
    year: Year = None,
    within: Within = DUE_DAYS,
    limit: Limit = None,
    form: ListFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List targets by date, with their state and responsible units."""
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    rows = _rows(
        config,
        NoticeSelection(tuple(ids or ()), since, source, topic),
        TargetFilter(unit or "", year or "", state or ""),
        within,
    )
    print_list(TARGETS, rows, chosen, gettext("no recorded target matches"), Destination(out, excel, limit))


@app.command()
def export(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    state: State = None,
    unit: Unit = None,
    year: Year = None,
    within: Within = DUE_DAYS,
    form: ExportFormat = None,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Export all targets with all fields, for example to targets.xlsx."""
    chosen = export_format(OutputFormat, form, out)
    rows = _rows(
        config,
        NoticeSelection(tuple(ids or ()), since, source, topic),
        TargetFilter(unit or "", year or "", state or ""),
        within,
    )
    print_list(TARGETS, rows, chosen, gettext("no recorded target matches"), Destination(out, excel))


@app.command()
def years(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    unit: Unit = None,
    within: Within = DUE_DAYS,
    form: ListFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Show the number of targets by year and state, for assessments."""
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    rows = _rows(config, NoticeSelection(tuple(ids or ()), since, source, topic), TargetFilter(unit or ""), within)
    empty = gettext("no recorded target matches")
    print_list(YEARS, year_rows(rows), chosen, empty, Destination(out, excel))


def _rows(config: Path, selection: NoticeSelection, wanted: TargetFilter, within: int) -> list[dict[str, Any]]:
    loaded, store = open_to_read(config)
    today = local_today()
    with store.reading() as tx:
        found = [
            row
            for record in selection.records(tx, loaded)
            for row in target_rows(
                record, tx.notices.revisions(record.id) if record.revision > 1 else (), today, within
            )
        ]
    rows = [row for row in found if wanted.accepts(row)]
    return sorted(rows, key=lambda row: (row["due"] is None, row["due"] or "", row["notice"]))
