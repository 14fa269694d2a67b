"""The command group `noticewatch topics`."""

import sys
from typing import Annotated, Any

import typer

from monitor.alerting.documents import whole_matchable
from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    open_to_read,
    printable,
    since_instant,
    topic_or_query,
)
from monitor.cli.lists.topics import list_topics
from monitor.cli.output.columns import TOPIC_HITS
from monitor.cli.output.formats import AsJson, Destination, Excel, Out, OutputFormat, SetupFormat, setup_format
from monitor.cli.output.printing import language_of, print_list
from monitor.cli.query_warnings import query_warnings
from monitor.cli.setup.topics_add import add_topic
from monitor.model import NoticeRecord
from monitor.text.i18n import enumeration, gettext, ngettext
from monitor.views.clauses import match_places

PLACES = 6
"""Maximum number of places that are printed for a match; further ones are counted."""
app = typer.Typer(help="List, add and test topics (named queries).", no_args_is_help=True)
app.command("list")(list_topics)
app.command("add")(add_topic)


@app.command("test")
def try_(
    query: Annotated[str, typer.Argument(metavar="ID|QUERY", help="The id of a topic, or a query.")],
    config: ConfigDir = DEFAULT_CONFIG,
    since: Annotated[
        str,
        typer.Option(
            help="Only notices first seen since this date (such as 2024-01-01) or within this period (such as 30d)."
        ),
    ] = "30d",
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of notices, newest first.")] = 10_000,
    form: SetupFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Test a topic or a query against recorded notices; show date, title, link, matching words and their positions."""
    chosen = setup_format(form, out, as_json=as_json)
    destination = Destination(out, excel)
    loaded, store = open_to_read(config)
    start = since_instant(since)
    parsed = topic_or_query(loaded, query)
    with store.reading() as tx:
        records = tx.notices.latest(limit, start, None)
    texts = []
    found = []
    with language_of(chosen, destination):
        for record in records:
            matchable = whole_matchable(record.notice)
            texts.append(matchable.text)
            words = parsed.match(matchable)
            if words is not None:
                found.append(_hit(record, sorted(words)))
    if chosen is OutputFormat.table and out is None:
        for hit in found:
            _print(hit)
    else:
        print_list(TOPIC_HITS, found, chosen, gettext("no recorded notice matches"), destination)
    for warning in query_warnings(parsed, texts):
        sys.stderr.write(printable(warning) + "\n")
    count = ngettext(
        "{found} of {count} notice matches", "{found} of {count} notices match", len(records), found=len(found)
    )
    typer.echo(count, err=chosen is not OutputFormat.table or out is not None)


def _hit(record: NoticeRecord, words: list[str]) -> dict[str, Any]:
    notice = record.notice
    return {
        "id": record.id,
        "published_on": notice.published_on.isoformat() if notice.published_on else None,
        "title": notice.title,
        "url": notice.url,
        "words": words,
        "places": match_places(notice, words),
    }


def _print(hit: dict[str, Any]) -> None:
    typer.echo(printable(f"#{hit['id']}  {hit['published_on'] or '–'}  {hit['title'] or hit['url']}"))
    typer.echo(printable(f"    {_limited(hit['places'])}{gettext(': ')}{enumeration(hit['words'])}"))
    typer.echo(printable(f"    {hit['url']}"))


def _limited(places: list[str]) -> str:
    more = [gettext("and {count} more", count=len(places) - PLACES)] if len(places) > PLACES else []
    return enumeration([*places[:PLACES], *more])
