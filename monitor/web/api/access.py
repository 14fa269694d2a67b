"""Functions that authenticate API requests by bearer tokens, and create tokens."""

import hashlib
import secrets
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from monitor.errors import UnknownError
from monitor.model.tokens import ApiToken, TokenScope
from monitor.ports import Store
from monitor.text.i18n import gettext
from monitor.web.site import site_of

_SECRET_BYTES = 32
_CHALLENGE = {"WWW-Authenticate": "Bearer"}
_bearer = HTTPBearer(auto_error=False, description="A token made by `noticewatch web token`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def create_token(store: Store, name: str, scope: TokenScope, now: datetime) -> str:
    """Create a token and return its secret, of which only the hash is stored.

    Raises UnknownError if the name is taken.
    """
    secret = f"nw_{secrets.token_urlsafe(_SECRET_BYTES)}"
    with store.writing() as tx:
        is_new = tx.tokens.add(token_digest(secret), ApiToken(name, scope, now))
    if not is_new:
        raise UnknownError(gettext("a token with the name {name} already exists", name=name))
    return secret


def token_digest(secret: str) -> str:
    """Return the hash under which a token is stored.

    No salt is needed, because the secret has 256 random bits.
    """
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def require_read(request: Request, sent: Credentials) -> ApiToken:
    """Return the token of a request. Raises HTTPException with status 401 if no valid token was sent."""
    found = None
    if sent is not None:
        with site_of(request).store.reading() as tx:
            found = tx.tokens.find(token_digest(sent.credentials))
    if found is None:
        raise HTTPException(401, "a valid token is required", _CHALLENGE)
    return found


def require_write(token: Annotated[ApiToken, Depends(require_read)]) -> None:
    """Check that the token of a request allows writing. Raises HTTPException with status 403 if it does not."""
    if token.scope is not TokenScope.WRITE:
        raise HTTPException(403, "this token only allows reading")
