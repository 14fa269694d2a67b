"""API endpoint of the event log, as JSON pages or as a stream of server-sent events.

The stream follows the HTML standard's event stream format: a client that reconnects with the header Last-Event-ID gets
every event after that one.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from monitor.errors import StoreError
from monitor.model.events import Event
from monitor.service.event_log import event_object
from monitor.web.api.paging import ID_LIMIT, ResultPage
from monitor.web.site import WebSite, site_of

INTERVAL_S = 1.0
"""Seconds between two queries for new events."""
SILENCE = 15
"""Number of queries without an event after which the stream sends a comment, so that proxies keep it open."""
STREAMS_LIMIT = 50
"""Maximum number of open streams."""
_BATCH = 200
_open_streams: set[object] = set()
router = APIRouter(tags=["events"])


@router.get(
    "/events",
    response_model=ResultPage,
    responses={
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
        503: {"description": "Too many streams are open."},
    },
)
async def events(
    request: Request,
    after: Annotated[int, Query(ge=0, le=ID_LIMIT, description="Only events with a larger id.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Response | ResultPage:
    """Return events in the order of their ids.

    If the request has the header `Accept: text/event-stream`, the response is a stream that also sends new events as
    they occur.
    """
    site = site_of(request)
    if "text/event-stream" in request.headers.get("accept", ""):
        if len(_open_streams) >= STREAMS_LIMIT:
            raise HTTPException(503, "too many streams are open", {"Retry-After": "30"})
        return StreamingResponse(
            _stream(request, site, _position(request, after)),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
    found = await run_sync(_read, site, after, limit + 1)
    page = found[:limit]
    return ResultPage(items=[event_object(event) for event in page], next=page[-1].id if len(found) > limit else None)


def _position(request: Request, after: int) -> int:
    last = request.headers.get("last-event-id", "").strip()
    if not last:
        return after
    if not (last.isascii() and last.isdigit()) or int(last) > ID_LIMIT:
        raise HTTPException(400, "Last-Event-ID must be the id of an event")
    return int(last)


def _read(site: WebSite, after: int, limit: int) -> list[Event]:
    with site.store.reading() as tx:
        return tx.events.after(after, limit)


async def _stream(request: Request, site: WebSite, position: int) -> AsyncIterator[str]:
    stream = object()
    _open_streams.add(stream)
    silent = 0
    try:
        yield ": noticewatch\n\n"
        while not await request.is_disconnected():
            try:
                found = await run_sync(_read, site, position, _BATCH)
            except StoreError:
                return  # the client reconnects with the last id that it received
            for event in found:
                position = event.id
                data = json.dumps(event_object(event), ensure_ascii=False)
                yield f"id: {event.id}\nevent: {event.kind}\ndata: {data}\n\n"
            silent = 0 if found else silent + 1
            if silent and silent % SILENCE == 0:
                yield ": no new events\n\n"
            if len(found) < _BATCH:
                await asyncio.sleep(INTERVAL_S)
    finally:
        _open_streams.discard(stream)
