"""The command `noticewatch series`."""

from typing import Annotated

import typer

from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, json_line, open_to_read
from monitor.cli.lists.deadlines import until_date
from monitor.cli.output.columns import SERIES, SERIES_EDITIONS
from monitor.cli.output.formats import AsJson, Destination, Excel, Limit, ListFormat, Out, OutputFormat, list_format
from monitor.cli.output.printing import print_list
from monitor.errors import UnknownError
from monitor.model.series import SeriesQuery
from monitor.runtime.clock import local_today
from monitor.text.i18n import gettext
from monitor.text.sanitize import printable
from monitor.views.series import edition_object, forecast_words, series_row

ALL = 100_000
app = typer.Typer(help="List and show series of recurring notices and their forecasts.", no_args_is_help=True)


@app.command("list")
def list_(
    words: Annotated[
        str | None, typer.Argument(metavar="WORDS", help="Only series whose title or issuer contains these words.")
    ] = None,
    config: ConfigDir = DEFAULT_CONFIG,
    until: Annotated[
        str | None,
        typer.Option(
            help="Only series whose next notice is expected by this date (such as 2027-01-31) or "
            "within this period (such as 30d)."
        ),
    ] = None,
    limit: Limit = None,
    form: ListFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List the series with the date on which the next notice is expected, the earliest first."""
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    destination = Destination(out, excel, limit)
    _, store = open_to_read(config)
    today = local_today()
    with store.reading() as tx:
        query = SeriesQuery(words=words or "", expected_by=until_date(until, today))
        rows = [series_row(series, today) for series in tx.series.find(query, destination.shown(chosen) or ALL)]
    print_list(SERIES, rows, chosen, gettext("no series matches"), destination)


@app.command()
def show(
    series: Annotated[int, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="Print the series as one JSON object.")] = False,
) -> None:
    """Show one series: its forecast, the basis of the forecast, and all its notices, the newest first."""
    _, store = open_to_read(config)
    today = local_today()
    with store.reading() as tx:
        found = tx.series.get(series)
        if found is None:
            raise UnknownError(gettext("there is no series {id}", id=series))
        rows = tx.series.editions(series, ALL)
        editions = [edition_object(row, tx.notices.get(row.notice)) for row in rows]
    if as_json:
        typer.echo(json_line(series_row(found, today) | {"notices": editions}))
        return
    typer.echo(printable(f"{found.id}  {found.title}"))
    typer.echo(printable(forecast_words(found, today)))
    print_list(SERIES_EDITIONS, editions, OutputFormat.table, "", Destination(None, False, len(editions)))
