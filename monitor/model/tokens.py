"""Tokens with which programs use the HTTP API."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TokenScope(StrEnum):
    """The permissions of a token."""

    READ = "read"
    """Reading everything that the API shows."""
    WRITE = "write"
    """Reading, and retrying messages."""


@dataclass(frozen=True)
class ApiToken:
    """A token: its name, its scope and the time of its creation. Only the hash of its secret is stored."""

    name: str
    scope: TokenScope
    created_at: datetime
