"""The HTTP API: notices and the data extracted from them, the configuration and events as JSON, secured by tokens."""

import logging

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from crawler import VERSION
from monitor.errors import StoreError
from monitor.topics import QueryError
from monitor.web.api import events, outlook, records, state
from monitor.web.api.access import require_read
from monitor.web.site import WebSite

logger = logging.getLogger(__name__)


def create_api(site: WebSite) -> FastAPI:
    """Return the application that serves the API of `site`. Its OpenAPI document is at `/openapi.json`."""
    api = FastAPI(
        title="noticewatch",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(require_read)],
        responses={
            400: {"description": "A parameter has an invalid value."},
            401: {"description": "No valid token was sent."},
        },
    )
    api.state.site = site
    for part in (records, outlook, state, events):
        api.include_router(part.router)
    api.add_exception_handler(QueryError, _refuse_query)
    api.add_exception_handler(StoreError, _refuse_all)

    @api.get("/openapi.json", include_in_schema=False)
    def openapi() -> JSONResponse:
        """Return the OpenAPI document of this API."""
        return JSONResponse(api.openapi())

    return api


def _refuse_query(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - the handler's signature
    return JSONResponse({"detail": str(error)}, 400)


def _refuse_all(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - the handler's signature
    logger.error("%s", error, extra={"action": "web"})
    return JSONResponse({"detail": "the database cannot be read"}, 503)
