"""What services take of a message, by the schemes of their addresses: a table with the sources of its numbers."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.messages.formats import Shape


@dataclass(frozen=True)
class MessageLimit:
    """The most that a service takes of a body, in bytes of UTF-8 and in characters, and of a title (None: any)."""

    bytes: int | None = None
    characters: int | None = None
    title: int | None = None


def limit_of(scheme: str) -> MessageLimit:
    """Return the limit of the service with this scheme; the safe one where none is known."""
    known, default = _table()
    return known.get(scheme, default)


def within(shape: Shape, limit: MessageLimit) -> Shape:
    """Return the shape of a message that also keeps to the limit."""
    return Shape(
        shape.format,
        min(filter(None, (shape.body, limit.characters))),
        shape.title if limit.title is None else min(shape.title, limit.title),
        shape.lines,
        min(filter(None, (shape.bytes, limit.bytes)), default=None),
    )


def shortened(shape: Shape, times: int) -> Shape:
    """Return the shape of a message that its service refused so many times: a quarter, and then hardly anything."""
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
