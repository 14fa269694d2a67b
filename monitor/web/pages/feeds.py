"""The page that creates and revokes secret feed URLs, and the routes that serve the published content.

These routes support conditional requests.
"""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from monitor.ports import Transaction
from monitor.text.i18n import current_language, gettext
from monitor.text.sanitize import outside_link
from monitor.topics import QueryError
from monitor.views.calendar import AllDayEvent, calendar_bytes, expected_event
from monitor.views.spreadsheets import csv_text
from monitor.views.syndication import FeedHead, atom_feed, json_feed, opml
from monitor.views.workbooks import xlsx_bytes
from monitor.web.feeds.addresses import format_paths, publish_selection
from monitor.web.feeds.rows import table_of
from monitor.web.feeds.selection import AHEAD, FORMATS, TABLE_ROWS, Selection, SelectionError
from monitor.web.html import render
from monitor.web.metrics import METRICS_TYPE, metrics_text
from monitor.web.pages.deadlines import DeadlineEntry, find_deadlines, find_expected
from monitor.web.site import WebSite, site_of

_TYPES = {
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
    "calendar.ics": "text/calendar; charset=utf-8",
    "table.csv": "text/csv; charset=utf-8",
    "table.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "metrics.txt": METRICS_TYPE,
}
_DOWNLOADS = ("table.csv", "table.xlsx", "calendar.ics")
router = APIRouter()


@router.get("/feeds")
def feeds(request: Request) -> Response:
    """Show what the user publishes at secret URLs, with these URLs."""
    site = site_of(request)
    with site.store.reading() as tx:
        found = tx.readers.feeds(request.state.owner)
    rows = []
    for feed in found:
        selection = Selection.read(feed.selection)
        if selection:
            base = _base(request, site)
            addresses = [(name, base + site.url(path)) for name, path in format_paths(feed, selection)]
            rows.append((feed, selection.title(site), addresses))
    return render(request, "feeds.html", rows=rows, topics=site.config.topics, subscriptions=site.config.subscriptions)


@router.post("/feed-addresses")
def publish(
    request: Request,
    content: Annotated[str, Form()] = "notices",
    topic: Annotated[str, Form()] = "",
    subscription: Annotated[str, Form()] = "",
    q: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
    by: Annotated[str, Form()] = "",
    issuer: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
    month: Annotated[str, Form()] = "",
    year: Annotated[str, Form()] = "",
    state: Annotated[str, Form()] = "",
    view: Annotated[str, Form()] = "",
    living_list: Annotated[str, Form(alias="list")] = "",
) -> Response:
    """Publish the selection that the form describes at a new secret URL.

    If the user already publishes the same selection, nothing is changed.
    """
    site = site_of(request)
    given = {
        "content": content,
        "topic": topic,
        "subscription": subscription,
        "q": q,
        "source": source,
        "unit": unit,
        "by": by,
        "issuer": issuer,
        "kind": kind,
        "region": region,
        "month": month,
        "view": view,
        "year": year,
        "state": state,
        "list": living_list,
    }
    selection = Selection.read(given)
    if selection is None:
        raise HTTPException(400, gettext("this content cannot be published"))
    publish_selection(site.store, request.state.owner, selection, site.clock())
    return RedirectResponse(site.url("/feeds"), 303)


@router.post("/feed-addresses/{feed}/revoke")
def revoke(request: Request, feed: int) -> Response:
    """Revoke a secret URL. Requests to it are then answered with 404."""
    site = site_of(request)
    with site.store.writing() as tx:
        tx.readers.revoke_feed(request.state.owner, feed)
    return RedirectResponse(site.url("/feeds"), 303)


@router.get("/opml.xml")
def feeds_opml(request: Request) -> Response:
    """Return the user's Atom feeds as OPML, for import into feed readers."""
    site = site_of(request)
    with site.store.reading() as tx:
        found = [(feed, Selection.read(feed.selection)) for feed in tx.readers.feeds(request.state.owner)]
    listed = [
        (selection.title(site), _base(request, site) + site.url(f"/feeds/{feed.token}/atom.xml"))
        for feed, selection in found
        if selection and selection.content == "notices"
    ]
    headers = {"Content-Disposition": "attachment; filename=noticewatch.opml"}
    return Response(opml("noticewatch", listed), media_type="text/x-opml; charset=utf-8", headers=headers)


@router.get("/feeds/{token}/{name}")
def published(request: Request, token: str, name: str) -> Response:
    """Return the content that is published at a secret URL.

    `token` is the secret in the URL. `name` is the file name for a format, such as `atom.xml` or `table.csv`.
    """
    site = site_of(request)
    with site.store.reading() as tx:
        feed = tx.readers.feed(token[:100])
        selection = Selection.read(feed.selection) if feed else None
        if feed is None or selection is None or name not in FORMATS[selection.content]:
            raise HTTPException(404, gettext("nothing is published at this address"))
        head = FeedHead(
            f"urn:noticewatch:feed:{feed.id}",
            selection.title(site),
            _base(request, site) + site.url(f"/feeds/{token}/{name}"),
            _base(request, site) + site.url("/notices/"),
            current_language(),
        )
        try:
            body = _rendered(tx, site, feed.owner, selection, head, name)
        except (QueryError, SelectionError) as error:
            raise HTTPException(410, str(error)) from error
    return _conditional(request, body, name)


def _rendered(tx: Transaction, site: WebSite, owner: str, selection: Selection, head: FeedHead, name: str) -> bytes:
    """Return the content of a selection.

    `name` is the file name for the format of the content, such as `atom.xml` or `table.csv`.
    """
    if name in ("atom.xml", "feed.json"):
        body = (atom_feed if name == "atom.xml" else json_feed)(head, selection.items(tx, site, owner))
    elif name == "calendar.ics":
        body = calendar_bytes(head.title, _calendar_events(tx, site, selection, head.notices))
    elif name == "metrics.txt":
        body = metrics_text(tx, site)
    else:
        heads, rows = table_of(tx, site, owner, selection)
        body = csv_text(heads, rows, excel=True).encode() if name == "table.csv" else xlsx_bytes(heads, rows)
    return body


def _calendar_events(tx: Transaction, site: WebSite, selection: Selection, notices_url: str) -> list[AllDayEvent]:
    """Return the calendar events of a selection, from the start of the current month on.

    There is one event for each date on which a notice has deadlines, and one for each expected notice.
    """
    first = site.today.replace(day=1)
    notices = None
    if selection.content == "notices":
        notices = tx.search.matching(selection.request(site))
    entries = find_deadlines(tx, site, first, first + AHEAD, selection.value("topic"), TABLE_ROWS, notices)
    expected = find_expected(tx, site, first, first + AHEAD, selection.value("topic"), TABLE_ROWS, notices)
    return [_event(entry, f"{notices_url}{entry.notice}") for entry in (*entries, *expected)]


def _event(entry: DeadlineEntry, page: str) -> AllDayEvent:
    if entry.series:
        return expected_event(entry.series, (page,))
    texts = [deadline.text for deadline in entry.deadlines]
    lines = (*texts, outside_link(entry.url) or "", page)
    return AllDayEvent(f"{entry.notice}-{entry.day:%Y%m%d}", entry.day, entry.title, lines)


def _conditional(request: Request, body: bytes, name: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=60"}
    asked = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    if tag in asked or "*" in asked:
        return Response(status_code=304, headers=headers)
    if name in _DOWNLOADS:
        headers["Content-Disposition"] = f"attachment; filename=noticewatch-{name}"
    return Response(body, media_type=_TYPES[name], headers=headers)


def _base(request: Request, site: WebSite) -> str:
    """Return the scheme and host of the requested URL, such as `https://host.example`.

    The guard has already checked the host.
    """
    scheme = "https" if site.web.secure_cookies else request.url.scheme
    return f"{scheme}://{request.headers.get('host', '')}"
