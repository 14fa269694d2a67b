"""The inbox page: new and revised notices, the latest first, with read marks and stars."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from monitor.model.search import SearchFilters, SearchRequest
from monitor.web.entries import list_entries
from monitor.web.html import render
from monitor.web.security.addresses import local_path
from monitor.web.site import WebSite, site_of

PAGE = 25
router = APIRouter()


@router.get("/")
def inbox(
    request: Request, view: str = "", topic: str = "", subscription: str = "", source: str = "", before: str = ""
) -> Response:
    """Show the newest notices, filtered by topic, subscription or source.

    If `view` is `unread` or `starred`, only such notices are shown. `before` is the position of the page.
    """
    site = site_of(request)
    owner = request.state.owner
    query = site.topic_query(topic)
    filters = SearchFilters(
        source=source or None,
        subscription=subscription or None,
        unread_by=owner if view == "unread" else None,
        starred_by=owner if view == "starred" else None,
    )
    with site.store.reading() as tx:
        hits = tx.search.inbox(SearchRequest(query, (), filters), PAGE + 1, _position(before))
        entries = list_entries(tx, owner, [notice for _, notice in hits[:PAGE]], query)
        missing = tx.search.count_unindexed() if not hits else 0
        is_empty = not hits and tx.notices.count() == 0
    last = hits[PAGE - 1] if len(hits) > PAGE else None
    chosen = {"view": view, "topic": topic, "subscription": subscription, "source": source}
    return render(
        request,
        "inbox.html",
        entries=entries,
        chosen=chosen,
        topics=site.config.topics,
        subscriptions=site.config.subscriptions,
        missing=missing,
        is_empty=is_empty,
        next=site.url("/", **chosen, before=f"{last[0].isoformat()},{last[1]}") if last else None,
    )


def _position(written: str) -> tuple[datetime, int] | None:
    moment, _, notice = written.rpartition(",")
    try:
        found = datetime.fromisoformat(moment), int(notice)
    except ValueError:
        return None
    return found if found[0].tzinfo else None


@router.post("/notices/{notice}/read")
def mark_read(
    request: Request, notice: int, read: Annotated[str, Form()] = "1", back: Annotated[str, Form()] = "/"
) -> Response:
    """Mark a notice as read if `read` is `1`, and as unread otherwise."""
    site = site_of(request)
    with site.store.writing() as tx:
        if tx.search.summaries([notice]):
            tx.readers.mark_read(request.state.owner, [notice], site.clock() if read == "1" else None)
    return _marked(request, site, notice, back)


@router.post("/notices/{notice}/star")
def star(
    request: Request, notice: int, starred: Annotated[str, Form()] = "1", back: Annotated[str, Form()] = "/"
) -> Response:
    """Star a notice if `starred` is `1`; otherwise, remove its star."""
    site = site_of(request)
    with site.store.writing() as tx:
        if tx.search.summaries([notice]):
            tx.readers.star(request.state.owner, notice, site.clock() if starred == "1" else None)
    return _marked(request, site, notice, back)


@router.post("/read")
def mark_all_read(
    request: Request, notice: Annotated[list[int], Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Mark all notices that were shown on a page as read. The form contains their ids in the field `notice`."""
    site = site_of(request)
    with site.store.writing() as tx:
        known = [summary.id for summary in tx.search.summaries(notice[:PAGE])]
        tx.readers.mark_read(request.state.owner, known, site.clock())
    return RedirectResponse(site.web.prefix + local_path(back), 303)


def _marked(request: Request, site: WebSite, notice: int, back: str) -> Response:
    """Return the response after the user's marks of a notice have been changed.

    If htmx sent the request, the response contains the rendered mark buttons. Otherwise, it is a redirect to the notice
    on the page `back`.
    """
    if request.headers.get("hx-request") != "true":
        page = local_path(back).partition("#")[0]
        return RedirectResponse(f"{site.web.prefix}{page}#marks-{notice}", 303)
    with site.store.reading() as tx:
        entries = list_entries(tx, request.state.owner, [notice])
    return render(request, "marks.html", entry=entries[0] if entries else None, back=local_path(back))
