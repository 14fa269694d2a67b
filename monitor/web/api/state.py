"""API endpoints of the configuration and its state: sources, topics, subscriptions and deliveries."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException

from crawler.model.types import format_interval
from monitor.config.source_secrets import shown_url
from monitor.errors import UnknownError
from monitor.model import DeliveryStatus
from monitor.service.operations import AlreadySentError, retry_deliveries
from monitor.views.overview import collect_overview
from monitor.views.records import delivery_object, instant_text
from monitor.web.api.access import require_write
from monitor.web.api.paging import Id, Limit, ResultPage
from monitor.web.site import site_of

router = APIRouter(tags=["state"])


@router.get("/sources")
def sources(request: Request) -> ResultPage:
    """Return all configured sources with their states. Sources in trouble are first."""
    site = site_of(request)
    with site.store.reading() as tx:
        found = collect_overview(tx, site.config, site.clock()).sources
    items = [
        {
            "id": source.id,
            "name": source.name,
            "url": shown_url(source),
            "type": source.type,
            "every": format_interval(source.every),
            "enabled": source.enabled,
            "state": state,
            "trouble": record.trouble.code if record.trouble else None,
            "last_success_at": instant_text(record.last_success_at),
            "last_new_at": instant_text(record.last_new_at),
        }
        for state, source, record in found
    ]
    return ResultPage(items=items, next=None)


@router.get("/topics")
def topics(request: Request) -> ResultPage:
    """Return all topics with their queries."""
    items = [{"id": topic.id, "name": topic.name, "query": topic.query} for topic in site_of(request).config.topics]
    return ResultPage(items=items, next=None)


@router.get("/subscriptions")
def subscriptions(request: Request) -> ResultPage:
    """Return all subscriptions. Channels are given by name; their addresses are never shown."""
    items = [
        {
            "id": subscription.id,
            "topics": list(subscription.topics),
            "on": list(subscription.on),
            "channels": list(subscription.channels),
        }
        for subscription in site_of(request).config.subscriptions
    ]
    return ResultPage(items=items, next=None)


@router.get("/deliveries")
def deliveries(
    request: Request,
    status: Literal["queued", "sent", "given_up"] | None = None,
    channel: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> ResultPage:
    """Return the latest messages to channels, newest first."""
    wanted: DeliveryStatus | None = status
    with site_of(request).store.reading() as tx:
        items = [delivery_object(queued) for queued in tx.deliveries.latest(limit, wanted, channel)]
    return ResultPage(items=items, next=None)


@router.post(
    "/deliveries/{delivery}/retry",
    dependencies=[Depends(require_write)],
    responses={
        403: {"description": "The token only allows reading."},
        404: {"description": "There is no such message."},
        409: {"description": "The message was already sent."},
    },
)
def retry(request: Request, delivery: Id) -> dict[str, Any]:
    """Make a message due now. It is sent by the daemon, or by the next crawl that sends alerts."""
    site = site_of(request)
    try:
        retry_deliveries(site.store, [delivery], None, site.clock())
    except AlreadySentError as error:
        raise HTTPException(409, "the message was already sent") from error
    except UnknownError as error:
        raise HTTPException(404, "there is no such message") from error
    with site.store.reading() as tx:
        changed = tx.deliveries.get(delivery)
    if changed is None:
        raise HTTPException(404, "there is no such message")
    return delivery_object(changed)
