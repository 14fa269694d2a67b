"""The command `noticewatch trends`."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read
from monitor.cli.output.columns import TREND_WEEKS, TRENDS
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
from monitor.model.trends import Dimension
from monitor.runtime.clock import local_today
from monitor.text.i18n import N_, gettext
from monitor.trends.report import TrendReport, trend_report
from monitor.views.trends import trend_rows, week_rows

app = typer.Typer(
    help="List and export the number of notices per week and the weeks with unusual numbers.", no_args_is_help=True
)
By = Annotated[Dimension | None, typer.Option("--by", help="List only one kind: topics, issuers or regions.")]
_EMPTY = N_("no notice was published in the last 52 complete weeks")


@app.command("list")
def list_(
    config: ConfigDir = DEFAULT_CONFIG,
    by: By = None,
    limit: Limit = None,
    form: ListFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List the number of notices last week for each topic, issuer and region, unusual numbers first."""
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    rows = trend_rows(_report(config), by)
    print_list(TRENDS, rows, chosen, gettext(_EMPTY), Destination(out, excel, limit))


@app.command()
def export(
    config: ConfigDir = DEFAULT_CONFIG,
    by: By = None,
    form: ExportFormat = None,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Export the weekly number of notices for each topic, issuer and region, for the last 52 complete weeks."""
    chosen = export_format(OutputFormat, form, out)
    print_list(TREND_WEEKS, list(week_rows(_report(config), by)), chosen, gettext(_EMPTY), Destination(out, excel))


def _report(config: Path) -> TrendReport:
    loaded, store = open_to_read(config)
    queries = {topic.id: loaded.parse_topic(topic.query) for topic in loaded.topics}
    with store.reading() as tx:
        return trend_report(tx, queries, local_today())
