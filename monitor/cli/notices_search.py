"""The implementation of `noticewatch notices search`. The search index is updated before the search."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import typer

from monitor.cli.common import json_line, printable
from monitor.cli.lists.selection import ALL, TopicMatches, record_object
from monitor.cli.output.formats import OutputFormat
from monitor.errors import StoreError
from monitor.model.search import SearchCounts, SearchFilters, SearchRequest
from monitor.ports import Store, Transaction
from monitor.service.retention import index_for_search, is_index_incomplete
from monitor.text.i18n import N_, gettext, ngettext
from monitor.text.regions import path_name
from monitor.topics import Query

INDEX_FIRST = 2000
"""Maximum number of notices that are indexed before a search. The daemon indexes the others."""
SHOWN = 10
"""Maximum number of values shown per facet."""
_NAMES = {
    "topic": N_("topic"),
    "source": N_("source"),
    "kind": N_("kind"),
    "issuer": N_("issuer"),
    "region": N_("region"),
    "month": N_("month"),
}


@dataclass(frozen=True)
class Page:
    """A part of the hits. It has at most `limit` hits, and only those whose ids are below `before`.

    If `limit` is None, the number of hits is not limited. If `before` is None, the part begins with the newest hit.
    """

    limit: int | None = None
    before: int | None = None


def search_notices(
    store: Store,
    query: Query,
    filters: SearchFilters,
    page: Page,
    topics: TopicMatches | None,
) -> tuple[list[dict[str, Any]], bool]:
    """Return the hits as JSON objects, the newest first, and whether there are more hits than `page` permits.

    If `topics` is given, the objects contain the ids of the matching topics.
    """
    _say_unindexed(store)
    with store.reading() as tx:
        result = tx.search.find(SearchRequest(query, (), filters), page.limit or ALL, page.before)
        records = [record for hit in result.ids if (record := tx.notices.get(hit))]
        return [record_object(tx, record, topics) for record in records], result.more


def search_facets(
    store: Store, query: Query, filters: SearchFilters, topics: Sequence[tuple[str, Query]]
) -> SearchCounts:
    """Return the counts of the hits.

    The first facet, `topic`, contains the number of hits for each of `topics`.
    """
    _say_unindexed(store)
    request = SearchRequest(query, (), filters)
    with store.reading() as tx:
        result = tx.search.count(request)
        counts = _topic_counts(tx, request, result, topics)
    return replace(result, facets={"topic": counts, **result.facets})


def _topic_counts(
    tx: Transaction, request: SearchRequest, result: SearchCounts, topics: Sequence[tuple[str, Query]]
) -> dict[str, int]:
    """Return the number of hits that match each topic, by topic id. The highest number is first.

    Topics that match no hit are left out. Hits that are older than those counted in `result` are ignored.
    """
    if not result.every:
        return {}
    oldest = min(result.every)
    counts = {
        topic: len(tx.search.matching(replace(request, also=(query,)), after=oldest - 1)) for topic, query in topics
    }
    return dict(sorted(((topic, count) for topic, count in counts.items() if count), key=lambda item: -item[1]))


def complete_index(store: Store, open_writable: Callable[[], Store]) -> None:
    """Add notices that are missing from the search index, because an older version of noticewatch recorded them.

    After about INDEX_FIRST notices, no more are added. `open_writable` opens the store for writing. If the database is
    locked or cannot be written, nothing is added.
    """
    if not is_index_incomplete(store):
        return
    with suppress(StoreError):
        writable = open_writable()
        total = 0
        while total < INDEX_FIRST and (done := index_for_search(writable)):
            total += done


def _say_unindexed(store: Store) -> None:
    with store.reading() as tx:
        missing = tx.search.count_unindexed()
    if missing:
        typer.echo(
            ngettext(
                "{count} notice is not searchable yet; `noticewatch run` indexes it in the background",
                "{count} notices are not searchable yet; `noticewatch run` indexes them in the background",
                missing,
            ),
            err=True,
        )


def print_next_page(objects: Sequence[dict[str, Any]]) -> None:
    """Print on standard error how to show the next page of hits."""
    last = objects[-1]["id"]
    typer.echo(
        gettext(
            "… and more; to show more, raise --limit or continue with --before {id}; to save all, use --out FILE",
            id=last,
        ),
        err=True,
    )


def print_facets(result: SearchCounts, form: OutputFormat) -> None:
    """Print the number of matching notices, in total and per value of each facet."""
    if form is not OutputFormat.table:
        typer.echo(json_line({"total": result.total, "more": result.more, "facets": result.facets}))
        return
    total = ngettext("{count} notice matches", "{count} notices match", result.total)
    typer.echo(
        gettext("more than {total} notices match; counts cover the newest {total}", total=result.total)
        if result.more
        else total
    )
    for name, values in result.facets.items():
        if not values:
            continue
        typer.echo("")
        typer.secho(gettext(_NAMES[name]), bold=True)
        for value, count in list(values.items())[:SHOWN]:
            shown = path_name(value) if name == "region" else value
            typer.echo(printable(f"{count:>6}  {shown}"))
        if len(values) > SHOWN:
            typer.echo(gettext("and {count} more", count=len(values) - SHOWN))
