"""`noticewatch notices`."""

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    OutputFormat,
    choose_format,
    json_line,
    open_config,
    print_notices,
    printable,
    since_date,
)
from monitor.errors import UnknownError
from monitor.model import NoticeRecord, Revision
from monitor.model.notice_json import notice_object

if TYPE_CHECKING:
    from monitor.messages.diff import Change

_ELSEWHERE = "not in the text: the page around it, the listing or the source"

_COLOURS = {"-": "red", "+": "green", ">": "cyan", "<": "cyan"}
app = typer.Typer(help="List, show and compare recorded notices.", no_args_is_help=True)


@app.command("list")
def list_(
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of entries, newest first.")] = 50,
    since: Annotated[
        str | None, typer.Option(help="Only notices first seen since this date (2024-01-01) or age (30d).")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only notices first seen at this source.")] = None,
    form: Annotated[OutputFormat | None, typer.Option("--format", help="[default: table; jsonl in a pipe]")] = None,
) -> None:
    """List recorded notices, newest first."""
    start = _instant(since)
    _, store = open_config(config)
    with store.reading() as tx:
        objects = [
            notice_object(record.notice, record.id, record.origin, record.revision, tx.locations.of_notice(record.id))
            for record in tx.notices.latest(limit, start, source)
        ]
    print_notices(objects, choose_format(form), "no notices are recorded yet; `noticewatch crawl` finds some")


@app.command()
def show(
    notice: Annotated[int, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="Print the notice as one JSON object.")] = False,
) -> None:
    """Show one notice: its locations, revisions, facts and text, with what was read from each line."""
    # `list` does without these and starts faster.
    from monitor.cli.notice_output import notice_rows, print_rows
    from monitor.views.history import history_object, history_rows, pruned_rows

    _, store = open_config(config)
    with store.reading() as tx:
        record = tx.notices.get(notice)
        if record is None:
            raise UnknownError(f"there is no notice {notice}")
        places = tx.locations.of_notice(notice)
        revisions = tx.notices.revisions(notice)
        links = tx.identity.links(notice)
    if as_json:
        found = notice_object(record.notice, record.id, record.origin, record.revision, places)
        typer.echo(json_line(found | history_object(record, revisions, places, links)))
    else:
        print_rows(
            [
                *history_rows(record, revisions, places, links),
                *notice_rows(record.notice, (), _ELSEWHERE),
                *pruned_rows(record),
            ]
        )


@app.command()
def diff(
    notice: Annotated[int, typer.Argument(metavar="ID")],
    old: Annotated[int | None, typer.Argument(metavar="FROM", help="[default: the revision before the last]")] = None,
    new: Annotated[int | None, typer.Argument(metavar="TO", help="[default: the last revision]")] = None,
    config: ConfigDir = DEFAULT_CONFIG,
) -> None:
    """Show what a revision changed, clause by clause; clauses that only moved are marked as moved."""
    from monitor.messages.diff import clause_changes

    _, store = open_config(config)
    with store.reading() as tx:
        record = tx.notices.get(notice)
        revisions = {revision.number: revision for revision in tx.notices.revisions(notice)}
    if record is None:
        raise UnknownError(f"there is no notice {notice}")
    last = record.revision if new is None else new
    first = max(1, last - 1) if old is None else old
    for number in (first, last):
        if number not in revisions:
            raise UnknownError(f"notice {notice} has no revision {number}; it has {_numbered(len(revisions))}")
    if record.pruned_at:
        raise UnknownError(f"the text of notice {notice} was pruned on {record.pruned_at:%Y-%m-%d}")
    if first == last:
        only = ", the only one it has," if len(revisions) == 1 else ""
        typer.echo(f"revision {first} of notice {notice}{only} is compared with itself: nothing changed")
        return
    _print_changes(
        clause_changes(revisions[first].notice.text, revisions[last].notice.text),
        record,
        revisions[first],
        revisions[last],
    )


def _print_changes(changes: "list[Change]", record: NoticeRecord, old: Revision, new: Revision) -> None:
    from monitor.messages.diff import summary
    from monitor.views.history import revision_words

    typer.secho(printable(f"notice {record.id}: {new.notice.title or new.notice.url}"), bold=True)
    for sign, revision in (("-", old), ("+", new)):
        typer.secho(f"{sign * 3} {revision_words(revision)}", fg=_COLOURS[sign])
    if not any(change.sign in "+-<>" for change in changes):
        typer.echo(f"revisions {old.number} and {new.number} say the same")
        return
    for change in changes:
        typer.secho(printable(f"{change.sign} {change.text}"), fg=_COLOURS.get(change.sign), dim=change.sign == "…")
    typer.echo(summary(changes))


def _numbered(count: int) -> str:
    return "revision 1 alone" if count == 1 else f"revisions 1 to {count}"


@app.command()
def reread(
    config: ConfigDir = DEFAULT_CONFIG,
    source: Annotated[str | None, typer.Option(help="Only notices first seen at this source.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only pages seen since this date (2024-01-01) or age (30d).")
    ] = None,
) -> None:
    """Re-parse stored pages with the current reader. Sends no alerts; resumes if interrupted."""
    start = _instant(since)
    # Here the crawler's pool and all of the ingest are needed, which take half a second to load.
    from monitor.cli.notices_reread import reread_pages

    counts = reread_pages(*open_config(config), source, start)
    typer.echo(
        f"{counts.total()} pages read again: {counts['changed']} otherwise than before, "
        f"{counts['failed']} could not be read"
    )
    raise SystemExit(1 if counts["failed"] else 0)


def _instant(since: str | None) -> datetime | None:
    day = since_date(since)
    return datetime.combine(day, time(), UTC) if day else None
