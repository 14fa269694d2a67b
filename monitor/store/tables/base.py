"""Definitions shared by all tables."""

import hashlib
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase

from crawler.model.url_key import url_key


class UtcDateTime(TypeDecorator[datetime]):
    """A column type for aware datetimes, which are stored in UTC. A naive datetime raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base class of all tables."""

    type_annotation_map = {
        datetime: UtcDateTime(),
        date: Date(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        str: Text(),
    }


Key = String(64)


@lru_cache(maxsize=256)
def key_of(url: str) -> str:
    """Return the key under which tables store a URL: the hexadecimal digest of `url_key(url)`."""
    return hashlib.blake2b(url_key(url).encode("utf-8", "replace"), digest_size=16).hexdigest()
