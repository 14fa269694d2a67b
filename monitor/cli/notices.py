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
    open_to_read,
    print_notices,
    printable,
    since_date,
    topic_or_query,
)
from monitor.errors import UnknownError
from monitor.model import NoticeRecord, Revision
from monitor.model.notice_json import notice_object
from monitor.text.i18n import N_, gettext, ngettext

if TYPE_CHECKING:
    from monitor.messages.diff import Change

_ELSEWHERE = N_("taken from the page or the listing, not from the text")

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
    _, store = open_to_read(config)
    with store.reading() as tx:
        objects = [
            notice_object(record.notice, record.id, record.origin, record.revision, tx.locations.of_notice(record.id))
            for record in tx.notices.latest(limit, start, source)
        ]
    print_notices(
        objects, choose_format(form), gettext("no notices are recorded yet; `noticewatch crawl` fetches some")
    )


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="ID|QUERY", help="The id of a topic, or a query.")],
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of entries, newest first.")] = 50,
    before: Annotated[
        int | None, typer.Option(metavar="ID", help="Only notices before this one: the next page.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only notices first seen since this date (2024-01-01) or age (30d).")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only notices from this source.")] = None,
    facets: Annotated[
        bool, typer.Option("--facets", help="Print how many notices match, by source, kind, issuer, region and month.")
    ] = False,
    form: Annotated[OutputFormat | None, typer.Option("--format", help="[default: table; jsonl in a pipe]")] = None,
) -> None:
    """Search all recorded notices with a query, newest first."""
    from monitor.cli.notices_search import print_facets, search_notices
    from monitor.model.search import SearchFilters

    loaded, store = open_config(config)
    parsed = topic_or_query(loaded, query)
    objects, result = search_notices(
        store, parsed, SearchFilters(source=source, since=_instant(since)), limit, before, facets=facets
    )
    if facets:
        print_facets(result, choose_format(form))
    else:
        print_notices(objects, choose_format(form), gettext("no recorded notice matches"))


@app.command()
def show(
    notice: Annotated[int, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="Print the notice as one JSON object.")] = False,
) -> None:
    """Show one notice: its locations, revisions, facts and text, and the facts read from each line."""
    # `list` does without these and starts faster.
    from monitor.cli.notice_output import notice_rows, print_rows
    from monitor.views.history import history_object, history_rows, pruned_rows

    _, store = open_to_read(config)
    with store.reading() as tx:
        record = tx.notices.get(notice)
        if record is None:
            raise UnknownError(gettext("there is no notice {id}", id=notice))
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
                *notice_rows(record.notice, (), gettext(_ELSEWHERE)),
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

    _, store = open_to_read(config)
    with store.reading() as tx:
        record = tx.notices.get(notice)
        revisions = {revision.number: revision for revision in tx.notices.revisions(notice)}
    if record is None:
        raise UnknownError(gettext("there is no notice {id}", id=notice))
    last = record.revision if new is None else new
    first = max(1, last - 1) if old is None else old
    for number in (first, last):
        if number not in revisions:
            raise UnknownError(
                gettext(
                    "notice {id} has no revision {number}; it has {known}",
                    id=notice,
                    number=number,
                    known=_numbered(len(revisions)),
                )
            )
    if record.pruned_at:
        day = f"{record.pruned_at:%Y-%m-%d}"
        raise UnknownError(
            gettext("the text of notice {id} was deleted on {day}, according to `keep.notices`", id=notice, day=day)
        )
    if first == last:
        if len(revisions) == 1:
            typer.echo(gettext("notice {id} has one revision only: nothing to compare", id=notice))
        else:
            typer.echo(
                gettext("revision {number} of notice {id} compared with itself: no changes", number=first, id=notice)
            )
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

    title = new.notice.title or new.notice.url
    typer.secho(printable(gettext("notice {id}: {title}", id=record.id, title=title)), bold=True)
    for sign, revision in (("-", old), ("+", new)):
        typer.secho(f"{sign * 3} {revision_words(revision)}", fg=_COLOURS[sign])
    if not any(change.sign in "+-<>" for change in changes):
        typer.echo(gettext("revisions {old} and {new} have the same text", old=old.number, new=new.number))
        return
    for change in changes:
        typer.secho(printable(f"{change.sign} {change.text}"), fg=_COLOURS.get(change.sign), dim=change.sign == "…")
    typer.echo(summary(changes))


def _numbered(count: int) -> str:
    return gettext("revision 1 only") if count == 1 else gettext("revisions 1 to {count}", count=count)


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
        ngettext(
            "{count} page re-parsed: {changed} changed, {failed} failed",
            "{count} pages re-parsed: {changed} changed, {failed} failed",
            counts.total(),
            changed=counts["changed"],
            failed=counts["failed"],
        )
    )
    raise SystemExit(1 if counts["failed"] else 0)


def _instant(since: str | None) -> datetime | None:
    day = since_date(since)
    return datetime.combine(day, time(), UTC) if day else None
