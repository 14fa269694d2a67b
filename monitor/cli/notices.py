"""The command group `noticewatch notices`."""

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    DEFAULT_CONFIG,
    ConfigDir,
    json_line,
    open_config,
    open_to_complete,
    open_to_read,
    printable,
    since_instant,
    topic_or_query,
)
from monitor.cli.lists.selection import (
    FromSource,
    Ids,
    NoticeSelection,
    OnTopic,
    SinceSeen,
    TopicMatches,
    record_object,
)
from monitor.cli.output.formats import (
    AsJson,
    Destination,
    Excel,
    Limit,
    ListFormat,
    NoticeFormat,
    Out,
    OutputFormat,
    export_format,
    list_format,
)
from monitor.cli.output.printing import print_notices
from monitor.errors import UnknownError
from monitor.model import NoticeRecord, Revision
from monitor.runtime.clock import local_today
from monitor.text.i18n import N_, gettext, ngettext
from monitor.text.zone import local_day

if TYPE_CHECKING:
    from monitor.messages.diff import Change

_NOTHING = N_("no notices are recorded yet; `noticewatch crawl` fetches some")
_ELSEWHERE = N_("taken from the page or the listing")

_COLOURS = {"-": "red", "+": "green", ">": "cyan", "<": "cyan"}
app = typer.Typer(help="List, show and compare recorded notices.", no_args_is_help=True)


@app.command("list")
def list_(
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Limit = None,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    form: ListFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List recorded notices, newest first."""
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    destination = Destination(out, excel, limit)
    loaded, store = open_to_read(config)
    selection = NoticeSelection((), since, source, topic)
    topics = None if chosen is OutputFormat.table else TopicMatches(loaded)
    with store.reading() as tx:
        records = selection.records(tx, loaded, destination.shown(chosen))
        objects = [record_object(tx, record, topics) for record in records]
        total = selection.count(tx)
    empty = gettext("no recorded notice matches") if topic else gettext(_NOTHING)
    print_notices(objects, chosen, empty, destination, total)


@app.command()
def export(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    form: Annotated[
        NoticeFormat | None, typer.Option("--format", help="[default: by the suffix of --out, otherwise csv]")
    ] = None,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Export recorded notices with all fields, or as a folder of Markdown files (`--format markdown --out DIR`)."""
    chosen = export_format(NoticeFormat, form, out)
    if chosen is NoticeFormat.markdown and out is None:
        raise UnknownError(gettext("--format markdown needs a folder; specify it with --out DIR"))
    loaded, store = open_to_read(config)
    topics = TopicMatches(loaded)
    with store.reading() as tx:
        records = NoticeSelection(tuple(ids or ()), since, source, topic).records(tx, loaded)
        objects = [record_object(tx, record, topics) for record in records]
    if chosen is NoticeFormat.markdown and out is not None:
        from monitor.cli.output.markdown import write_folder

        count = len(write_folder(objects, out))
        typer.echo(ngettext("wrote {count} file to {folder}", "wrote {count} files to {folder}", count, folder=out))
        return
    print_notices(objects, chosen, gettext(_NOTHING), Destination(out, excel))


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="ID|QUERY", help="The id of a topic, or a query.")],
    config: ConfigDir = DEFAULT_CONFIG,
    limit: Limit = None,
    before: Annotated[
        int | None,
        typer.Option(
            metavar="ID", help="Only notices whose id is smaller than this number, to show the next page of a list."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="Only notices first seen since this date (such as 2024-01-01) or within this period (such as 30d)."
        ),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only notices from this source.")] = None,
    facets: Annotated[
        bool,
        typer.Option(
            "--facets", help="Print the number of matching notices by topic, source, kind, issuer, region and month."
        ),
    ] = False,
    form: ListFormat = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Search all recorded notices with a query, newest first."""
    from monitor.cli.notices_search import (
        Page,
        complete_index,
        print_facets,
        print_next_page,
        search_facets,
        search_notices,
    )
    from monitor.model.search import SearchFilters

    loaded, store = open_to_read(config)
    complete_index(store, lambda: open_to_complete(loaded))
    parsed = topic_or_query(loaded, query)
    chosen = list_format(OutputFormat, form, out, as_json=as_json)
    topics = None if chosen is OutputFormat.table else TopicMatches(loaded)
    filters = SearchFilters(source=source, since=since_instant(since))
    if facets:
        print_facets(search_facets(store, parsed, filters, TopicMatches(loaded).queries), chosen)
        return
    destination = Destination(out, excel, limit)
    page = Page(destination.shown(chosen), before)
    objects, has_more = search_notices(store, parsed, filters, page, topics)
    print_notices(objects, chosen, gettext("no recorded notice matches"), destination)
    if has_more:
        print_next_page(objects)


@app.command()
def show(
    notice: Annotated[int, typer.Argument(metavar="ID")],
    config: ConfigDir = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="Print the notice as one JSON object.")] = False,
) -> None:
    """Show one notice: its locations, revisions and text, and the extracted facts with their line numbers."""
    # Imported here, because `list` does not need these modules and starts faster without them.
    from monitor.cli.notice_output import notice_rows, print_rows
    from monitor.views.history import history_object, history_rows, pruned_rows
    from monitor.views.series import series_row, series_rows

    loaded, store = open_to_read(config)
    topics = TopicMatches(loaded)
    with store.reading() as tx:
        record = tx.notices.get(notice)
        if record is None:
            raise UnknownError(gettext("there is no notice {id}", id=notice))
        found = record_object(tx, record, topics) if as_json else {}
        places = tx.locations.of_notice(notice)
        revisions = tx.notices.revisions(notice)
        links = tx.identity.links(notice)
        series = tx.series.of_notice(notice)
    today = local_today()
    if as_json:
        member = {"series": series_row(series, today) if series else None}
        typer.echo(json_line(found | history_object(record, revisions, places, links) | member))
    else:
        history = (*history_rows(record, revisions, places, links), *series_rows(series, today))
        names = topics.names(record.notice)
        rows = notice_rows(record.notice, (), gettext(_ELSEWHERE), names, history)
        print_rows([*rows, *pruned_rows(record)])


@app.command()
def diff(
    notice: Annotated[int, typer.Argument(metavar="ID")],
    old: Annotated[int | None, typer.Argument(metavar="FROM", help="[default: the revision before the last]")] = None,
    new: Annotated[int | None, typer.Argument(metavar="TO", help="[default: the last revision]")] = None,
    config: ConfigDir = DEFAULT_CONFIG,
) -> None:
    """Show what a revision changed, clause by clause; clauses that were only moved are marked as moved."""
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
                    "notice {id} has no revision {number}; available: {known}",
                    id=notice,
                    number=number,
                    known=_numbered(len(revisions)),
                )
            )
    if record.pruned_at:
        day = local_day(record.pruned_at)
        raise UnknownError(
            gettext("the text of notice {id} was deleted on {day}, as required by `keep.notices`", id=notice, day=day)
        )
    if first == last:
        if len(revisions) == 1:
            typer.echo(gettext("notice {id} has only one revision, so there is nothing to compare", id=notice))
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
        str | None,
        typer.Option(
            help="Only pages fetched since this date (such as 2024-01-01) or within this period (such as 30d)."
        ),
    ] = None,
) -> None:
    """Re-parse stored pages with the current reader. Sends no alerts; resumes if interrupted."""
    # Imported here, because loading the crawler pool and the ingest code takes half a second.
    from monitor.cli.notices_reread import reread_pages

    loaded, store = open_config(config)
    counts = reread_pages(loaded, store, source, since_instant(since))
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
