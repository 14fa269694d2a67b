"""The web application: all pages and the HTTP API, wrapped in the `Guard` middleware."""

import logging

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from monitor.errors import StoreError
from monitor.text.i18n import gettext
from monitor.web.api import create_api
from monitor.web.editing import deliveries as delivery_changes
from monitor.web.editing import preview, subscriptions, topics
from monitor.web.editing import sources as source_changes
from monitor.web.html import STATIC, render
from monitor.web.metrics import METRICS_TYPE, metrics_text
from monitor.web.pages import (
    deadlines,
    deliveries,
    feeds,
    inbox,
    living_lists,
    measures,
    notice,
    search,
    series,
    sources,
    status,
    targets,
    trends,
)
from monitor.web.security import sessions
from monitor.web.security.guard import API_PATH, Guard
from monitor.web.site import WebSite, site_of

logger = logging.getLogger(__name__)
_PAGES = (
    inbox,
    notice,
    search,
    living_lists,
    measures,
    targets,
    deadlines,
    series,
    trends,
    sources,
    deliveries,
    status,
    feeds,
    sessions,
)
_EDITORS = (topics, subscriptions, preview, source_changes, delivery_changes)
metrics_router = APIRouter()


def create_app(site: WebSite) -> FastAPI:
    """Return the ASGI application that serves `site`."""
    app = FastAPI(title="noticewatch", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = site
    for page in (*_PAGES, *_EDITORS):
        app.include_router(page.router)
    app.include_router(metrics_router)
    app.mount(API_PATH, create_api(site), name="api")
    app.mount("/static", _StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(HTTPException, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StoreError, _unavailable)
    app.add_middleware(Guard, site=site)
    return app


@metrics_router.get("/metrics")
def metrics(request: Request) -> Response:
    """Return the metrics in the Prometheus text format. Only users of the web interface have access to this page.

    Prometheus itself reads the metrics from a secret feed URL, which needs no login.
    """
    site = site_of(request)
    with site.store.reading() as tx:
        return Response(metrics_text(tx, site), media_type=METRICS_TYPE)


class _StaticFiles(StaticFiles):
    """A handler of static files, which allows clients to cache them for an hour.

    The files change only when another version of the program is installed.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "public, max-age=3600"
        return answer


def _failed(request: Request, error: Exception) -> Response:
    status_code = error.status_code if isinstance(error, HTTPException) else 500
    detail = str(error.detail) if isinstance(error, HTTPException) else ""
    if detail == "Not Found":
        detail = gettext("there is no such page")
    return render(request, "error.html", status_code=status_code, code=status_code, detail=detail)


def _unavailable(request: Request, error: Exception) -> Response:
    logger.error("%s", error, extra={"action": "web"})
    return render(request, "error.html", status_code=503, code=503, detail=gettext("the database cannot be read"))


def _invalid(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the handler's signature
    return render(request, "error.html", status_code=400, code=400, detail=gettext("the URL contains an invalid value"))
