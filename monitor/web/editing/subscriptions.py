"""The editor of subscriptions. It shows all subscriptions, but changes only those in `subscriptions/web.yaml`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from monitor.config import Subscription
from monitor.service.config_edits import Edit, apply_edit
from monitor.service.edited_files import EditConflictError, EditError
from monitor.text.i18n import N_, gettext
from monitor.web.editing.forms import EditorState, FormError, editor_state, file_of, new_id, status_of, user_of
from monitor.web.editing.subscription_fields import EVENTS, LISTS, SubscriptionForm, fields_of, form_of
from monitor.web.editing.subscription_preview import topics_preview
from monitor.web.html import render
from monitor.web.site import site_of

router = APIRouter()
SNOOZE_DAYS = 366
_EVENT_NAMES = {
    "new": N_("new notices"),
    "revised": N_("revisions"),
    "deadline": N_("deadlines"),
    "gone": N_("withdrawn notices"),
    "interpretation": N_("interpretations"),
    "expected": N_("expected and overdue notices"),
    "target": N_("targets that become due"),
}
_LEAD_NAMES = {
    "days_before": N_("Days before a deadline"),
    "targets_before": N_("Days before the date of a target"),
    "expected_before": N_("Days before the expected date of a recurring notice"),
}
DATED_NAMES = {
    "deadline": N_("deadline"),
    "target": N_("target"),
    "expected": N_("expected"),
    "overdue": N_("overdue"),
}
"""The names under which the preview shows alerts before dates."""
_LIST_NAMES = {
    "regions": N_("Regions"),
    "issuers": N_("Issuers"),
    "kinds": N_("Document types"),
    "sources": N_("Ids of sources"),
    "units": N_("Responsible units"),
}


@router.get("/subscriptions")
def subscriptions(request: Request) -> Response:
    """List all subscriptions, with the files that define them."""
    return _list(request)


@router.get("/subscriptions/new")
def new_subscription(request: Request) -> Response:
    """Show the form for a new subscription, filled with the values in the query string."""
    given = request.query_params
    form = SubscriptionForm(
        id=given.get("id", ""),
        topics=given.getlist("topics"),
        lists={name: "\n".join(given.getlist(name)) for name in LISTS},
    )
    return _form(request, editor_state(site_of(request), "subscription"), form, is_new=True)


@router.get("/subscriptions/edit")
def edit_subscription(request: Request, id: str = "") -> Response:  # noqa: A002 - the name of the field
    """Show the form for the subscription `id`."""
    state = editor_state(site_of(request), "subscription")
    return _form(request, state, form_of(_known(state, id)), is_new=False)


def posted(
    id: Annotated[str, Form()] = "",  # noqa: A002
    topics: Annotated[Sequence[str], Form()] = (),
    channels: Annotated[Sequence[str], Form()] = (),
    scope: Annotated[str, Form()] = "measure",
    on: Annotated[Sequence[str], Form()] = (),
    days_before: Annotated[str, Form()] = "",
    targets_before: Annotated[str, Form()] = "",
    expected_before: Annotated[str, Form()] = "",
    deliver: Annotated[str, Form()] = "",
    inbox: Annotated[str, Form()] = "",
    snooze: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    regions: Annotated[str, Form()] = "",
    issuers: Annotated[str, Form()] = "",
    kinds: Annotated[str, Form()] = "",
    sources: Annotated[str, Form()] = "",
    units: Annotated[str, Form()] = "",
    enabled: Annotated[str, Form()] = "",
) -> SubscriptionForm:
    """Return the values of a submitted form. Only the fields named like the parameters are read."""
    lists = {"regions": regions, "issuers": issuers, "kinds": kinds, "sources": sources, "units": units}
    leads = {"days_before": days_before, "targets_before": targets_before, "expected_before": expected_before}
    return SubscriptionForm(
        id, topics, channels, scope, on, leads, deliver, inbox, snooze, language, lists, bool(enabled)
    )


@router.post("/subscriptions/save")
def save_subscription(
    request: Request,
    form: Annotated[SubscriptionForm, Depends(posted)],
    version: Annotated[str, Form()] = "",
    is_new: Annotated[str, Form()] = "",
    action: Annotated[str, Form()] = "save",
) -> Response:
    """Create or change a subscription.

    With the action `preview`, nothing is saved; the form is shown again with the preview of the subscription.
    """
    site = site_of(request)
    state = editor_state(site, "subscription")
    if action == "preview":
        return _form(request, state, form, is_new=bool(is_new), version=version)
    try:
        if is_new:
            form = replace(form, id=new_id(form.id, "-".join(form.topics)))
        fields = fields_of(form, None if is_new else state.file.entry(form.id))
        edit = Edit("subscription", form.id, fields, is_new=bool(is_new))
        apply_edit(site.store, site.config.folder, edit, version, user_of(request))
    except (FormError, EditError) as error:
        state = editor_state(site, "subscription")
        return _form(request, state, form, is_new=bool(is_new), version=version, error=error)
    return RedirectResponse(site.url("/subscriptions"), 303)


@router.post("/subscriptions/delete")
def delete_subscription(
    request: Request,
    id: Annotated[str, Form()] = "",  # noqa: A002
    version: Annotated[str, Form()] = "",
) -> Response:
    """Delete the subscription `id`. This is refused if the file no longer has the version `version`."""
    return _changed(request, Edit("subscription", id, None), version)


@router.post("/subscriptions/pause")
def pause_subscription(
    request: Request,
    id: Annotated[str, Form()] = "",  # noqa: A002
    version: Annotated[str, Form()] = "",
    enabled: Annotated[str, Form()] = "",
) -> Response:
    """Resume the subscription `id` if `enabled` is not empty; otherwise, pause it.

    This is refused if the file no longer has the version `version`.
    """
    return _changed(request, Edit("subscription", id, {"enabled": bool(enabled)}), version)


@router.post("/subscriptions/snooze")
def snooze_subscription(
    request: Request,
    id: Annotated[str, Form()] = "",  # noqa: A002
    version: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "0",
) -> Response:
    """Snooze the subscription `id` for a number of days. If `days` is 0, the snooze ends."""
    count = int(days) if days.isdecimal() and len(days) < 5 else 0
    until = site_of(request).today + timedelta(days=min(count, SNOOZE_DAYS))
    fields = {"snooze": until.isoformat() if count else None}
    return _changed(request, Edit("subscription", id, fields), version)


def _changed(request: Request, edit: Edit, version: str) -> Response:
    site = site_of(request)
    try:
        apply_edit(site.store, site.config.folder, edit, version, user_of(request))
    except EditError as error:
        return _list(request, error)
    return RedirectResponse(site.url("/subscriptions"), 303)


def _list(request: Request, error: EditError | None = None) -> Response:
    state = editor_state(site_of(request), "subscription")
    return render(
        request,
        "subscriptions.html",
        status_code=status_of(error),
        state=state,
        file=file_of("subscription"),
        error=str(error) if error else None,
        today=site_of(request).today,
    )


def _known(state: EditorState, name: str) -> Subscription:
    found = next((item for item in state.config.subscriptions if item.id == name), None)
    if found is None:
        raise HTTPException(404, gettext("there is no subscription {id}", id=name))
    return found


def _form(
    request: Request,
    state: EditorState,
    form: SubscriptionForm,
    *,
    is_new: bool,
    version: str = "",
    error: FormError | EditError | None = None,
) -> Response:
    site = site_of(request)
    is_conflict = isinstance(error, EditConflictError)
    current = _readable(state.file.entry(form.id)) if is_conflict else None
    return render(
        request,
        "subscription.html",
        status_code=status_of(error),
        form=form,
        is_new=is_new,
        is_gone=is_conflict and not is_new and current is None,
        current=current,
        error=str(error) if error else None,
        state=state,
        file=file_of("subscription"),
        version=state.file.version if is_conflict else version or state.file.version,
        editable=state.problem is None if is_new else state.is_editable(form.id) or is_conflict,
        topic_choices=_choices({topic.id: topic.name or topic.id for topic in state.config.topics}, form.topics),
        channel_choices=_choices({name: name for name in state.config.settings.channels}, form.channels),
        has_filters=any((form.lists or {}).values()),
        events={name: gettext(_EVENT_NAMES[name]) for name in EVENTS},
        leads={name: gettext(text) for name, text in _LEAD_NAMES.items()},
        lists={name: gettext(_LIST_NAMES[name]) for name in LISTS},
        event_names=DATED_NAMES,
        preview=topics_preview(site, state.config, request.state.owner, form),
    )


def _choices(known: Mapping[str, str], chosen: Sequence[str]) -> list[tuple[str, str]]:
    """Return the choices of a form field, as pairs of value and displayed name.

    `known` contains the displayed name of each value. Those of the chosen values that are not in `known`, because they
    no longer exist, are added at the end.
    """
    return [*known.items(), *((name, name) for name in chosen if name not in known)]


def _readable(entry: Mapping[str, Any] | None) -> dict[str, str] | None:
    if entry is None:
        return None
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in entry.items()
    }
