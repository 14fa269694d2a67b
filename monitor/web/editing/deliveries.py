"""Retries of messages, and tests of channels."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from monitor.errors import ChannelError, UnknownError
from monitor.messages.channel_errors import channel_error
from monitor.messages.render import message_of
from monitor.messages.sample import sample
from monitor.service.operations import retry_deliveries
from monitor.text.i18n import gettext
from monitor.web.editing.forms import user_of
from monitor.web.pages.deliveries import show_deliveries
from monitor.web.site import WebSite, site_of

router = APIRouter()


@router.post("/deliveries/retry")
def retry(request: Request, id: Annotated[str, Form()] = "") -> Response:  # noqa: A002 - the name of the field
    """Make the message `id` due now, or all failed messages if `id` is empty. The daemon sends them."""
    site = site_of(request)
    ids = [int(id)] if id.isdecimal() and len(id) < 18 else []
    if id and not ids:
        raise HTTPException(404, gettext("there is no delivery {id}", id=id[:20]))
    try:
        retry_deliveries(site.store, ids, None, site.clock(), user_of(request))
    except UnknownError as error:
        raise HTTPException(400, str(error)) from error
    return RedirectResponse(site.url("/deliveries"), 303)


@router.post("/channels/test")
def try_channel(request: Request, name: Annotated[str, Form()] = "") -> Response:
    """Send a sample alert to the channel `name`, and show whether the channel accepted it."""
    site = site_of(request)
    if name not in site.config.settings.channels:
        raise HTTPException(404, gettext("there is no channel {name}", name=repr(name[:100])))
    error = _sent(site, name)
    with site.store.writing() as tx:
        detail = {"channel": name, "by": user_of(request), "error": error}
        tx.events.add("channel.tested", site.clock(), None, None, detail)
    if error is None:
        return show_deliveries(request, tested=gettext("channel {name} accepted a sample", name=name))
    return show_deliveries(request, tested=channel_error(error))


def _sent(site: WebSite, name: str) -> str | None:
    """Send a sample alert to the channel `name`, and return the error, or None if the channel accepted the alert."""
    # Apprise takes long to load, and only this needs it.
    from monitor.delivery.channels import channels_of

    try:
        channels_of(site.config).send(name, message_of(sample()))
    except ChannelError as error:
        return site.config.secrets.hide(str(error))
    return None
