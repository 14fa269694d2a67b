"""`noticewatch notices`."""

from datetime import UTC, datetime, time
from typing import Annotated

import typer

from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    Format,
    choose_format,
    json_line,
    notice_object,
    open_config,
    print_notices,
    printable,
    since_date,
)
from monitor.errors import UnknownError
from monitor.records import NoticeRecord, Place, Revision

app = typer.Typer(help="What has been recorded.", no_args_is_help=True)


@app.command("list")
def list_(
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 50,
    since: Annotated[str | None, typer.Option(help="First seen since a date (2024-01-01) or age (30d).")] = None,
    source: Annotated[str | None, typer.Option(help="First seen at this source.")] = None,
    form: Annotated[Format | None, typer.Option("--format", help="[default: table; jsonl in a pipe]")] = None,
) -> None:
    """List recorded notices, the newest first."""
    day = since_date(since)
    start = datetime.combine(day, time(), UTC) if day else None
    _, store = open_config(config)
    with store.reading() as tx:
        objects = [
            notice_object(one.notice, one.id, one.source, one.revision, tx.places(one.id))
            for one in tx.notices(limit, start, source)
        ]
    print_notices(objects, choose_format(form), "no notices are recorded yet; `noticewatch crawl` finds some")


@app.command()
def show(
    notice: Annotated[int, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="The notice as one JSON object.")] = False,
) -> None:
    """Show one notice: where it stands, its revisions and its text."""
    _, store = open_config(config)
    with store.reading() as tx:
        record = tx.notice(notice)
        if record is None:
            raise UnknownError(f"there is no notice {notice}")
        places, revisions = tx.places(notice), tx.revisions(notice)
    if as_json:
        found = notice_object(record.notice, record.id, record.source, record.revision, places)
        typer.echo(json_line(found))
    else:
        _show(record, places, revisions)


def _show(record: NoticeRecord, places: list[Place], revisions: list[Revision]) -> None:
    notice = record.notice
    lines = [
        f"{notice.title or '(no title)'}",
        "",
        f"id         {record.id}, revision {record.revision}",
        f"source     {record.source}",
        f"published  {notice.published_on or 'unknown'}",
        f"first seen {record.first_seen_at:%Y-%m-%d %H:%M} UTC",
        *(f"stands at  {place.url} ({place.source}){', gone' if place.gone_at else ''}" for place in places),
        *(f"revision {one.number} seen {one.seen_at:%Y-%m-%d %H:%M} UTC, {len(one.notice.text)} characters"
          for one in revisions if len(revisions) > 1),
        "",
        *notice.text.splitlines(),
    ]  # fmt: skip
    for line in lines:
        typer.echo(printable(line))
