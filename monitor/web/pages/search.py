"""The search page, with facets."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.model.search import COUNTED, SearchCounts, SearchFilters, SearchRequest, SearchResult
from monitor.ports import Transaction
from monitor.text.i18n import N_, gettext
from monitor.text.regions import path_name
from monitor.topics import QueryError
from monitor.views.facts import kind_name
from monitor.web.entries import list_entries
from monitor.web.html import render, render_entries
from monitor.web.site import WebSite, site_of

PAGE = 25
SHOWN = 12
"""Maximum number of values shown per facet."""
_NAMES = {
    "topic": N_("topic"),
    "issuer": N_("issuer"),
    "kind": N_("kind"),
    "region": N_("region"),
    "source": N_("source"),
    "month": N_("month"),
}
router = APIRouter()


@router.get("/search")
def search(
    request: Request,
    q: str = "",
    topic: str = "",
    issuer: str = "",
    kind: str = "",
    region: str = "",
    source: str = "",
    month: str = "",
    before: int | None = None,
) -> Response:
    """Show the newest notices that match the query and the chosen facets, and the number of matches per facet value."""
    site = site_of(request)
    chosen = {"topic": topic, "issuer": issuer, "kind": kind, "region": region, "source": source, "month": month}
    error = query = None
    try:
        query = site.query(q) if q.strip() else None
    except QueryError as wrong:
        error = str(wrong)
    if error or not (query or any(chosen.values())):
        return render(
            request, "search.html", q=q, chosen={}, error=error, result=None, entries="", facets=[], next=None
        )
    by_topic = site.topic_query(topic)
    filters = SearchFilters.chosen(chosen)
    search_request = SearchRequest(query, (by_topic,) if by_topic else (), filters)
    with site.store.reading() as tx:
        page = tx.search.find(search_request, PAGE, before)
    with ThreadPoolExecutor(1) as executor:
        # The hits are counted while the entries are made. Nothing waits here for a second connection to the database.
        counting = executor.submit(_counts, site, search_request, page)
        with site.store.reading() as tx:
            listed = list_entries(tx, request.state.owner, page.ids, query or by_topic)
            topics = _topic_hits(site, tx)
        entries = render_entries(request, listed)
        result = _with_topics(counting.result(), topics)
    facets = _facets(site, result, q, chosen)
    following = site.url("/search", q=q, **chosen, before=page.ids[-1]) if page.more else None
    removed = {
        name: (_chip(site, name, value), site.url("/search", q=q, **{**chosen, name: ""}))
        for name, value in chosen.items()
        if value
    }
    return render(
        request,
        "search.html",
        q=q,
        chosen=chosen,
        removed=removed,
        error=None,
        result=result,
        counted=COUNTED,
        entries=entries,
        facets=facets,
        next=following,
        subscribe=_subscribing(site, q.strip(), chosen),
    )


def _subscribing(site: WebSite, q: str, chosen: dict[str, str]) -> str:
    """Return the URL of the form with which the user can subscribe to the notices that a search finds.

    If there is a topic with the query `q`, it is the form for a new subscription to this topic. Otherwise, it is the
    form for a new topic, which is followed by the form for a subscription. `chosen` contains the chosen value of each
    facet.
    """
    filters = {"issuers": chosen["issuer"], "kinds": chosen["kind"], "regions": chosen["region"]}
    filters |= {"sources": chosen["source"]}
    by_topic = site.topic(chosen["topic"])
    if q and by_topic:
        q = f"({q}) AND ({by_topic.query})"
    known = by_topic if not q else next((topic for topic in site.config.topics if topic.query == q), None)
    if known or not q:
        return site.url("/subscriptions/new", **filters, topics=known.id if known else "")
    form = site.url("/subscriptions/new", **filters).removeprefix(site.web.prefix)
    return site.url("/topics/new", query=q, then=form)


_Facet = tuple[str, list[tuple[str, int, str]]]


def _facets(site: WebSite, result: SearchCounts, q: str, chosen: dict[str, str]) -> list[_Facet]:
    """Return the facets to show, each with its heading and its most frequent values.

    A value has its number of hits and the URL of the search that is narrowed to it. Chosen values are left out.
    """
    found = []
    for name, heading in _NAMES.items():
        values = [
            (_label(site, name, value), count, site.url("/search", q=q, **{**chosen, name: value}))
            for value, count in list(result.facets[name].items())[:SHOWN]
            if value != chosen[name]
        ]
        if values:
            found.append((gettext(heading), values))
    return found


def _label(site: WebSite, name: str, value: str) -> str:
    match name:
        case "topic":
            topic = site.topic(value)
            return topic.name if topic else value
        case "region":
            return path_name(value)
        case "kind":
            return kind_name(value)
        case _:
            return value


def _chip(site: WebSite, name: str, value: str) -> str:
    """Return the name and the value of a chosen facet."""
    return f"{gettext(_NAMES[name])}{gettext(': ')}{_label(site, name, value)}"


def _counts(site: WebSite, request: SearchRequest, page: SearchResult) -> SearchCounts:
    with site.store.reading() as tx:
        return tx.search.count(request, page)


def _topic_hits(site: WebSite, tx: Transaction) -> dict[str, frozenset[int]]:
    """Return the ids of the notices that each topic matches, by the id of the topic."""
    queries = {topic.id: query for topic in site.config.topics if (query := site.topic_query(topic.id))}
    return dict(zip(queries, site.topic_hits.of_each(tx, queries.values(), site.clock()), strict=True))


def _with_topics(result: SearchCounts, topics: Mapping[str, frozenset[int]]) -> SearchCounts:
    """Return the counts of the hits with the facet `topic`, the most frequent topics first."""
    counts = {topic: count for topic, found in topics.items() if (count := len(result.every & found))}
    ordered = dict(sorted(counts.items(), key=lambda item: -item[1]))
    return replace(result, facets={"topic": ordered, **result.facets})
