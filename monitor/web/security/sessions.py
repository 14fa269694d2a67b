"""Login and logout with a password. Session ids are stored only as hashes."""

import hashlib
import secrets
from datetime import timedelta
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from monitor.model.readers import ONLY_READER
from monitor.text.i18n import gettext, ngettext
from monitor.web.html import render
from monitor.web.security.addresses import local_path
from monitor.web.security.passwords import is_password
from monitor.web.site import WebSite, site_of

SESSION_COOKIE = "noticewatch_session"
LIFETIME = timedelta(days=30)
_ONE_AT_A_TIME = Lock()
"""Lock that serializes password checks. Each check takes 32 MiB, and concurrent logins must not exhaust the memory."""
router = APIRouter()


def session_digest(secret: str) -> str:
    """Return the hash under which a session's secret id is stored."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - the parameter's usual name
    """Show the login form, or redirect to the start page if no password is configured."""
    site = site_of(request)
    if not site.web.password:
        return RedirectResponse(site.url("/"), 303)
    return render(request, "login.html", next=local_path(next), error=None)


@router.post("/login")
def login(
    request: Request,
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Check the password. If it is correct, start a session with a new id and redirect to the page `next`.

    Otherwise, or if there were too many failed logins, the form is shown again.
    """
    site = site_of(request)
    if not site.web.password:
        return RedirectResponse(site.url("/"), 303)
    address = request.client.host if request.client else ""
    wait = site.throttle.wait_s(address)
    if wait > 0:
        minutes = int(wait // 60) + 1
        message = ngettext(
            "Too many failed attempts; try again in {count} minute.",
            "Too many failed attempts; try again in {count} minutes.",
            minutes,
        )
        return _refused(request, next, message, 429, {"Retry-After": str(int(wait) + 1)})
    with _ONE_AT_A_TIME:
        is_right = is_password(password[:1000], site.web.password)
    if not is_right:
        site.throttle.failed(address)
        return _refused(request, next, gettext("Wrong password."), 403, {})
    site.throttle.succeeded(address)
    return _begin(request, site, local_path(next))


def _refused(request: Request, path: str, message: str, status: int, headers: dict[str, str]) -> Response:
    answer = render(request, "login.html", status_code=status, next=local_path(path), error=message)
    answer.headers.update(headers)
    return answer


def _begin(request: Request, site: WebSite, path: str) -> Response:
    secret = secrets.token_urlsafe(32)
    now = site.clock()
    with site.store.writing() as tx:
        if old := request.cookies.get(SESSION_COOKIE):
            tx.readers.end_session(session_digest(old))
        tx.readers.add_session(session_digest(secret), ONLY_READER, now, now + LIFETIME)
    answer = RedirectResponse(site.web.prefix + path, 303)
    answer.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=int(LIFETIME.total_seconds()),
        path=f"{site.web.prefix}/",
        secure=site.web.secure_cookies or request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/logout")
def logout(request: Request) -> Response:
    """End the session and delete its cookie."""
    site = site_of(request)
    if secret := request.cookies.get(SESSION_COOKIE):
        with site.store.writing() as tx:
            tx.readers.end_session(session_digest(secret))
    answer = RedirectResponse(site.url("/login"), 303)
    answer.delete_cookie(SESSION_COOKIE, path=f"{site.web.prefix}/")
    return answer
