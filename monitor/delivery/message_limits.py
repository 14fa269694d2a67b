"""Message size limits of services, by URL scheme. The table in `data/message_limits.toml` cites its sources."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.messages.formats import Shape


@dataclass(frozen=True)
class MessageLimit:
    """The limits that a service sets for the size of a message.

    The body is limited in bytes of UTF-8 and in characters, and the title in characters. None means that there is no
    limit.
    """

    bytes: int | None = None
    characters: int | None = None
    title: int | None = None


def limit_of(scheme: str) -> MessageLimit:
    """Return the message length limit for a service's URL scheme, or a conservative default if it is unknown."""
    known, default = _table()
    return known.get(scheme, default)


def within(shape: Shape, limit: MessageLimit) -> Shape:
    """Return the shape (format and length limits) with each limit reduced to the service's limit, if that is lower."""
    return Shape(
        shape.format,
        min(filter(None, (shape.body, limit.characters))),
        shape.title if limit.title is None else min(shape.title, limit.title),
        shape.lines,
        min(filter(None, (shape.bytes, limit.bytes)), default=None),
    )


def shortened(shape: Shape, times: int) -> Shape:
    """Return the shape (format and length limits) for a message that its service has refused `times` times.

    After the first refusal, the limits of the body are reduced to a quarter, but not below 300 characters and 600
    bytes. After further refusals, the limits are at most 300 characters and 600 bytes for the body, and 60 characters
    for the title. Without a refusal, the shape is unchanged.
    """
    if not times:
        return shape
    body, size = (shape.body // 4, (shape.bytes or 4 * shape.body) // 4) if times == 1 else (300, 600)
    return Shape(
        shape.format,
        min(shape.body, max(body, 300)),
        min(shape.title, 60) if times > 1 else shape.title,
        shape.lines,
        min(filter(None, (shape.bytes, max(size, 600)))),
    )


@cache
def _table() -> tuple[dict[str, MessageLimit], MessageLimit]:
    read = tomllib.loads(files(__package__).joinpath("data/message_limits.toml").read_text(encoding="utf-8"))
    limits = {
        scheme: MessageLimit(entry.get("bytes"), entry.get("characters"), entry.get("title"))
        for entry in read["limit"]
        for scheme in entry["schemes"]
    }
    return limits, MessageLimit(read["default"]["bytes"])
