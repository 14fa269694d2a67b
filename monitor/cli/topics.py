"""`noticewatch topics`."""

import sys
from typing import Annotated

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
from monitor.cli.query_warnings import query_warnings
from monitor.cli.setup.topics_add import add_topic
from monitor.text.i18n import gettext

app = typer.Typer(help="List, add and test topics (named queries).", no_args_is_help=True)
app.command("list")(list_topics)
app.command("add")(add_topic)


@app.command("test")
def try_(
    query: Annotated[str, typer.Argument(metavar="ID|QUERY", help="The id of a topic, or a query.")],
    config: ConfigDir = DEFAULT_CONFIG,
    since: Annotated[
        str, typer.Option(help="Only notices first seen since this date (2024-01-01) or within this period (30d).")
    ] = "30d",
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of notices, newest first.")] = 10_000,
) -> None:
    """Test a topic or a query against the full text of recorded notices."""
    start = since_instant(since)
    loaded, store = open_to_read(config)
    parsed = topic_or_query(loaded, query)
    with store.reading() as tx:
        records = tx.notices.latest(limit, start, None)
    found = 0
    texts = []
    for record in records:
        matchable = whole_matchable(record.notice)
        texts.append(matchable.text)
        words = parsed.match(matchable)
        if words is not None:
            found += 1
            title = record.notice.title or record.notice.url
            typer.echo(printable(f"#{record.id}  {title}  ({', '.join(sorted(words))})"))
    for warning in query_warnings(parsed, texts):
        sys.stderr.write(printable(warning) + "\n")
    typer.echo(gettext("{count} of {total} notices match", count=found, total=len(records)))
