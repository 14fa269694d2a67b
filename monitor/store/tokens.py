"""The SQL repository of API tokens."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.model.tokens import ApiToken, TokenScope
from monitor.store.tables import ApiTokenRow


class SqlTokenRepository:
    """The repository of the tokens of the HTTP API."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, digest: str, token: ApiToken) -> bool:
        """Store a token under the hash of its secret; return False if its name is taken."""
        if self._session.get(ApiTokenRow, token.name) is not None:
            return False
        row = ApiTokenRow(name=token.name, digest=digest, scope=token.scope, created_at=token.created_at)
        self._session.add(row)
        self._session.flush()
        return True

    def find(self, digest: str) -> ApiToken | None:
        """Return the token whose secret has this hash, or None."""
        row = self._session.scalar(select(ApiTokenRow).where(ApiTokenRow.digest == digest))
        return _token(row) if row else None

    def all(self) -> list[ApiToken]:
        """Return all tokens, by name."""
        return [_token(row) for row in self._session.scalars(select(ApiTokenRow).order_by(ApiTokenRow.name))]

    def revoke(self, name: str) -> bool:
        """Delete the token with this name; return False if there is none."""
        found = self._session.get(ApiTokenRow, name) is not None
        self._session.execute(delete(ApiTokenRow).where(ApiTokenRow.name == name))
        return found


def _token(row: ApiTokenRow) -> ApiToken:
    return ApiToken(row.name, TokenScope(row.scope), row.created_at)
