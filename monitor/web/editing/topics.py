"""The editor of topics. It shows all topics, but changes only those in `topics/web.yaml`."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from monitor.service.config_edits import Edit, apply_edit
from monitor.service.edited_files import EditConflictError, EditError
from monitor.text.i18n import gettext
from monitor.web.editing.forms import (
    EditorState,
    FormError,
    editor_state,
    file_of,
    new_id,
    one_line,
    status_of,
    user_of,
)
from monitor.web.editing.preview import QUERY_LIMIT, query_preview
from monitor.web.html import render
from monitor.web.security.addresses import local_path
from monitor.web.site import WebSite, site_of

router = APIRouter()


@router.get("/topics")
def topics(request: Request) -> Response:
    """List all topics, with the files that define them."""
    state = editor_state(site_of(request), "topic")
    used = {name for subscription in state.config.subscriptions for name in subscription.topics}
    return render(request, "topics.html", state=state, used=used, file=file_of("topic"))


@router.get("/topics/new")
def new_topic(request: Request, query: str = "", name: str = "", then: str = "") -> Response:
    """Show the form for a new topic, filled with the values in the query string.

    If `then` is the path of a form for a subscription, that form is shown after the topic is saved.
    """
    values = {"id": "", "name": name, "query": query, "then": then, "version": ""}
    return _form(request, editor_state(site_of(request), "topic"), values, is_new=True)


@router.get("/topics/edit")
def edit_topic(
    request: Request,
    id: str = "",  # noqa: A002 - the name of the field
    name: str | None = None,
    query: str | None = None,
    version: str = "",
    then: str = "",
    is_new: str = "",
) -> Response:
    """Show the form for the topic `id`. If the query string contains a name or a query, it replaces that of the topic.

    This is used by the preview button: without JavaScript, it sends the values that the user has entered.
    """
    state = editor_state(site_of(request), "topic")
    topic = next((topic for topic in state.config.topics if topic.id == id), None)
    if topic is None and not is_new:
        raise HTTPException(404, gettext("there is no topic {id}", id=id))
    values = {
        "id": id,
        "name": name if name is not None else topic.name if topic else "",
        "query": query if query is not None else topic.query if topic else "",
        "then": then,
        "version": version,
    }
    return _form(request, state, values, is_new=bool(is_new))


@router.post("/topics/save")
def save_topic(
    request: Request,
    id: Annotated[str, Form()] = "",  # noqa: A002
    name: Annotated[str, Form()] = "",
    query: Annotated[str, Form()] = "",
    version: Annotated[str, Form()] = "",
    is_new: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "",
) -> Response:
    """Create or change a topic. If `then` is the path of a form for a subscription, show that form afterwards."""
    site = site_of(request)
    values = {"id": id, "name": name, "query": query, "then": then, "version": version}
    try:
        title = one_line(name)
        topic = new_id(id, title) if is_new else id
        fields = {"name": title, "query": one_line(query, QUERY_LIMIT)}
        edit = Edit("topic", topic, fields, is_new=bool(is_new))
        apply_edit(site.store, site.config.folder, edit, version, user_of(request))
    except (FormError, EditError) as error:
        return _refused(request, site, values, error, is_new=bool(is_new))
    if then.startswith("/subscriptions/new"):
        return RedirectResponse(site.web.prefix + _with_topic(then, topic), 303)
    return RedirectResponse(site.url("/topics"), 303)


@router.post("/topics/delete")
def delete_topic(
    request: Request,
    id: Annotated[str, Form()] = "",  # noqa: A002
    version: Annotated[str, Form()] = "",
) -> Response:
    """Delete the topic `id`, unless a subscription uses it.

    This is refused if the file no longer has the version `version`.
    """
    site = site_of(request)
    try:
        apply_edit(site.store, site.config.folder, Edit("topic", id, None), version, user_of(request))
    except EditError as error:
        state = editor_state(site, "topic")
        topic = next((topic for topic in state.config.topics if topic.id == id), None)
        shown = (topic.name, topic.query) if topic else ("", "")
        values = {"id": id, "name": shown[0], "query": shown[1], "then": "", "version": version}
        return _refused(request, site, values, error, is_new=False)
    return RedirectResponse(site.url("/topics"), 303)


def _with_topic(address: str, topic: str) -> str:
    return f"{local_path(address)}{'&' if '?' in address else '?'}{urlencode({'topics': topic})}"


def _refused(
    request: Request, site: WebSite, values: dict[str, str], error: FormError | EditError, *, is_new: bool
) -> Response:
    """Show the form again, with the user's values and the reason why they were not saved."""
    return _form(request, editor_state(site, "topic"), values, is_new=is_new, error=error)


def _form(
    request: Request,
    state: EditorState,
    values: dict[str, str],
    *,
    is_new: bool,
    error: FormError | EditError | None = None,
) -> Response:
    site = site_of(request)
    is_conflict = isinstance(error, EditConflictError)
    current: dict[str, Any] | None = None
    if is_conflict and (known := state.file.entry(values["id"])):
        current = {name: str(known.get(name, "")) for name in ("name", "query")}
    return render(
        request,
        "topic.html",
        status_code=status_of(error),
        values=values,
        is_new=is_new,
        # If another user deleted the topic, saving creates it again.
        is_gone=is_conflict and not is_new and current is None,
        current=current,
        error=str(error) if error else None,
        state=state,
        file=file_of("topic"),
        # After a conflict the user has seen the present content, and may save over it.
        version=state.file.version if is_conflict else values["version"] or state.file.version,
        editable=state.problem is None if is_new else state.is_editable(values["id"]),
        preview=query_preview(site, state.config, request.state.owner, values["query"]),
    )
