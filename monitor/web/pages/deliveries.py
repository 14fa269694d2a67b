"""The page with the deliveries: queued, sent and given-up messages."""

from typing import cast

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.model import DeliveryStatus
from monitor.text.i18n import N_, gettext
from monitor.views.verdicts import verdict_word
from monitor.web.html import render
from monitor.web.site import site_of

PAGE = 100
STATUSES = {"": N_("all"), "queued": N_("queued"), "given_up": N_("given up"), "sent": N_("sent")}
router = APIRouter()


@router.get("/deliveries")
def deliveries(request: Request, status: str = "") -> Response:
    """Show the latest messages and the number of queued messages per channel.

    If `status` is valid, only messages with this status are shown.
    """
    return show_deliveries(request, status)


def show_deliveries(request: Request, status: str = "", tested: str | None = None) -> Response:
    """Return the page with the latest messages, or only those with the status `status` if it is valid.

    If a channel was tested, `tested` is the result of the test, which the page shows.
    """
    site = site_of(request)
    wanted = cast(DeliveryStatus, status) if status in STATUSES and status else None
    with site.store.reading() as tx:
        found = tx.deliveries.latest(PAGE, wanted)
        backlog = tx.deliveries.backlog()
        channels = tx.deliveries.backlog_by_channel()
        notices = [queued.delivery.notice for queued in found if queued.delivery.notice]
        titles = {summary.id: summary.title or summary.url for summary in tx.search.summaries(notices)}
    return render(
        request,
        "deliveries.html",
        entries=found,
        titles=titles,
        backlog=backlog,
        channels=channels,
        event=verdict_word,
        known=list(site.config.settings.channels),
        tested=tested,
        status=status if wanted else "",
        statuses={name: gettext(word) for name, word in STATUSES.items()},
    )
