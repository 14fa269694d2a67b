"""Interface of the repository of API tokens."""

from typing import Protocol

from monitor.model.tokens import ApiToken


class TokenRepository(Protocol):
    """The repository of the tokens of the HTTP API."""

    def add(self, digest: str, token: ApiToken) -> bool:
        """Store a token under the hash of its secret; return False if its name is taken."""

    def find(self, digest: str) -> ApiToken | None:
        """Return the token whose secret has this hash, or None."""

    def all(self) -> list[ApiToken]:
        """Return all tokens, by name."""

    def revoke(self, name: str) -> bool:
        """Delete the token with this name; return False if there is none."""
