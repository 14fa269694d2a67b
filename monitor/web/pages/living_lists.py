"""The pages of living lists: an overview, and a page for each list with its entries and the latest changes to it."""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crawler.text.fold import fold
from monitor.lists.columns import is_descending
from monitor.messages.reasons import render_reason
from monitor.text.i18n import gettext
from monitor.views.living_lists import LIST_HEADINGS, change_items, list_cell, list_row
from monitor.web.html import render
from monitor.web.site import site_of

PAGE = 100
CHANGES = 20
_LAST_PAGE = 10_000
router = APIRouter()


@router.get("/lists")
def lists(request: Request) -> Response:
    """Show all lists with the number of their entries."""
    site = site_of(request)
    with site.store.reading() as tx:
        counts = tx.lists.counts()
    return render(request, "lists.html", lists=site.config.lists, counts=counts)


@router.get("/lists/{name}")
def living_list(request: Request, name: str, q: str = "", left: bool = False, page: int = 1) -> Response:
    """Show the entries of a list that contain the text `q`. The first page also shows the latest changes to the list.

    If `left` is true, the notices that have left the list are shown instead of the current entries.
    """
    site = site_of(request)
    listed = site.config.living_list(name)
    if listed is None:
        raise HTTPException(404, gettext("there is no such list"))
    number = min(max(page, 1), _LAST_PAGE)
    with site.store.reading() as tx:
        entries = tx.lists.entries(
            name,
            PAGE + 1,
            (number - 1) * PAGE,
            descending=is_descending(listed),
            left=left,
            text=fold(q.strip())[:200],
        )
        changes = change_items(tx.events.of_list(name, CHANGES)) if number == 1 else []
        count = tx.lists.counts().get(name, 0)
    chosen = {"q": q, "left": "true" if left else ""}
    address = f"/lists/{name}"
    return render(
        request,
        "list.html",
        listed=listed,
        columns=listed.columns,
        headings=LIST_HEADINGS,
        rows=[(list_row(entry), entry.left_at, render_reason(entry.reason)) for entry in entries[:PAGE]],
        cell=list_cell,
        changes=changes,
        count=count,
        chosen=chosen,
        address=address,
        next=site.url(address, **chosen, page=number + 1) if len(entries) > PAGE else None,
    )
