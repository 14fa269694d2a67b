"""The pages that add a source by its address, and that poll, pause or accept the changed listing of a source.

They change only the file `sources/web.yaml`.
"""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from crawler.model.codes import FailureCode
from crawler.model.reason import Reason
from crawler.model.requests import DiscoverRequest
from crawler.model.results import Candidate, DiscoverResult
from monitor.config.source_files import entry, known_as, source_id
from monitor.errors import UnknownError
from monitor.health.trouble_names import failure_words
from monitor.messages.reasons import render_reason
from monitor.service.config_edits import Edit, apply_edit
from monitor.service.edited_files import EditError
from monitor.service.operations import accept_listing, poll_soon
from monitor.text.fault_phrases import localized_first_fault
from monitor.text.i18n import gettext
from monitor.web.editing.forms import FormError, editor_state, file_of, one_line, several, status_of, user_of
from monitor.web.html import render
from monitor.web.site import site_of

REQUESTS = 20
DEADLINE_S = 60.0
URL_LIMIT = 2000
router = APIRouter()


@router.get("/add-source")
def add_source(request: Request, address: str = "") -> Response:
    """Show the form in which the user enters the address of a site to add a source."""
    return _page(request, address)


@router.post("/add-source/find")
def find_sources(request: Request, address: Annotated[str, Form()] = "") -> Response:
    """Show the feeds, listings and sitemaps that the crawler finds at an address.

    The crawler connects only to public addresses. Only one discovery runs at a time.
    """
    site = site_of(request)
    try:
        written = one_line(address, URL_LIMIT)
        url = written if "://" in written else f"https://{written}"
        asked = DiscoverRequest(id=url, url=url, max_requests=REQUESTS, deadline_s=DEADLINE_S)
    except FormError as error:
        return _page(request, address, error=error)
    except ValidationError:
        return _page(request, address, error=FormError(gettext("an http or https URL is required here")))
    if not site.discovering.acquire(blocking=False):
        return _page(
            request, address, error=FormError(gettext("another search for sources is running; try again later"))
        )
    try:
        result = asyncio.run(_awaited(site.discover(site.config.settings, asked)))
    finally:
        site.discovering.release()
    return _page(request, url, result)


async def _awaited(work: Any) -> Any:
    return await work


@router.post("/add-source/save")
def save_source(
    request: Request,
    address: Annotated[str, Form()] = "",
    type: Annotated[str, Form()] = "",  # noqa: A002 - the name of the field
    url: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    every: Annotated[str, Form()] = "1h",
    region: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    version: Annotated[str, Form()] = "",
) -> Response:
    """Add a source with the settings in the form. Fields of the form other than these parameters are ignored."""
    site = site_of(request)
    given: dict[str, Any] = {}
    try:
        given |= {"type": type, "url": one_line(url, URL_LIMIT), "name": one_line(name)}
        given |= {"region": several(region), "language": one_line(language, 20) or None}
        candidate = Candidate.model_validate(given)
        taken = {source.id for source in editor_state(site, "source").config.sources}
        fields = entry(candidate, source_id(candidate, taken))
        fields["every"] = one_line(every)
        edit = Edit("source", fields.pop("id"), fields, is_new=True)
        apply_edit(site.store, site.config.folder, edit, version, user_of(request))
    except (FormError, EditError) as error:
        return _page(request, address, error=error)
    except ValidationError as error:
        return _page(request, address, error=FormError(localized_first_fault(Candidate, error, given)))
    except ValueError as error:
        return _page(request, address, error=FormError(str(error)))
    return RedirectResponse(site.url("/sources"), 303)


@router.post("/source-changes/{action}")
def change_source(
    request: Request,
    action: str,
    id: Annotated[str, Form()] = "",  # noqa: A002
    version: Annotated[str, Form()] = "",
    enabled: Annotated[str, Form()] = "",
) -> Response:
    """Change the source `id`, depending on `action`.

    The action `check` polls the source now, `accept` accepts its changed listing, and `pause` pauses or resumes it,
    depending on `enabled`.
    """
    site = site_of(request)
    if editor_state(site, "source").config.source(id) is None:
        raise HTTPException(404, gettext("there is no source {id}", id=id))
    try:
        if action == "check":
            poll_soon(site.store, id, site.clock(), user_of(request))
        elif action == "accept":
            accept_listing(site.store, id, site.clock(), user_of(request))
        elif action == "pause":
            edit = Edit("source", id, {"enabled": bool(enabled)})
            apply_edit(site.store, site.config.folder, edit, version, user_of(request))
        else:
            raise HTTPException(404, gettext("there is no such page"))
    except (EditError, UnknownError) as error:
        raise HTTPException(status_of(error), str(error)) from error
    return RedirectResponse(site.url(f"/sources/{id}"), 303)


def _page(
    request: Request,
    address: str,
    result: DiscoverResult | None = None,
    error: FormError | EditError | None = None,
) -> Response:
    state = editor_state(site_of(request), "source")
    candidates = result.candidates if result else ()
    failures = result.failures if result else ()
    return render(
        request,
        "add_source.html",
        status_code=status_of(error),
        state=state,
        file=file_of("source"),
        address=address,
        result=result,
        found=[(candidate, known_as(candidate, state.config.sources), _why(candidate)) for candidate in candidates],
        refused=not candidates and any(failure.code == FailureCode.ADDRESS_REFUSED for failure in failures),
        failures=[(failure.url, failure_words(failure)) for failure in failures],
        error=str(error) if error else None,
    )


def _why(candidate: Candidate) -> str:
    if not candidate.reason:
        return candidate.why
    return render_reason(Reason.from_json({"code": candidate.reason, "params": candidate.params}))
